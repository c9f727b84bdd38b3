package dev.holdall.benchmarks.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** All that was measured in one run. */
public final class Results {
    private static final String FACT = "# ";

    private final List<String> facts;
    private final List<Measured> all = new ArrayList<>();

    public Results() {
        this(List.of());
    }

    /** @param facts where and when it was measured, and of which versions: a line each */
    public Results(List<String> facts) {
        this.facts = List.copyOf(facts);
    }

    /** Where and when it was measured, and of which versions: a line each. */
    public List<String> facts() {
        return facts;
    }

    public void add(Measured measured) {
        all.add(measured);
    }

    public List<Measured> all() {
        return List.copyOf(all);
    }

    /** The cells, in the order in which they were measured. */
    public Set<Cell> cells() {
        Set<Cell> cells = new LinkedHashSet<>();
        all.forEach(measured -> cells.add(measured.cell()));
        return cells;
    }

    /** The systems that were measured in a cell, in their order. */
    public Set<String> peers(Cell cell) {
        Set<String> peers = new LinkedHashSet<>();
        all.stream().filter(measured -> measured.cell().equals(cell)).forEach(measured -> peers.add(measured.peer()));
        return peers;
    }

    /** What a system did in the rounds of a cell; nothing if it was not measured there. */
    public List<Measured> of(Cell cell, String peer) {
        return all.stream()
                .filter(measured ->
                        measured.cell().equals(cell) && measured.peer().equals(peer))
                .toList();
    }

    /** A figure of one system over that of another, round by round. */
    public Spread ratio(Cell cell, String over, String under, ToDoubleFunction<Measured> figure) {
        List<Measured> first = of(cell, over);
        List<Measured> second = of(cell, under);
        double[] ratios = new double[Math.min(first.size(), second.size())];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(first.get(i)) / figure.applyAsDouble(second.get(i));
        }
        return Spread.of(ratios);
    }

    /** A figure of a system over the rounds. */
    public Spread spread(Cell cell, String peer, ToDoubleFunction<Measured> figure) {
        return Spread.of(of(cell, peer).stream().mapToDouble(figure).toArray());
    }

    public void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        facts.forEach(fact -> lines.add(FACT + fact));
        lines.add(Measured.HEADER);
        all.forEach(measured -> lines.add(measured.line()));
        Files.write(file, lines);
    }

    public static Results read(Path file) throws IOException {
        List<String> facts = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(FACT)) {
                facts.add(line.substring(FACT.length()));
            } else if (!line.equals(Measured.HEADER)) {
                lines.add(line);
            }
        }
        Results results = new Results(facts);
        lines.stream().map(Measured::of).forEach(results::add);
        return results;
    }
}
