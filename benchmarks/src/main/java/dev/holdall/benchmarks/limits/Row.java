package dev.holdall.benchmarks.limits;

import java.util.Locale;

/**
 * What was measured, beside what is to be reached.
 *
 * @param figure a ratio or an amount
 * @param bound it is not to exceed; {@link Double#NaN} where there is no target
 * @param detail the figures that it is made of
 */
public record Row(String what, double figure, double bound, String detail) {
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
                        figure <= bound ? "met" : "missed");
    }

    private static String amount(double figure) {
        return String.format(Locale.ROOT, Math.abs(figure) < 100 ? "%.2f" : "%,.0f", figure);
    }
}
