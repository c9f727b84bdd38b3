package dev.holdall.benchmarks.limits;

import dev.holdall.benchmarks.peer.holdall.HoldallServer;
import dev.holdall.benchmarks.result.Spread;
import dev.holdall.client.Manager;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedQueue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** How fast a program that uses collections as one does, whole ones and with loops, gets its elements there and back. */
final class Flow {
    private static final int SOME = 100_000;
    private static final int MANY = 1_000_000;
    private static final int BYTES = 64;
    private static final int ROUNDS = 7;
    /** Half a million elements a second. */
    private static final double MOST_MICROS = 2;

    private final List<byte[]> elements = Collections.nCopies(SOME, new byte[BYTES]);
    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private final Path directory;

    /** One way of moving elements; says how many it has moved. */
    private interface Move {
        long run() throws Exception;
    }

    Flow(Path directory) {
        this.directory = directory;
        for (int i = 0; i < SOME; i++) {
            entries.put("key-" + i, elements.get(i));
        }
    }

    List<Row> measure() throws Exception {
        try (HoldallServer server = HoldallServer.start("flow", false, directory);
                Manager manager = server.connect()) {
            SharedList<byte[]> list = manager.list("list", byte[].class);
            SharedDict<String, byte[]> dict = manager.dict("dict", String.class, byte[].class);
            SharedQueue<byte[]> queue = manager.queue("queue", byte[].class);
            List<Row> rows = new ArrayList<>();
            rows.add(row("list.addAll of " + SOME, SOME, list::clear, () -> {
                list.addAll(elements);
                return list.size();
            }));
            rows.add(row("dict.putAll of " + SOME, SOME, dict::clear, () -> {
                dict.putAll(entries);
                return dict.size();
            }));
            rows.add(row("queue.addAll of " + SOME, SOME, queue::clear, () -> {
                queue.addAll(elements);
                return queue.size();
            }));
            rows.add(row(
                    "queue.drainTo of " + SOME,
                    SOME,
                    () -> {
                        queue.clear();
                        queue.addAll(elements);
                    },
                    () -> queue.drainTo(new ArrayList<>())));
            for (int size = list.size(); size < MANY; size += SOME) {
                list.addAll(elements);
            }
            for (int i = dict.size(); i < MANY; i += SOME) {
                dict.putAll(further(i));
            }
            rows.add(row("a loop over a list of " + MANY, MANY, () -> {
                long seen = 0;
                for (byte[] element : list) {
                    seen += element.length / BYTES;
                }
                return seen;
            }));
            rows.add(row("list.forEach over " + MANY, MANY, () -> {
                LongAdder seen = new LongAdder();
                list.forEach(element -> seen.increment());
                return seen.sum();
            }));
            rows.add(row("a loop over the entries of a dict of " + MANY, MANY, () -> {
                long seen = 0;
                for (Map.Entry<String, byte[]> entry : dict.entrySet()) {
                    seen += entry.getValue().length / BYTES;
                }
                return seen;
            }));
            rows.add(row("dict.forEach over " + MANY, MANY, () -> {
                LongAdder seen = new LongAdder();
                dict.forEach((key, value) -> seen.increment());
                return seen.sum();
            }));
            return rows;
        }
    }

    private Map<String, byte[]> further(int from) {
        Map<String, byte[]> further = new LinkedHashMap<>();
        for (int i = from; i < from + SOME; i++) {
            further.put("key-" + i, elements.get(0));
        }
        return further;
    }

    private static Row row(String what, long wanted, Move move) throws Exception {
        return row(what, wanted, () -> {}, move);
    }

    /**
     * The median of some rounds; the first ones warm up.
     *
     * @param before what is done before each, which is not timed
     */
    private static Row row(String what, long wanted, Runnable before, Move move) throws Exception {
        double[] micros = new double[ROUNDS];
        for (int round = -2; round < ROUNDS; round++) {
            before.run();
            long start = System.nanoTime();
            long moved = move.run();
            if (moved != wanted) {
                throw new IllegalStateException(what + ": " + moved + " elements were moved, not " + wanted);
            }
            if (round >= 0) {
                micros[round] = (System.nanoTime() - start) / (double) TimeUnit.MICROSECONDS.toNanos(moved);
            }
        }
        Spread spread = Spread.of(micros);
        return new Row(
                what + ": microseconds an element",
                spread.median(),
                MOST_MICROS,
                String.format(
                        Locale.ROOT,
                        "%,.0f elements of %d B a second (%,.0f to %,.0f)",
                        1e6 / spread.median(),
                        BYTES,
                        1e6 / spread.greatest(),
                        1e6 / spread.least()));
    }
}
