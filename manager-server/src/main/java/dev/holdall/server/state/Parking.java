package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;

/** Parks calls, within the limits on what may wait. */
final class Parking {
    private final ObjectStore store;
    private final Waiters waiters;
    private final Sessions sessions;
    private final Limits limits;

    Parking(ObjectStore store, Waiters waiters, Sessions sessions, Limits limits) {
        this.store = store;
        this.waiters = waiters;
        this.sessions = sessions;
        this.limits = limits;
    }

    /** Refuses a call that is one too many to wait. Called before its handler changes anything. */
    void admit(CallId id, int requestBytes) {
        if (id.isUnary()) {
            limits.check(Limit.UNARY_WAITERS, waiters.unaryCount() + 1L);
            limits.check(Limit.UNARY_WAITER_BYTES, waiters.unaryBytes() + requestBytes);
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
    }

    /** Parks a call for the first time. */
    void park(
            Caller caller,
            CallId id,
            Method<?, ?> method,
            ByteString request,
            long subject,
            Place place,
            int stage,
            long deadline) {
        add(new Waiter(
                waiters.nextNumber(),
                id,
                caller.thread(),
                method,
                request,
                subject,
                place,
                stage,
                references(method, request, subject),
                deadline));
    }

    /** Takes over a parked call, a new one or one of a snapshot. */
    void add(Waiter waiter) {
        waiters.add(waiter);
        Session session = sessions.get(waiter.id().session());
        if (session != null) {
            session.park(waiter.id().seq(), waiter.request().size());
        }
    }

    private List<Long> references(Method<?, ?> method, ByteString request, long subject) {
        List<Long> references = new ArrayList<>();
        if (subject != CommonPlace.NO_OBJECT) {
            references.add(subject);
        }
        method.referencesInRequest(request, reference -> {
            if (store.find(reference) != null) {
                references.add(reference.getNumber());
            }
        });
        return references;
    }

    /** Lets a parked call wait elsewhere, behind those that wait there. */
    void move(Waiter waiter, Place place, int stage, long deadline) {
        waiters.remove(waiter);
        waiters.add(waiter.movedTo(place, stage, waiters.nextNumber(), deadline));
    }
}
