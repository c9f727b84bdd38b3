package dev.holdall.client.memory;

import dev.holdall.wire.memory.Segments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What this process is to remove when it ends, and what others have left that it removes now and then. */
final class Leftovers {
    private static final Map<Path, Segments> MADE = new HashMap<>();
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static boolean hooked;
    private static long nextSweep = System.nanoTime();

    private Leftovers() {}

    /** This process has made segments there. */
    static synchronized void removeAtExit(Segments segments) {
        MADE.putIfAbsent(segments.directory(), segments);
        if (!hooked) {
            hooked = true;
            Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::remove, "holdall-memory"));
        }
    }

    /** Removes what processes have left that have ended, unless that was done within the last second: it looks at each segment. */
    static synchronized void sweepNowAndThen(Segments segments) throws IOException {
        if (System.nanoTime() - nextSweep >= 0) {
            nextSweep = System.nanoTime() + SWEEP_NANOS;
            segments.sweep();
        }
    }

    private static synchronized void remove() {
        for (Segments segments : MADE.values()) {
            try {
                segments.removeAllOwn();
            } catch (IOException e) {
                // Whoever comes next does it.
            }
        }
    }
}
