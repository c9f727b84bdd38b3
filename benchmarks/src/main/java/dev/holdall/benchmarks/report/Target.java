package dev.holdall.benchmarks.report;

import dev.holdall.benchmarks.peer.Peers;
import dev.holdall.benchmarks.result.Cell;
import dev.holdall.benchmarks.result.Measured;
import dev.holdall.benchmarks.result.Results;
import dev.holdall.benchmarks.result.Spread;
import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Workload;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;

/**
 * What Holdall is to reach beside another system, in each cell that it is about.
 *
 * @param subject which Holdall
 * @param peer beside which system
 * @param bound the ratio that is to be reached, or not to be exceeded
 */
public record Target(
        Set<Workload> workloads, Mode mode, int bytes, String subject, String peer, Figure figure, double bound) {
    /** Which figure is compared, and which way is better. */
    public enum Figure {
        /** Operations a second: the ratio is to be reached. */
        RATE("operations a second", "≥"),
        /** The median of the time that an operation takes: the ratio is not to be exceeded. */
        MEDIAN_TIME("p50", "≤");

        private final String title;
        private final String sign;

        Figure(String title, String sign) {
            this.title = title;
            this.sign = sign;
        }

        double of(Measured measured) {
            return this == RATE ? measured.perSecond() : measured.p50();
        }

        boolean isMet(double ratio, double bound) {
            return this == RATE ? ratio >= bound : ratio <= bound;
        }
    }

    /** How a target was met in one cell. */
    public enum Verdict {
        MET,
        MISSED,
        /** The machine was too restless to tell: see {@link #MOST_NOISE}. */
        NOISY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How wide the rounds of the control may spread, as a part of their median, for a verdict to be given. */
    static final double MOST_NOISE = 0.3;

    /** Whether it is about this cell. */
    boolean isAbout(Cell cell) {
        return workloads.contains(cell.workload()) && cell.mode() == mode && cell.bytes() == bytes;
    }

    /** Whether both systems were measured there. */
    boolean isMeasured(Results results, Cell cell) {
        return !results.of(cell, subject).isEmpty() && !results.of(cell, peer).isEmpty();
    }

    Spread ratio(Results results, Cell cell) {
        return results.ratio(cell, subject, peer, figure::of);
    }

    Verdict verdict(Results results, Cell cell) {
        // What the echo cannot do, the queue that it can stands for.
        Cell control =
                results.of(cell, Peers.CONTROL).isEmpty() ? new Cell(Workload.QUEUE, cell.mode(), cell.bytes()) : cell;
        boolean controlled = !results.of(control, Peers.CONTROL).isEmpty();
        if (controlled && results.spread(control, Peers.CONTROL, figure::of).width() > MOST_NOISE) {
            return Verdict.NOISY;
        }
        return figure.isMet(ratio(results, cell).median(), bound) ? Verdict.MET : Verdict.MISSED;
    }

    /** In words, for this cell. */
    String words(Cell cell) {
        String factor = BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
        return cell.title() + ": " + figure.title + " of " + subject + " " + figure.sign + " " + factor + " × " + peer;
    }
}
