package dev.holdall.benchmarks.limits;

import dev.holdall.benchmarks.peer.holdall.HoldallServer;
import dev.holdall.benchmarks.peer.redis.RedisServer;
import dev.holdall.client.Manager;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** The memory that a million elements take, in Holdall and in Redis: live heap after a collection beside {@code used_memory}. */
final class Memory {
    private static final int ELEMENTS = 1_000_000;
    private static final int BYTES = 64;
    private static final int AT_ONCE = 10_000;
    /** As much as Redis's and not more, for the most; a collected heap has no room to spare. */
    private static final double BOUND = 1.4;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Path directory;

    Memory(Path directory) {
        this.directory = directory;
    }

    List<Row> measure() throws Exception {
        List<Row> rows = new ArrayList<>();
        rows.add(row("a list element of 64 B", holdall(this::fillList), redis(this::pushAll)));
        rows.add(row("a dict entry of 64 B under a short key", holdall(this::fillDict), redis(this::setAll)));
        return rows;
    }

    /** Bytes an element, and the resident memory beside it. */
    private record Taken(double each, long resident) {}

    private static Row row(String what, Taken holdall, Taken redis) {
        return new Row(
                "memory of " + what + ", as a part of Redis's",
                holdall.each / redis.each,
                BOUND,
                String.format(
                        Locale.ROOT,
                        "%.1f B beside %.1f B; resident %,d MiB beside %,d MiB",
                        holdall.each,
                        redis.each,
                        holdall.resident >> 20,
                        redis.resident >> 20));
    }

    private Taken holdall(Consumer<Manager> fill) throws Exception {
        try (HoldallServer server = HoldallServer.start("memory", false, directory);
                Manager manager = server.connect()) {
            long before = Footprint.of(server.pid()).live();
            fill.accept(manager);
            Footprint after = Footprint.of(server.pid());
            return new Taken((after.live() - before) / (double) ELEMENTS, after.resident());
        }
    }

    private void fillList(Manager manager) {
        List<byte[]> list = manager.list("list", byte[].class);
        for (int done = 0; done < ELEMENTS; done += AT_ONCE) {
            List<byte[]> some = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                some.add(value());
            }
            list.addAll(some);
        }
    }

    private void fillDict(Manager manager) {
        Map<String, byte[]> dict = manager.dict("dict", String.class, byte[].class);
        for (int done = 0; done < ELEMENTS; done += AT_ONCE) {
            Map<String, byte[]> some = new HashMap<>();
            for (int i = done; i < done + AT_ONCE; i++) {
                some.put(key(i), value());
            }
            dict.putAll(some);
        }
    }

    private Taken redis(Consumer<Pipeline> fill) throws Exception {
        try (RedisServer server = RedisServer.start("memory-redis", directory);
                Jedis jedis = server.connect()) {
            long before = server.usedMemory();
            Pipeline pipeline = jedis.pipelined();
            fill.accept(pipeline);
            pipeline.sync();
            return new Taken((server.usedMemory() - before) / (double) ELEMENTS, Footprint.resident(server.pid()));
        }
    }

    private void pushAll(Pipeline pipeline) {
        byte[] list = bytes("list");
        for (int i = 0; i < ELEMENTS; i++) {
            pipeline.rpush(list, value());
            syncNowAndThen(pipeline, i);
        }
    }

    private void setAll(Pipeline pipeline) {
        byte[] dict = bytes("dict");
        for (int i = 0; i < ELEMENTS; i++) {
            pipeline.hset(dict, bytes(key(i)), value());
            syncNowAndThen(pipeline, i);
        }
    }

    private static void syncNowAndThen(Pipeline pipeline, int i) {
        if (i % AT_ONCE == 0) {
            pipeline.sync();
        }
    }

    private byte[] value() {
        byte[] value = new byte[BYTES];
        random.nextBytes(value);
        return value;
    }

    private static String key(int number) {
        return "key-" + number;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
