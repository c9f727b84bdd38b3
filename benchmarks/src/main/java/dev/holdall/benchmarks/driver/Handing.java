package dev.holdall.benchmarks.driver;

import dev.holdall.benchmarks.workload.Data;
import dev.holdall.benchmarks.workload.Waiting;
import dev.holdall.benchmarks.workload.Workload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Threads that put elements into a queue, and as many that wait for them there. Timed is each element's way: it carries the time at which
 * it was put, which threads of one host have in common. At the end whoever puts puts an element of time 0, which ends who takes it.
 */
final class Handing {
    private final Round round;
    private final Semaphore ahead = new Semaphore(Workload.HANDING_AHEAD);
    private final long end;

    Handing(Round round) {
        this.round = round;
        this.end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(round.millis());
    }

    /** The first half of the threads puts, the second half takes. */
    List<Callable<Outcome>> tasks(List<Waiting> threads) {
        List<Callable<Outcome>> tasks = new ArrayList<>();
        for (int i = 0; i < threads.size(); i++) {
            Waiting commands = threads.get(i);
            tasks.add(i < threads.size() / 2 ? () -> put(commands) : () -> take(commands));
        }
        return tasks;
    }

    private Outcome put(Waiting commands) throws Exception {
        byte[] value = new Data(round.seed(), round.bytes()).value();
        long calls = 0;
        while (System.nanoTime() < end) {
            ahead.acquire();
            commands.offer(Handover.stamped(value, System.nanoTime()));
            calls++;
        }
        commands.offer(Handover.stamped(value, 0));
        // What was put counts when it is taken.
        return new Outcome(0, calls + 1, 0, new Latencies());
    }

    private Outcome take(Waiting commands) throws Exception {
        Latencies latencies = new Latencies();
        long taken = 0;
        for (long put = time(commands); put != 0; put = time(commands)) {
            latencies.record(System.nanoTime() - put);
            ahead.release();
            taken++;
        }
        return new Outcome(taken * round.workload().operations(), taken + 1, 0, latencies);
    }

    private static long time(Waiting commands) throws Exception {
        return ByteBuffer.wrap(commands.take()).getLong();
    }
}
