package dev.holdall.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Rows of words that stand below each other, two spaces apart; {@link #toString} has no end of line after the last. */
final class Columns {
    private final List<List<String>> rows = new ArrayList<>();
    private final List<Integer> widths = new ArrayList<>();

    Columns row(Object... cells) {
        List<String> row = Stream.of(cells).map(String::valueOf).toList();
        for (int i = 0; i < row.size(); i++) {
            int width = row.get(i).length();
            if (i == widths.size()) {
                widths.add(width);
            } else if (widths.get(i) < width) {
                widths.set(i, width);
            }
        }
        rows.add(row);
        return this;
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String cell = row.get(i);
                line.append(cell).append(" ".repeat(widths.get(i) - cell.length() + 2));
            }
            lines.add(line.toString().stripTrailing());
        }
        return String.join("\n", lines);
    }
}
