package dev.holdall.client.memory;

import dev.holdall.wire.memory.Segments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What this process has made and is to remove when it ends. */
final class Leftovers {
    private static final Map<Path, Segments> MADE = new HashMap<>();
    private static boolean hooked;

    private Leftovers() {}

    /** This process has made segments there. */
    static synchronized void removeAtExit(Segments segments) {
        MADE.putIfAbsent(segments.directory(), segments);
        if (!hooked) {
            hooked = true;
            Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::remove, "holdall-memory"));
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
