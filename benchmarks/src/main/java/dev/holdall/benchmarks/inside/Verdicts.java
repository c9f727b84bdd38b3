package dev.holdall.benchmarks.inside;

import dev.holdall.benchmarks.limits.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;

/** What the figures of JMH say of the targets. */
public final class Verdicts {
    private static final String CALL = "CallBenchmark.call";
    private static final String BOOKKEEPING = "CallBenchmark.bookkeeping";
    private static final String GROWTH = GrowthBenchmark.class.getSimpleName();
    private static final String BYTES = "gc.alloc.rate.norm";

    private static final double MOST_SHARE = 0.15;
    private static final double MOST_BYTES = 100;
    private static final double MOST_GROWTH = 6;

    private Verdicts() {}

    /** A row for each target that something was measured for. */
    public static List<Row> of(Collection<RunResult> results) {
        List<Row> rows = new ArrayList<>();
        rows.addAll(bookkeeping(by("what", CALL, results), by("what", BOOKKEEPING, results)));
        rows.addAll(growth(results));
        return rows;
    }

    private static List<Row> bookkeeping(Map<String, RunResult> calls, Map<String, RunResult> bookkeeping) {
        List<Row> rows = new ArrayList<>();
        calls.forEach((what, call) -> {
            RunResult kept = bookkeeping.get(what);
            if (kept != null) {
                rows.add(new Row(
                        "exactly once, as a part of the time of " + what,
                        time(kept) / time(call),
                        MOST_SHARE,
                        String.format(Locale.ROOT, "%.1f ns of %.1f ns", time(kept), time(call))));
                rows.add(new Row(
                        "exactly once, bytes of a call of " + what,
                        bytes(kept),
                        MOST_BYTES,
                        String.format(Locale.ROOT, "of %.0f B of garbage", bytes(call))));
            }
        });
        return rows;
    }

    private static List<Row> growth(Collection<RunResult> results) {
        List<Row> rows = new ArrayList<>();
        Map<String, List<RunResult>> benchmarks = results.stream()
                .filter(result -> name(result).startsWith(GROWTH))
                .collect(Collectors.groupingBy(Verdicts::name, TreeMap::new, Collectors.toList()));
        benchmarks.forEach((name, sizes) -> {
            Map<Integer, Double> times = sizes.stream()
                    .collect(Collectors.toMap(
                            result -> Integer.valueOf(result.getParams().getParam("size")),
                            Verdicts::time,
                            (one, other) -> one,
                            TreeMap::new));
            List<Integer> ordered = List.copyOf(times.keySet());
            int least = ordered.get(0);
            int greatest = ordered.get(ordered.size() - 1);
            rows.add(new Row(
                    "growth of " + name.substring(GROWTH.length() + 1) + " from " + least + " to " + greatest,
                    times.get(greatest) / times.get(least),
                    MOST_GROWTH,
                    times.values().stream()
                            .map(time -> String.format(Locale.ROOT, "%.0f ns", time))
                            .collect(Collectors.joining(", "))));
        });
        return rows;
    }

    private static Map<String, RunResult> by(String parameter, String name, Collection<RunResult> results) {
        return results.stream()
                .filter(result -> name(result).equals(name))
                .collect(Collectors.toMap(
                        result -> result.getParams().getParam(parameter),
                        Function.identity(),
                        (one, other) -> one,
                        TreeMap::new));
    }

    /** The class's simple name and the method's. */
    private static String name(RunResult result) {
        String full = result.getParams().getBenchmark();
        int method = full.lastIndexOf('.');
        return full.substring(full.lastIndexOf('.', method - 1) + 1);
    }

    private static double time(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    private static double bytes(RunResult result) {
        return result.getSecondaryResults().get(BYTES).getScore();
    }
}
