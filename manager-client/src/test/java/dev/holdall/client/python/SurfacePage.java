package dev.holdall.client.python;

import dev.holdall.client.python.Surface.Counterpart;
import dev.holdall.client.python.Surface.Group;
import dev.holdall.client.python.Surface.Row;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page of the documentation that shows the {@link Surface} and its tests. */
final class SurfacePage {
    private static final String SOURCES = "../manager-client/src/test/java/";

    private static final String PREFACE = """
            # Python's multiprocessing, method by method

            What Python's `multiprocessing` offers, what stands for it here, and the test that shows it doing what Python's documentation says.
            The classes are those of `dev.holdall.client`; `m` is a manager, other letters are what the row is about. Where the two differ, the
            row says how: mostly, what Python tells by an exception of its own is told here as `java.util` tells it.

            This page is generated from
            [`python-surface.txt`](../manager-client/src/test/resources/python-surface.txt) and from the annotations of the tests. The build
            fails if a row has no counterpart or no test, or if the page is not what these two say. To write it anew:

            ```sh
            mvn test -pl proto,manager-server,manager-client -Dtest=PythonSurfaceTest -Dsurefire.failIfNoSpecifiedTests=false -Dholdall.docs=write
            ```
            """;

    private static final String NOT_THERE_YET = """

            ## Not there yet

            What has no counterpart here so far.

            """;

    private SurfacePage() {}

    static String of(Surface surface, Map<String, List<Method>> tests) {
        StringBuilder page = new StringBuilder(PREFACE);
        for (Group group : surface.there()) {
            page.append("\n## ").append(group.title()).append("\n\n| Python | here | test |\n|---|---|---|\n");
            for (Row row : group.rows()) {
                page.append("| ")
                        .append(code(row.python()))
                        .append(" | ")
                        .append(here(row))
                        .append(" | ")
                        .append(tests.getOrDefault(row.name(), List.of()).stream()
                                .map(SurfacePage::link)
                                .collect(Collectors.joining(", ")))
                        .append(" |\n");
            }
        }
        if (!surface.notThereYet().isEmpty()) {
            page.append(NOT_THERE_YET);
        }
        for (Group group : surface.notThereYet()) {
            page.append("- ")
                    .append(group.title())
                    .append(": ")
                    .append(group.rows().stream().map(row -> code(row.python())).collect(Collectors.joining(", ")))
                    .append('\n');
        }
        return page.toString();
    }

    private static String code(String text) {
        return "`" + text.replace("|", "\\|") + "`";
    }

    /** The class is named once. */
    private static String here(Row row) {
        StringBuilder here = new StringBuilder();
        String type = "";
        for (Counterpart counterpart : row.counterparts()) {
            here.append(here.isEmpty() ? "" : ", ");
            here.append(
                    counterpart.type().equals(type)
                            ? code(counterpart.method())
                            : code(counterpart.type() + "." + counterpart.method()));
            type = counterpart.type();
        }
        return row.note().isEmpty() ? here.toString() : here + ": " + row.note().replace("|", "\\|");
    }

    private static String link(Method test) {
        Class<?> type = test.getDeclaringClass();
        Class<?> file = type;
        while (file.getEnclosingClass() != null) {
            file = file.getEnclosingClass();
        }
        return "[`" + type.getSimpleName() + "." + test.getName() + "`](" + SOURCES
                + file.getName().replace('.', '/') + ".java)";
    }
}
