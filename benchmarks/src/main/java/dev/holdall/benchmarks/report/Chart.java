package dev.holdall.benchmarks.report;

import dev.holdall.benchmarks.peer.Peers;
import dev.holdall.benchmarks.result.Cell;
import dev.holdall.benchmarks.result.Measured;
import dev.holdall.benchmarks.result.Results;
import dev.holdall.benchmarks.result.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Bars of the operations a second in each cell, with the spread of the rounds, as SVG. */
public final class Chart {
    private static final int WIDTH = 860;
    private static final int NAMES = 130;
    private static final int FIGURES = 110;
    private static final int ROW = 18;
    private static final int TITLE = 34;
    private static final String STYLE =
            "text{font:12px sans-serif;fill:#222}.t{font-weight:bold}.b{fill:#9db4c8}.s{fill:#2b6cb0}.c{fill:#ccc}"
                    + ".w{stroke:#222;stroke-width:1.5}";

    private Chart() {}

    /** A chart of some cells, one below the other, each to its own scale. */
    public static String svg(Results results, List<Cell> cells) {
        StringBuilder body = new StringBuilder();
        int y = 0;
        for (Cell cell : cells) {
            y = cell(results, cell, y, body);
        }
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"><style>%s</style>%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n%s</svg>%n",
                WIDTH,
                y + ROW,
                STYLE,
                body);
    }

    private static int cell(Results results, Cell cell, int top, StringBuilder body) {
        int y = top + TITLE;
        text(body, 8, y - 8, "t", cell.title() + ": operations a second");
        List<String> peers = new ArrayList<>(results.peers(cell));
        double most = peers.stream()
                .mapToDouble(peer -> rate(results, cell, peer).greatest())
                .max()
                .orElseThrow();
        for (String peer : peers) {
            bar(peer, rate(results, cell, peer), most, y, body);
            y += ROW;
        }
        return y;
    }

    private static Spread rate(Results results, Cell cell, String peer) {
        return results.spread(cell, peer, Measured::perSecond);
    }

    private static void bar(String peer, Spread rate, double most, int y, StringBuilder body) {
        double scale = (WIDTH - NAMES - FIGURES) / most;
        String kind = peer.startsWith(Peers.SUBJECT) ? "s" : peer.equals(Peers.CONTROL) ? "c" : "b";
        text(body, 8, y + 13, "n", peer);
        body.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>"
                        + "<line class=\"w\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>%n",
                kind,
                NAMES,
                y + 2,
                rate.median() * scale,
                ROW - 4,
                NAMES + rate.least() * scale,
                NAMES + rate.greatest() * scale,
                y + ROW / 2,
                y + ROW / 2));
        text(body, WIDTH - FIGURES + 8, y + 13, "n", String.format(Locale.ROOT, "%,.0f", rate.median()));
    }

    private static void text(StringBuilder body, int x, int y, String kind, String text) {
        body.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n",
                kind,
                x,
                y,
                text.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
