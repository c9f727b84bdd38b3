package dev.holdall.benchmarks.result;

import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Workload;
import java.util.Locale;

/**
 * What one system did in one round.
 *
 * @param round from 1; systems of one round had their turns one after the other
 * @param perSecond operations a second
 * @param p50 nanoseconds that half of the operations took at most
 * @param p99 nanoseconds that 99 of 100 operations took at most
 * @param calls how many operations the clients made
 * @param served how many the server says that it has served
 */
public record Measured(
        Cell cell, String peer, int round, double perSecond, long p50, long p99, long calls, long served) {
    /** The names of the columns of {@link #line}. */
    public static final String HEADER =
            "workload\tmode\tbytes\tpeer\tround\toperations_per_second\tp50_ns\tp99_ns\tcalls\tserved";

    /** As a line of a file. */
    public String line() {
        return String.join(
                "\t",
                cell.workload().word(),
                cell.mode().word(),
                String.valueOf(cell.bytes()),
                peer,
                String.valueOf(round),
                String.format(Locale.ROOT, "%.1f", perSecond),
                String.valueOf(p50),
                String.valueOf(p99),
                String.valueOf(calls),
                String.valueOf(served));
    }

    static Measured of(String line) {
        String[] column = line.split("\t");
        return new Measured(
                new Cell(Workload.of(column[0]), Mode.of(column[1]), Integer.parseInt(column[2])),
                column[3],
                Integer.parseInt(column[4]),
                Double.parseDouble(column[5]),
                Long.parseLong(column[6]),
                Long.parseLong(column[7]),
                Long.parseLong(column[8]),
                Long.parseLong(column[9]));
    }
}
