package dev.holdall.client.json;

import dev.holdall.client.codec.CodecProvider;
import dev.holdall.client.codec.CustomCodec;
import java.lang.reflect.Type;

/**
 * JSON for classes that Jackson can write and read: {@code @EncodedWith(Json.class) class Invoice}, or {@code new
 * ManagerOptions().json(Invoice.class)}.
 *
 * <p>It needs {@code tools.jackson.core:jackson-databind} 3 on the class path. Jackson's annotations hold. Properties are sorted by their
 * names, entries of maps by their keys, items of sets by themselves where they can be compared; dates are ISO 8601. So equal values have equal
 * bytes, unless a class says otherwise or a set has items that cannot be compared.
 *
 * <p>Reading is strict: properties that the class does not have are refused, unless it is annotated with {@code
 * JsonIgnoreProperties(ignoreUnknown = true)}, and so are numbers and strings in each other's place, a missing value of a primitive type, and
 * text behind the value. A value is written if it is of the very class that it will be read as; for a class with subclasses Jackson needs
 * {@code JsonTypeInfo} with names ({@code use = NAME}), never with the names of classes.
 *
 * <p>Proxies of shared objects inside travel as references, wherever a property, an item or an entry is declared as the proxy's class.
 */
public final class Json implements CodecProvider {
    /** The codec's name in values. */
    public static final String NAME = "json";

    /** @throws IllegalStateException if Jackson is not on the class path */
    public Json() {
        try {
            JacksonCodec.load();
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "JSON needs Jackson 3: add tools.jackson.core:jackson-databind to the program's dependencies", e);
        }
    }

    @Override
    public CustomCodec<?> codec(Class<?> raw, Type type) {
        return new JacksonCodec(raw, type);
    }
}
