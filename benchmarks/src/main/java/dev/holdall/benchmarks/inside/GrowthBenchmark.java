package dev.holdall.benchmarks.inside;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.page.PagedDict;
import dev.holdall.server.state.page.PagedList;
import dev.holdall.server.state.page.PagedLog;
import dev.holdall.server.state.page.SipHash;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How much slower the containers become as they grow: elements of 64 bytes, keys of about 11. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx8g", "-XX:+UseSerialGC"})
public class GrowthBenchmark {
    private static final ByteString ELEMENT = ByteString.copyFrom(new byte[64]);

    /** How many elements there are. */
    @State(Scope.Thread)
    public static class Size {
        @Param({"1000", "100000", "10000000"})
        int size;

        final SplittableRandom random = new SplittableRandom(1);

        /** Any of the numbers below the size. */
        int any() {
            return random.nextInt(size);
        }
    }

    @State(Scope.Thread)
    public static class Dict {
        private PagedDict dict;

        @Setup(Level.Trial)
        public void fill(Size size) {
            dict = new PagedDict(new SipHash(1, 2));
            for (int i = 0; i < size.size; i++) {
                dict.put(key(i), ELEMENT);
            }
        }

        static ByteString key(int number) {
            return ByteString.copyFrom(("key-" + number).getBytes(StandardCharsets.US_ASCII));
        }
    }

    @State(Scope.Thread)
    public static class Queue {
        private PagedLog log;
        private long last;

        @Setup(Level.Trial)
        public void fill(Size size) {
            log = new PagedLog();
            for (int i = 0; i < size.size; i++) {
                log.put(++last, ByteString.EMPTY, ELEMENT);
            }
        }
    }

    @State(Scope.Thread)
    public static class List {
        private PagedList list;

        @Setup(Level.Trial)
        public void fill(Size size) {
            list = new PagedList();
            for (int i = 0; i < size.size; i++) {
                list.add(ELEMENT);
            }
        }
    }

    @Benchmark
    public ByteString dictGet(Size size, Dict dict) {
        return dict.dict.get(Dict.key(size.any()));
    }

    @Benchmark
    public ByteString dictPut(Size size, Dict dict) {
        return dict.dict.put(Dict.key(size.any()), ELEMENT);
    }

    /** What an offer and a poll do. */
    @Benchmark
    public ByteString queue(Queue queue) {
        PagedLog log = queue.log;
        log.put(++queue.last, ByteString.EMPTY, ELEMENT);
        long first = log.first();
        ByteString element = log.value(first);
        log.remove(first);
        return element;
    }

    /** An element to each end, and one from each. */
    @Benchmark
    public ByteString listEnds(List list) {
        PagedList elements = list.list;
        elements.add(ELEMENT);
        elements.insert(0, ELEMENT);
        elements.remove(0);
        return elements.remove(elements.size() - 1);
    }

    @Benchmark
    public ByteString listIndex(Size size, List list) {
        return list.list.get(size.any());
    }

    /** An element into the middle, and one from there. */
    @Benchmark
    public ByteString listMiddle(Size size, List list) {
        list.list.insert(size.any(), ELEMENT);
        return list.list.remove(size.any());
    }
}
