package dev.holdall.benchmarks.result;

import java.util.Arrays;

/** The median of some figures, the least and the greatest of them. */
public record Spread(double median, double least, double greatest) {
    /**
     * Of these figures.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Spread of(double... figures) {
        if (figures.length == 0) {
            throw new IllegalArgumentException("there is no median of nothing");
        }
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** From the least to the greatest, as a part of the median. */
    public double width() {
        return (greatest - least) / median;
    }
}
