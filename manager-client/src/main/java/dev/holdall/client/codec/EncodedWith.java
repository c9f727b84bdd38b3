package dev.holdall.client.codec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which codec a class is encoded with, its subclasses too unless they say otherwise: {@code @EncodedWith(Json.class) class Invoice}. It
 * stands with the class, so every process that has the class has the codec, workers among them.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EncodedWith {
    /** A provider with a constructor without parameters. */
    Class<? extends CodecProvider> value();
}
