package dev.holdall.benchmarks.driver;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** How long operations took, in nanoseconds. Not thread-safe: each thread has its own. */
public final class Latencies {
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(10);
    private static final int DIGITS = 3;

    private final Histogram histogram = new Histogram(LONGEST, DIGITS);

    public void record(long nanos) {
        histogram.recordValue(Math.max(0, Math.min(nanos, LONGEST)));
    }

    public void add(Latencies other) {
        histogram.add(other.histogram);
    }

    /** The time that so many percent of the operations did not exceed, in nanoseconds; 0 if there were none. */
    public long percentile(double percent) {
        return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(percent);
    }

    /** As one word: each time, a colon, how many operations took it; a comma between them. */
    String word() {
        StringBuilder word = new StringBuilder();
        for (HistogramIterationValue value : histogram.recordedValues()) {
            word.append(word.isEmpty() ? "" : ",")
                    .append(value.getValueIteratedTo())
                    .append(':')
                    .append(value.getCountAtValueIteratedTo());
        }
        return word.isEmpty() ? "-" : word.toString();
    }

    static Latencies of(String word) {
        Latencies latencies = new Latencies();
        if (!word.equals("-")) {
            for (String value : word.split(",")) {
                int colon = value.indexOf(':');
                latencies.histogram.recordValueWithCount(
                        Long.parseLong(value.substring(0, colon)), Long.parseLong(value.substring(colon + 1)));
            }
        }
        return latencies;
    }
}
