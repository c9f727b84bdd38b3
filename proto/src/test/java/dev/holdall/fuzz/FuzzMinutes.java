package dev.holdall.fuzz;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Lets Jazzer fuzz for {@code -Dfuzz.minutes} minutes. */
public final class FuzzMinutes implements BeforeAllCallback {
    /** What Jazzer reads further arguments for its engine from; the first is the name of a program. */
    private static final String ARGUMENT = "jazzer.internal.arg.";

    @Override
    public void beforeAll(ExtensionContext context) {
        System.setProperty(ARGUMENT + 0, "fuzz");
        System.setProperty(ARGUMENT + 1, "-max_total_time=" + 60 * Long.getLong("fuzz.minutes", 1));
        System.setProperty(ARGUMENT + 2, "-timeout=30");
        System.setProperty(ARGUMENT + 3, "-max_len=2000");
    }
}
