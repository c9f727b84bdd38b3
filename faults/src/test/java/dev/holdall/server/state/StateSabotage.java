package dev.holdall.server.state;

import java.lang.reflect.Field;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** What planted bugs do to the state: called from the middle of its methods. */
public final class StateSabotage {
    private static final Field NEXT_SEQ = nextSeq();

    private static final Set<Object> STAYED = Collections.newSetFromMap(new IdentityHashMap<>());

    private StateSabotage() {}

    /** The session has not seen its last call. */
    public static void forgetLastCall(Object session) {
        Session of = (Session) session;
        if (of.kept(of.nextSeq() - 1) != null) {
            try {
                NEXT_SEQ.setLong(of, of.nextSeq() - 1);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static Field nextSeq() {
        try {
            Field field = Session.class.getDeclaredField("nextSeq");
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Forgets the first reply that is kept. */
    public static void forgetReply(Object session) {
        List<Session.Kept> kept = ((Session) session).keptInOrder();
        if (!kept.isEmpty()) {
            ((Session) session).forget(kept.get(0).reply().getSeq());
        }
    }

    /** Whether a waiter that has been answered stays where it waited: every one once. */
    public static boolean stays(Object waiter) {
        return waiter != null && STAYED.add(waiter);
    }

    /** Whether a wake-up gets lost: that of two. */
    public static boolean losesWakeUp(Object waiters, Object place) {
        return ((Waiters) waiters).count((Place) place) == 2;
    }

    /** Whoever takes a call back does not get back what it was granted. */
    public static void dropGrant(Object sessions, Object call) {
        CallId id = (CallId) call;
        Session session = ((Sessions) sessions).get(id.session());
        Session.Kept kept = session == null ? null : session.forget(id.seq());
        if (kept != null) {
            session.keep(kept.reply(), null);
        }
    }
}
