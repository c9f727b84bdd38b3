package dev.holdall.server.type;

import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.Occasion;
import dev.holdall.server.state.Refusal;
import dev.holdall.server.state.StoredObject;
import dev.holdall.server.state.WaitDescription;
import dev.holdall.server.state.WaitEnd;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.Code;
import dev.holdall.v1.LockAwaitOutcome;
import dev.holdall.v1.OpenConditionRequest;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A lock that one owner holds at a time, and its conditions: {@code locking.proto}.
 *
 * <p>Who waits for the lock stands in one line, whether he has just come or comes back from a condition; who waits for a signal stands in
 * the line of his condition. That he moves from one line to the other without losing his signal is the business of {@link #await}.
 */
class Monitor implements StoredObject {
    /** The line of those who wait for the lock. */
    static final int QUEUE = 0;
    /** The line of the condition that every lock has; those of the others follow. */
    private static final int FIRST_CONDITION = 1;

    /** A count of signals that is enough for all who wait. */
    static final long ALL = Integer.MAX_VALUE;

    /** How often an owner may hold a lock at a time. */
    static final int MOST_HOLDS = 65_535;

    /** How far a call that waits in a condition has come. Its number and the holds that it gave up are the call's stage. */
    private enum Phase {
        /** For a signal. */
        WAITING(null),
        // For the lock, for different reasons:
        SIGNALLED(LockAwaitOutcome.LOCK_AWAIT_OUTCOME_SIGNALLED),
        TIMED_OUT(LockAwaitOutcome.LOCK_AWAIT_OUTCOME_TIMED_OUT),
        WITHDRAWN(LockAwaitOutcome.LOCK_AWAIT_OUTCOME_WITHDRAWN);

        private static final int COUNT = 4;

        private final @Nullable LockAwaitOutcome outcome;

        Phase(@Nullable LockAwaitOutcome outcome) {
            this.outcome = outcome;
        }

        /** Never 0, since holds are not. */
        int stage(int holds) {
            return holds * COUNT + ordinal();
        }

        static Phase of(int stage) {
            return values()[stage % COUNT];
        }

        static int holds(int stage) {
            return stage / COUNT;
        }
    }

    private static final int ENTRY_BYTES = 200;

    private @Nullable Owner holder;
    private int holds;
    /** Of the holder's acquisition; 0 if there is none. */
    private long token;

    private @Nullable Occasion since;

    private int lastCondition;
    private final TreeMap<String, Integer> conditions = new TreeMap<>();
    private long conditionBytes;
    /**
     * How many of those who wait in a condition have a signal coming; never more than wait there. Not saved: they take it before the
     * command is over.
     */
    private final TreeMap<Integer, Integer> signals = new TreeMap<>();

    // State ------------------------------------------------------------------------------------------------------

    @Override
    public long elements() {
        return conditions.size();
    }

    @Override
    public long bytes() {
        return conditionBytes;
    }

    @Override
    public void watch(Watcher watcher) {
        // It has no elements, and so refers to nothing.
    }

    @Override
    public void save(SnapshotWriter out) {
        out.flag(holder != null);
        if (holder != null && since != null) {
            holder.save(out);
            since.save(out);
        }
        out.number(holds);
        out.number(token);
        out.number(lastCondition);
        out.number(conditions.size());
        conditions.forEach((name, number) -> {
            out.string(name);
            out.number(number);
        });
    }

    /** Reads what {@link #save} wrote. */
    void restore(SnapshotReader in) {
        boolean held = in.flag();
        holder = held ? Owner.load(in) : null;
        since = held ? Occasion.load(in) : null;
        holds = (int) in.number();
        token = in.number();
        lastCondition = (int) in.number();
        for (long left = in.number(); left > 0; left--) {
            addCondition(in.string(), (int) in.number());
        }
    }

    /** Whether anybody may take it. */
    boolean isFree() {
        return holder == null;
    }

    final boolean isLocked() {
        return holder != null;
    }

    final boolean isHeldBy(Owner owner) {
        return owner.equals(holder);
    }

    final int holds(Owner owner) {
        return isHeldBy(owner) ? holds : 0;
    }

    final long token(Owner owner) {
        return isHeldBy(owner) ? token : 0;
    }

    /** Whether anybody holds it under this token: while it is free its token is 0, which nobody holds it under. */
    final boolean isHeldUnder(long wanted) {
        return isLocked() && token == wanted;
    }

    /** Whether an owner of the session holds it. */
    boolean isHeldIn(long session) {
        return holder != null && holder.session() == session;
    }

    // Holding ----------------------------------------------------------------------------------------------------

    /**
     * Adds a hold, if nobody else has the lock or came before.
     *
     * @return whether it did; else the call may be parked in the {@link #QUEUE}
     */
    final boolean acquire(Owner owner, CallContext call) {
        if (isHeldBy(owner)) {
            checkHolds(holds);
            holds++;
            grant(owner, 1, GrantedHold.NONE, call);
            return true;
        }
        if (!isFree() || call.othersWaitIn(QUEUE)) {
            return false;
        }
        take(owner, 1, GrantedHold.NONE, call);
        return true;
    }

    static void checkHolds(int holds) {
        if (holds >= MOST_HOLDS) {
            throw new Refusal(Code.LIMIT_EXCEEDED, "an owner holds a lock at most " + MOST_HOLDS + " times");
        }
    }

    private void take(Owner owner, int count, int condition, CallContext call) {
        holder = owner;
        holds = count;
        token = call.nextToken();
        since = call.occasion();
        call.own(owner.session());
        grant(owner, count, condition, call);
    }

    private void grant(Owner owner, int count, int condition, CallContext call) {
        call.grant(new GrantedHold(GrantedHold.Kind.WRITING, owner, token, count, condition).toBytes());
    }

    /** Takes away a hold, and says whether there was one. */
    final boolean release(Owner owner, CallContext call) {
        if (!isHeldBy(owner)) {
            return false;
        }
        release(owner, 1, call);
        return true;
    }

    private void release(Owner owner, int count, CallContext call) {
        holds -= count;
        if (holds == 0) {
            free(owner, call);
        }
    }

    private void free(Owner owner, CallContext call) {
        holder = null;
        holds = 0;
        token = 0;
        since = null;
        released(owner, call);
    }

    /** An owner has no hold any more. */
    final void released(Owner owner, CallContext call) {
        if (!isHeldIn(owner.session())) {
            call.disown(owner.session());
        }
        call.wake(QUEUE);
    }

    /** Takes back holds that nobody received; and if they came with a signal, another one gets it. */
    void giveBack(GrantedHold granted, CallContext call) {
        if (granted.condition() != GrantedHold.NONE) {
            signal(granted.condition(), 1, call);
        }
        Owner owner = granted.owner();
        // The owner may have released some of them, though it never heard of them.
        if (isHeldBy(owner) && token == granted.token()) {
            release(owner, Math.min(granted.count(), holds), call);
        }
    }

    /** Takes away all that the owners of a session hold. */
    void sessionEnded(long session, CallContext call) {
        Owner owner = holder;
        if (owner != null && owner.session() == session) {
            free(owner, call);
        }
    }

    // Conditions -------------------------------------------------------------------------------------------------

    /** Finds or makes a condition, and returns its number. */
    final int condition(OpenConditionRequest request, CallContext call) {
        String name = request.getName();
        Integer present = name.isEmpty() ? null : conditions.get(call.name(name));
        if (present != null) {
            return present;
        }
        if (lastCondition == Integer.MAX_VALUE - FIRST_CONDITION) {
            throw new Refusal(Code.LIMIT_EXCEEDED, "a lock has at most " + lastCondition + " conditions");
        }
        if (!name.isEmpty()) {
            call.admit(1, bytesOf(name));
            addCondition(name, lastCondition + 1);
        }
        return ++lastCondition;
    }

    private void addCondition(String name, int number) {
        conditions.put(name, number);
        conditionBytes += bytesOf(name);
    }

    /** About what an entry under a name costs on the heap: so that entries without number cannot use it up unseen. */
    static int bytesOf(String name) {
        return ENTRY_BYTES + name.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The place where calls wait for a signal. */
    private int line(int condition) {
        if (condition < 0 || condition > lastCondition) {
            throw Refusal.invalid("the lock has no condition of the number " + Integer.toUnsignedString(condition));
        }
        return FIRST_CONDITION + condition;
    }

    /**
     * Gives up all holds, waits for a signal, then for the lock.
     *
     * @return what happened; null if the call is parked
     */
    final @Nullable LockAwaitOutcome await(Owner owner, int condition, CallContext call) {
        int stage = call.stage();
        if (stage == 0) {
            int line = line(condition);
            if (!isHeldBy(owner)) {
                return LockAwaitOutcome.LOCK_AWAIT_OUTCOME_NOT_HELD;
            }
            call.park(line, Phase.WAITING.stage(holds));
            free(owner, call);
            return null;
        }
        Phase phase = Phase.of(stage);
        if (phase != Phase.WAITING) {
            return acquireAgain(owner, condition, phase, call);
        }
        Integer coming = signals.get(condition);
        if (coming == null) {
            return call.park(line(condition));
        }
        keepSignals(condition, coming - 1);
        return acquireAgain(owner, condition, Phase.SIGNALLED, call);
    }

    /**
     * The end of {@link #await} for another reason than a signal.
     *
     * @return what happened; null if the call is parked, or its session is over
     */
    final @Nullable LockAwaitOutcome endOfAwait(Owner owner, int condition, WaitEnd why, CallContext call) {
        Phase phase = Phase.of(call.stage());
        if (phase != Phase.WAITING) {
            // It waits for the lock, and nobody returns from a condition without it.
            if (why != WaitEnd.SESSION_ENDED) {
                return call.park(QUEUE);
            }
            if (phase == Phase.SIGNALLED) {
                signal(condition, 1, call);
            }
            return null;
        }
        // It leaves the line, where every signal must have somebody to take it.
        int others = Math.max(0, call.waitingIn(line(condition)) - 1);
        keepSignals(condition, Math.min(others, signals.getOrDefault(condition, 0)));
        return switch (why) {
            case TIMED_OUT -> acquireAgain(owner, condition, Phase.TIMED_OUT, call);
            case WITHDRAWN -> acquireAgain(owner, condition, Phase.WITHDRAWN, call);
            case SESSION_ENDED -> null;
        };
    }

    private @Nullable LockAwaitOutcome acquireAgain(Owner owner, int condition, Phase phase, CallContext call) {
        int count = Phase.holds(call.stage());
        if (!isFree() || call.othersWaitIn(QUEUE)) {
            return call.park(QUEUE, phase.stage(count));
        }
        take(owner, count, phase == Phase.SIGNALLED ? condition : GrantedHold.NONE, call);
        return phase.outcome;
    }

    /** Signals at most so many of those who wait in a condition. */
    final void signal(int condition, long count, CallContext call) {
        int line = line(condition);
        int coming = signals.getOrDefault(condition, 0);
        keepSignals(condition, (int) Math.min(call.waitingIn(line), coming + count));
        call.wake(line);
    }

    private void keepSignals(int condition, int count) {
        if (count == 0) {
            signals.remove(condition);
        } else {
            signals.put(condition, count);
        }
    }

    /** Tells who holds it, and what is waited for in each line. */
    void describeWaits(WaitDescription out) {
        out.state(isLocked() ? "" : "free");
        out.waitsForAllHolders(QUEUE, "the lock");
        out.waitsElsewhereFor("a signal");
        conditions.forEach((name, number) -> {
            if (out.waitingIn(FIRST_CONDITION + number) > 0) {
                out.waitsFor(FIRST_CONDITION + number, "a signal of the condition '" + name + "'");
            }
        });
        if (holder != null) {
            out.heldBy(holder.holding("holds it", holds, token, since));
        }
    }

    /** How many calls wait for a signal. */
    final int waiting(int condition, CallContext call) {
        return call.waitingIn(line(condition));
    }
}
