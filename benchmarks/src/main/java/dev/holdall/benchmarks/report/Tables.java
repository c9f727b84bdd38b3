package dev.holdall.benchmarks.report;

import dev.holdall.benchmarks.peer.Peers;
import dev.holdall.benchmarks.result.Cell;
import dev.holdall.benchmarks.result.Measured;
import dev.holdall.benchmarks.result.Results;
import dev.holdall.benchmarks.result.Spread;
import java.util.List;
import java.util.Locale;

/** What was measured, in Markdown, which a terminal shows as well. */
public final class Tables {
    private Tables() {}

    /** A table of each cell. */
    public static String cells(Results results) {
        StringBuilder text = new StringBuilder();
        for (Cell cell : results.cells()) {
            text.append(cell(results, cell)).append('\n');
        }
        return text.toString();
    }

    /** One cell: a row for each system. */
    public static String cell(Results results, Cell cell) {
        StringBuilder text = new StringBuilder("**").append(cell.title()).append("**\n\n");
        text.append(
                "| system | operations/s (least to greatest) | p50 µs (least to greatest) | p99 µs (least to greatest) | holdall is × as fast (least to greatest) |\n");
        text.append("|---|---|---|---|---|\n");
        for (String peer : results.peers(cell)) {
            Spread rate = results.spread(cell, peer, Measured::perSecond);
            text.append(String.format(
                    Locale.ROOT,
                    "| %-12s | %,10.0f (%,.0f to %,.0f) | %s | %s | %s |%n",
                    peer,
                    rate.median(),
                    rate.least(),
                    rate.greatest(),
                    micros(results.spread(cell, peer, Measured::p50)),
                    micros(results.spread(cell, peer, Measured::p99)),
                    ratio(results, cell, peer)));
        }
        return text.toString();
    }

    private static String ratio(Results results, Cell cell, String peer) {
        if (peer.equals(Peers.SUBJECT) || results.of(cell, Peers.SUBJECT).isEmpty()) {
            return "";
        }
        return spread(results.ratio(cell, Peers.SUBJECT, peer, Measured::perSecond));
    }

    private static String micros(Spread nanos) {
        return String.format(
                Locale.ROOT,
                "%8.1f (%.1f to %.1f)",
                nanos.median() / 1_000,
                nanos.least() / 1_000,
                nanos.greatest() / 1_000);
    }

    private static String spread(Spread spread) {
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", spread.median(), spread.least(), spread.greatest());
    }

    /** Each target that can be told, with how it was met. */
    public static String targets(Results results) {
        StringBuilder text = new StringBuilder("| target | ratio (least to greatest) | |\n|---|---|---|\n");
        for (Target target : Targets.ALL) {
            for (Cell cell : results.cells()) {
                if (target.isAbout(cell) && target.isMeasured(results, cell)) {
                    text.append(String.format(
                            "| %s | %s | %s |%n",
                            target.words(cell), spread(target.ratio(results, cell)), target.verdict(results, cell)));
                }
            }
        }
        return text.toString();
    }

    /** The turns in which a server counted other operations than its clients; empty if there was none. */
    public static String miscounts(Results results) {
        List<Measured> wrong = results.all().stream()
                .filter(measured -> measured.calls() != measured.served())
                .toList();
        StringBuilder text = new StringBuilder();
        for (Measured measured : wrong) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s, %s, round %d: its clients made %,d operations, its server counted %,d%n",
                    measured.cell().title(),
                    measured.peer(),
                    measured.round(),
                    measured.calls(),
                    measured.served()));
        }
        return text.toString();
    }
}
