package dev.holdall.examples.tour;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What came of each thing that was done: a line each, beginning with the type's name, and at the end whether all was as it must be. */
final class Findings {
    private final PrintStream out;
    private final PrintStream errors;
    private final List<String> types = new ArrayList<>();
    private final Set<String> checked = new LinkedHashSet<>();
    private final Set<String> wrong = new LinkedHashSet<>();

    Findings(PrintStream out, PrintStream errors) {
        this.out = out;
        this.errors = errors;
    }

    /** What follows is of this type. */
    void begin(String type) {
        types.add(type);
    }

    /** Says what was done and what came of it, and compares that with what must come of it. */
    void expect(String done, Object expected, @Nullable Object actual) {
        String type = type();
        checked.add(type);
        out.println(type + ": " + done + " -> " + actual);
        if (!expected.equals(actual)) {
            wrong.add(type);
            errors.println("tour: " + type + ": " + done + " must give " + expected + ", not " + actual);
        }
    }

    /** It came to an end before everything was shown. */
    void failed(Exception why) {
        checked.add(type());
        wrong.add(type());
        errors.print("tour: " + type() + ": ");
        why.printStackTrace(errors);
    }

    private String type() {
        return types.get(types.size() - 1);
    }

    /** Says in a line how it went; returns the program's exit code. */
    int end() {
        types.stream().filter(type -> !checked.contains(type)).forEach(type -> {
            wrong.add(type);
            errors.println("tour: " + type + ": nothing was checked");
        });
        if (wrong.isEmpty()) {
            out.println("tour: " + types.size() + " types, all as expected");
            return 0;
        }
        errors.println("tour: of " + types.size() + " types not as expected: " + String.join(", ", wrong));
        return 1;
    }
}
