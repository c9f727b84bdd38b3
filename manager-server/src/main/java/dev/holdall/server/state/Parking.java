package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.ObjectId;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Parks calls, within the limits on what may wait, and writes them into snapshots and back. */
final class Parking {
    private final ObjectStore store;
    private final Waiters waiters;
    private final Sessions sessions;
    private final Limits limits;
    private final Memory memory;

    Parking(ObjectStore store, Waiters waiters, Sessions sessions, Limits limits, Memory memory) {
        this.store = store;
        this.waiters = waiters;
        this.sessions = sessions;
        this.limits = limits;
        this.memory = memory;
    }

    /** Refuses a call that is one too many to wait. Called before its handler changes anything. */
    void admit(CallId id, int requestBytes) {
        if (id.isUnary()) {
            limits.check(Limit.UNARY_WAITERS, waiters.unaryCount() + 1L);
            limits.check(Limit.UNARY_WAITER_BYTES, waiters.unaryBytes() + requestBytes);
            memory.checkParking(requestBytes);
        }
        Session session = sessions.get(id.session());
        if (session == null) {
            return;
        }
        limits.check(Limit.SESSION_WAITERS, session.parked().size() + 1L);
        if (session.parkedBytes() > 0) {
            // One alone may be larger than the window, as a client's is.
            limits.check(Limit.WINDOW_BYTES, session.parkedBytes() + requestBytes);
        }
        memory.checkParking(session, requestBytes);
    }

    /** Parks a call for the first time. */
    void park(
            Method<?, ?> method,
            Invocation call,
            long subject,
            Place place,
            int stage,
            long since,
            String actsFor,
            long deadline) {
        add(new Waiter(
                waiters.nextNumber(),
                method,
                call.parked(kept(call)),
                subject,
                waiters.same(place),
                stage,
                references(method, call.request(), subject, call.guard()),
                since,
                actsFor,
                deadline));
    }

    private Origin kept(Invocation call) {
        Origin clean = call.origin().clean();
        Session session = sessions.get(call.id().session());
        return session == null ? clean : session.sharing(clean);
    }

    /** Takes over a parked call, a new one or one of a snapshot. */
    void add(Waiter waiter) {
        waiters.add(waiter);
        Session session = sessions.get(waiter.id().session());
        if (session != null) {
            session.park(waiter.id(), waiter.request().size());
        }
    }

    private long[] references(Method<?, ?> method, ByteString request, long subject, @Nullable Guard guard) {
        LongStream.Builder references = LongStream.builder();
        if (subject != CommonPlace.NO_OBJECT) {
            references.add(subject);
        }
        method.referencesInRequest(request, reference -> refer(reference, references));
        if (guard != null) {
            // Whether the call may go on depends on who has the lock, not on when a lock that nobody refers to is
            // collected.
            refer(guard.lock(), references);
        }
        return references.build().toArray();
    }

    private void refer(ObjectId id, LongStream.Builder references) {
        if (store.find(id) != null) {
            references.add(id.getNumber());
        }
    }

    /** Lets a parked call wait elsewhere, behind those that wait there. */
    void move(Waiter waiter, Place place, int stage, long deadline) {
        waiters.remove(waiter);
        waiters.add(waiter.movedTo(waiters.same(place), stage, waiters.nextNumber(), deadline));
    }

    /** Writes all parked calls. */
    void save(SnapshotWriter out) {
        out.number(waiters.lastNumber());
        var parked = waiters.inOrder();
        out.number(parked.size());
        for (Waiter waiter : parked) {
            out.number(waiter.number());
            out.number(waiter.id().session());
            out.number(waiter.id().seq());
            if (waiter.id().isUnary()) {
                waiter.call().permit().save(out);
            }
            out.number(Integer.toUnsignedLong(waiter.thread()));
            out.number(Integer.toUnsignedLong(waiter.method().number()));
            out.bytes(waiter.request());
            out.number(waiter.subject());
            out.number(waiter.place().object());
            out.number(waiter.place().what());
            out.number(waiter.stage());
            Guard guard = waiter.call().guard();
            out.flag(guard != null);
            if (guard != null) {
                guard.save(out);
            }
            out.number(waiter.references().length);
            for (long reference : waiter.references()) {
                out.number(reference);
            }
            waiter.occasion().save(out);
            out.string(waiter.actsFor());
            out.number(waiter.deadline());
        }
    }

    /** Reads what {@link #save} wrote, once all objects and sessions are there. */
    void load(SnapshotReader in, MethodTable methods) {
        long lastWaiter = in.number();
        for (long left = in.number(); left > 0; left--) {
            add(waiter(in, methods));
        }
        waiters.restoreLastNumber(lastWaiter);
    }

    private Waiter waiter(SnapshotReader in, MethodTable methods) {
        long number = in.number();
        CallId id = new CallId(in.number(), in.number());
        Session session = sessions.get(id.session());
        if (session == null && !id.isUnary()) {
            throw new IllegalStateException("the snapshot has a parked call of a session that it has not");
        }
        Permit permit = session == null ? Permit.load(in) : session.permit();
        int thread = (int) in.number();
        Method<?, ?> method = methods.method((int) in.number());
        if (method == null) {
            throw new IllegalStateException("the snapshot has a parked call of a method that this manager lacks");
        }
        ByteString request = in.bytes();
        long subject = in.number();
        Place place = waiters.same(new Place(in.number(), (int) in.number()));
        int stage = (int) in.number();
        Guard guard = in.flag() ? Guard.load(in) : null;
        LongStream.Builder references = LongStream.builder();
        for (long left = in.number(); left > 0; left--) {
            references.add(in.number());
        }
        Occasion occasion = Occasion.load(in);
        Origin origin = new Origin(thread, occasion.threadName(), occasion.site());
        return new Waiter(
                number,
                method,
                new Invocation(id, permit, origin, request, guard),
                subject,
                place,
                stage,
                references.build().toArray(),
                occasion.time(),
                in.string(),
                in.number());
    }
}
