package dev.holdall.benchmarks.limits;

import dev.holdall.benchmarks.result.Spread;
import java.util.Locale;

/**
 * What was measured, beside what is to be reached.
 *
 * @param figure a ratio or an amount
 * @param bound it is not to exceed; {@link Double#NaN} where there is no target
 * @param detail the figures that it is made of
 * @param noisy what does not change spread too much for a verdict
 */
public record Row(String what, double figure, double bound, String detail, boolean noisy) {
    /** How wide that may spread, as a part of its median. */
    private static final double MOST_NOISE = 0.3;

    public Row(String what, double figure, double bound, String detail) {
        this(what, figure, bound, detail, false);
    }

    /** The same row, noisy if what it is compared to has spread too much between its rounds. */
    Row controlledBy(Spread control) {
        return new Row(what, figure, bound, detail, control.width() > MOST_NOISE);
    }

    /** What stands above the rows of a table in Markdown. */
    public static final String HEAD = "| what | figure | target | | |\n|---|---|---|---|---|";

    /** Only told. */
    static Row told(String what, double figure, String detail) {
        return new Row(what, figure, Double.NaN, detail);
    }

    /** A row of a table in Markdown. */
    @Override
    public String toString() {
        return Double.isNaN(bound)
                ? String.format(Locale.ROOT, "| %s | %s | | %s | |", what, amount(figure), detail)
                : String.format(
                        Locale.ROOT,
                        "| %s | %s | ≤ %s | %s | %s |",
                        what,
                        amount(figure),
                        amount(bound),
                        detail,
                        noisy ? "noisy" : figure <= bound ? "met" : "missed");
    }

    private static String amount(double figure) {
        return String.format(Locale.ROOT, Math.abs(figure) < 100 ? "%.2f" : "%,.0f", figure);
    }
}
