package dev.holdall.server.state;

import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;

/**
 * When and where in its program somebody came to wait for something or to own it: for people, nothing is decided by it.
 *
 * @param time the state's time, in nanoseconds
 * @param threadName of the client's thread that made the call; empty if it is not known
 * @param site where in the client's program the call was made; empty if it is not known
 */
public record Occasion(long time, String threadName, String site) {
    /** @param origin clean */
    static Occasion of(long time, Origin origin) {
        return new Occasion(time, origin.threadName(), origin.site());
    }

    /** Writes it. */
    public void save(SnapshotWriter out) {
        out.number(time);
        out.string(threadName);
        out.string(site);
    }

    /** Reads what {@link #save} wrote. */
    public static Occasion load(SnapshotReader in) {
        return new Occasion(in.number(), in.string(), in.string());
    }
}
