package dev.holdall.benchmarks.driver;

import dev.holdall.benchmarks.workload.Data;
import dev.holdall.benchmarks.workload.Waiting;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * One element after the other, with pauses in which whoever takes them begins to wait again. An element carries the time at which it was
 * put, which the processes of one host have in common; the last one carries 0.
 */
final class Handover {
    private static final long PAUSE_MICROS = 1_000;

    private Handover() {}

    static Outcome run(Round round, Waiting commands) throws Exception {
        return switch (round.part()) {
            case ALL -> alone(round, commands);
            case PUT -> put(round, commands);
            case TAKE -> take(round, commands);
        };
    }

    /** A copy of a value that begins with a time. */
    static byte[] stamped(byte[] value, long nanos) {
        byte[] stamped = value.clone();
        ByteBuffer.wrap(stamped).putLong(nanos);
        return stamped;
    }

    /** Nobody is there to take: the way there and back. */
    private static Outcome alone(Round round, Waiting commands) throws Exception {
        byte[] value = new Data(round.seed(), round.bytes()).value();
        Latencies latencies = new Latencies();
        long start = System.nanoTime();
        long end = start + TimeUnit.MILLISECONDS.toNanos(round.millis());
        long calls = 0;
        while (System.nanoTime() < end) {
            TimeUnit.MICROSECONDS.sleep(PAUSE_MICROS);
            long before = System.nanoTime();
            commands.offer(value);
            latencies.record(System.nanoTime() - before);
            calls++;
        }
        return new Outcome(calls * round.workload().operations(), calls, System.nanoTime() - start, latencies);
    }

    private static Outcome put(Round round, Waiting commands) throws Exception {
        byte[] value = new Data(round.seed(), round.bytes()).value();
        long start = System.nanoTime();
        long end = start + TimeUnit.MILLISECONDS.toNanos(round.millis());
        long calls = 0;
        while (System.nanoTime() < end) {
            TimeUnit.MICROSECONDS.sleep(PAUSE_MICROS);
            commands.offer(stamped(value, System.nanoTime()));
            calls++;
        }
        commands.offer(stamped(value, 0));
        return new Outcome(0, calls + 1, System.nanoTime() - start, new Latencies());
    }

    private static Outcome take(Round round, Waiting commands) throws Exception {
        Latencies latencies = new Latencies();
        long start = System.nanoTime();
        long taken = 0;
        while (true) {
            long put = ByteBuffer.wrap(commands.take()).getLong();
            if (put == 0) {
                return new Outcome(
                        taken * round.workload().operations(), taken + 1, System.nanoTime() - start, latencies);
            }
            latencies.record(System.nanoTime() - put);
            taken++;
        }
    }
}
