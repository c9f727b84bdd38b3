package dev.holdall.server.type;

import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.Caller;
import dev.holdall.server.state.Holding;
import dev.holdall.server.state.Occasion;
import dev.holdall.server.state.Refusal;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Who holds a lock: a thread of a session, or a name that the program of a session gave. Sorted by session first.
 *
 * @param thread 0 for a named owner
 * @param name empty for a thread
 */
record Owner(long session, int thread, String name) implements Comparable<Owner> {
    private static final Comparator<Owner> ORDER = Comparator.comparingLong(Owner::session)
            .thenComparingInt(Owner::thread)
            .thenComparing(Owner::name);

    /**
     * Whom a call acts for.
     *
     * @param name as the request has it
     */
    static Owner of(String name, CallContext call) {
        Caller caller = call.caller();
        if (!name.isEmpty()) {
            call.actsFor(call.name(name));
            return new Owner(caller.session(), 0, name);
        }
        if (caller.thread() == 0) {
            throw Refusal.invalid("a lock is held by a thread or a named owner, and the call tells neither");
        }
        return new Owner(caller.session(), caller.thread(), "");
    }

    /** Comes before all owners of the session, or is the first. */
    static Owner before(long session) {
        return new Owner(session, Integer.MIN_VALUE, "");
    }

    /** That the owner holds a lock. */
    Holding holding(String what, int count, long token, @Nullable Occasion since) {
        return new Holding(session, thread, name, what, count, token, since);
    }

    void save(SnapshotWriter out) {
        out.number(session);
        out.number(Integer.toUnsignedLong(thread));
        out.string(name);
    }

    static Owner load(SnapshotReader in) {
        return new Owner(in.number(), (int) in.number(), in.string());
    }

    @Override
    public int compareTo(Owner other) {
        return ORDER.compare(this, other);
    }
}
