package dev.holdall.client.python;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that a test shows what a method of Python's {@code multiprocessing} does here. The names are the first column of {@code
 * python-surface.txt}; {@link PythonSurfaceTest} fails where one has no test.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(Python.Several.class)
public @interface Python {
    /** As in {@code list.append}. */
    String value();

    /** Several of them on one test. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface Several {
        Python[] value();
    }
}
