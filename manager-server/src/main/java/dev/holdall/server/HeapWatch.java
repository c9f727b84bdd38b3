package dev.holdall.server;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the part of the heap where what lives long is, and tells when too much of it is in use and when it is not any more.
 *
 * <p>What counts is what a collection has left. Garbage does not: where it hides how much is in use, a collection is asked for, as seldom as to cost
 * at most a twentieth of the time; in between, a heap that fills up further counts as full. The pool is that of the old generation
 * (Serial, Parallel, G1, generational ZGC), or the whole heap of a collector without generations. All of those tell what their last collection has left.
 */
final class HeapWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeapWatch.class);

    private static final long PERIOD_MILLIS = 100;
    /** Full again at the limit, no more so this many percent below it. */
    private static final int APART = 5;
    /** A collection is followed by so many times its duration without one. */
    private static final long REST = 20;

    /** What is watched, in percent of its size. */
    interface Heap {
        /** What is in use now, garbage included. */
        int used();

        /** What the last collection has left. */
        int live();

        /** Collects. */
        void collect();
    }

    private final Heap heap;
    private final int most;
    private final IntConsumer pressure;
    private final LongSupplier nanoClock;
    private final Thread thread = new Thread(this::watch, "holdall-heap");

    private boolean full;
    private long restUntil;
    private volatile boolean closed;

    /**
     * @param most percent that may be in use
     * @param pressure told how many are if they are too many, and 0 once they are not
     */
    HeapWatch(Heap heap, int most, IntConsumer pressure, LongSupplier nanoClock) {
        this.heap = heap;
        this.most = most;
        this.pressure = pressure;
        this.nanoClock = nanoClock;
        this.restUntil = nanoClock.getAsLong();
        thread.setDaemon(true);
    }

    /** Watches the heap of this JVM, if it can be watched. */
    static HeapWatch start(int most, IntConsumer pressure) {
        Optional<Heap> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(Pool::canBeWatched)
                .findFirst()
                .map(Pool::new);
        HeapWatch watch = new HeapWatch(heap.orElse(new Unknown()), most, pressure, System::nanoTime);
        if (heap.isEmpty()) {
            LOG.warn("this JVM does not tell how full its heap is: writes are not refused when it is nearly full");
        } else if (most < 100) {
            watch.thread.start();
        }
        return watch;
    }

    private void watch() {
        while (!closed) {
            look();
            try {
                Thread.sleep(PERIOD_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Looks once. */
    void look() {
        boolean collected = false;
        if (full || heap.used() > most) {
            collected = collect();
        }
        int live = heap.live();
        // Where it cannot be told how much of it is garbage: half of what is left is not waited for.
        boolean unknown = !collected && heap.used() > (100 + most) / 2;
        int now = unknown ? Math.max(live, heap.used()) : live;
        if (!full && now > most) {
            full = true;
            LOG.warn(
                    "{} % of the heap are in use: until they are {} %, what needs more memory is refused",
                    now, most - APART);
            pressure.accept(now);
        } else if (full && collected && now <= Math.max(1, most - APART)) {
            full = false;
            LOG.info("{} % of the heap are in use: enough is free again", now);
            pressure.accept(0);
        }
    }

    private boolean collect() {
        long begin = nanoClock.getAsLong();
        if (begin - restUntil < 0) {
            return false;
        }
        heap.collect();
        long end = nanoClock.getAsLong();
        restUntil = end + REST * (end - begin);
        return true;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    /** A pool of the JVM's memory. */
    private record Pool(MemoryPoolMXBean pool) implements Heap {
        /** Only pools of what lives long have a threshold of use: young ones are full all the time. */
        static boolean canBeWatched(MemoryPoolMXBean pool) {
            return pool.getType() == MemoryType.HEAP
                    && pool.isUsageThresholdSupported()
                    && pool.getCollectionUsage() != null
                    && pool.getUsage().getMax() > 0;
        }

        @Override
        public int used() {
            return percent(pool.getUsage());
        }

        @Override
        public int live() {
            return percent(pool.getCollectionUsage());
        }

        @Override
        public void collect() {
            System.gc();
        }

        private static int percent(MemoryUsage usage) {
            return (int) (100 * usage.getUsed() / usage.getMax());
        }
    }

    /** Never full. */
    private record Unknown() implements Heap {
        @Override
        public int used() {
            return 0;
        }

        @Override
        public int live() {
            return 0;
        }

        @Override
        public void collect() {
            // Nobody could tell what that left.
        }
    }
}
