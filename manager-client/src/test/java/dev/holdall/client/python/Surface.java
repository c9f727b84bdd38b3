package dev.holdall.client.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The methods of Python's {@code multiprocessing} with their counterparts, as {@code python-surface.txt} lists them; how it is written stands
 * at its head.
 */
record Surface(List<Group> there, List<Group> notThereYet) {
    private static final String RESOURCE = "/python-surface.txt";
    private static final String NOT_THERE_YET = "=== not there yet";
    private static final List<String> PACKAGES = List.of(
            "dev.holdall.client.",
            "dev.holdall.client.proxy.",
            "dev.holdall.client.process.",
            "dev.holdall.client.pool.",
            "dev.holdall.client.memory.",
            "dev.holdall.client.plugin.",
            "dev.holdall.server.");

    /** The methods of one type of Python's. */
    record Group(String title, List<Row> rows) {}

    /** One method of Python's: what tests call it, how Python writes it, what stands for it, and what is different. */
    record Row(String name, String python, List<Counterpart> counterparts, String note) {}

    /** A public method of a public class of ours. */
    record Counterpart(String type, String method) {
        boolean exists() {
            return PACKAGES.stream()
                    .flatMap(this::methods)
                    .anyMatch(found -> found.getName().equals(method));
        }

        private Stream<Method> methods(String inPackage) {
            try {
                Class<?> found = Class.forName(inPackage + type);
                return Modifier.isPublic(found.getModifiers()) ? Arrays.stream(found.getMethods()) : Stream.empty();
            } catch (ClassNotFoundException e) {
                return Stream.empty();
            }
        }

        @Override
        public String toString() {
            return type + "#" + method;
        }
    }

    static Surface read() {
        try (InputStream in = Surface.class.getResourceAsStream(RESOURCE)) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Surface parse(String text) {
        Surface surface = new Surface(new ArrayList<>(), new ArrayList<>());
        List<Group> part = surface.there;
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.equals(NOT_THERE_YET)) {
                part = surface.notThereYet;
            } else if (line.startsWith("## ")) {
                part.add(new Group(line.substring("## ".length()), new ArrayList<>()));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                part.get(part.size() - 1).rows().add(row(line, part == surface.there ? 3 : 2));
            }
        }
        return surface;
    }

    private static Row row(String line, int columns) {
        String[] column = line.split(" {2,}");
        if (column.length != columns) {
            throw new IllegalArgumentException(column.length + " columns instead of " + columns + ": " + line);
        }
        if (columns == 2) {
            return new Row(column[0], column[1], List.of(), "");
        }
        String[] here = column[2].split(" -- ", 2);
        List<Counterpart> counterparts = Arrays.stream(here[0].split(", "))
                .map(reference -> reference.split("#", 2))
                .map(parts -> new Counterpart(parts[0], parts.length == 2 ? parts[1] : ""))
                .toList();
        return new Row(column[0], column[1], counterparts, here.length == 2 ? here[1] : "");
    }

    /** What is missing or in the wrong place, given the tests of each name; empty if all is well. */
    List<String> gaps(Map<String, List<Method>> tests) {
        List<String> gaps = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Row row : rows(there)) {
            row.counterparts().stream()
                    .filter(counterpart -> !counterpart.exists())
                    .forEach(missing -> gaps.add(row.name() + " has a counterpart that does not exist: " + missing));
            if (!tests.containsKey(row.name())) {
                gaps.add(row.name() + " has no test");
            }
            if (!names.add(row.name())) {
                gaps.add(row.name() + " is listed twice");
            }
        }
        for (Row row : rows(notThereYet)) {
            if (tests.containsKey(row.name())) {
                gaps.add(row.name() + " is said not to be there yet, and has a test: " + tests.get(row.name()));
            }
            if (!names.add(row.name())) {
                gaps.add(row.name() + " is listed twice");
            }
        }
        Set<String> unknown = new TreeSet<>(tests.keySet());
        unknown.removeAll(names);
        unknown.forEach(name -> gaps.add(name + " is tested, and not listed: " + tests.get(name)));
        return gaps;
    }

    private static List<Row> rows(List<Group> groups) {
        return groups.stream().flatMap(group -> group.rows().stream()).toList();
    }
}
