package dev.holdall.client.python;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** Finds the tests that are annotated with {@link Python}. */
final class AnnotatedTests {
    private static final String CLASS = ".class";

    private AnnotatedTests() {}

    /** The annotated tests of this module by what they are annotated with, those of one name sorted. */
    static Map<String, List<Method>> ofThisModule() throws IOException {
        Path root = classes();
        try (Stream<Path> files = Files.walk(root)) {
            return of(files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(CLASS))
                    .map(file -> file.substring(0, file.length() - CLASS.length())
                            .replace(root.getFileSystem().getSeparator(), "."))
                    .<Class<?>>map(AnnotatedTests::load)
                    // Of nested classes the build runs those that say so.
                    .filter(type -> type.getEnclosingClass() == null || type.isAnnotationPresent(Nested.class)));
        }
    }

    static Map<String, List<Method>> of(Stream<Class<?>> classes) {
        Map<String, List<Method>> tests = new TreeMap<>();
        classes.flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .sorted(Comparator.comparing(
                                (Method method) -> method.getDeclaringClass().getName())
                        .thenComparing(Method::getName))
                .filter(AnnotatedTests::runs)
                .forEach(method -> {
                    for (Python python : method.getAnnotationsByType(Python.class)) {
                        tests.computeIfAbsent(python.value(), name -> new ArrayList<>())
                                .add(method);
                    }
                });
        return tests;
    }

    private static boolean runs(Method method) {
        return AnnotationSupport.isAnnotated(method, Testable.class)
                && !AnnotationSupport.isAnnotated(method, Disabled.class)
                && !AnnotationSupport.isAnnotated(method.getDeclaringClass(), Disabled.class);
    }

    private static Path classes() {
        try {
            return Path.of(AnnotatedTests.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, AnnotatedTests.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
