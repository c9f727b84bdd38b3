package dev.holdall.client;

import dev.holdall.v1.BlockedCall;
import dev.holdall.v1.BlockedObject;
import dev.holdall.v1.BlockedReply;
import dev.holdall.v1.DeadlockStep;
import dev.holdall.v1.ObjectId;
import dev.holdall.wire.AdminWords;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which calls wait in a manager, for what, and who has it, as it was at one moment: see {@link Manager#blocked}. Its {@link #toString} says
 * it in words, deadlocks first.
 *
 * <p>What clients say of themselves (who they are, the names of their threads, where a call is made) is as they said it.
 *
 * <p>Immutable.
 */
public final class Blocked {

    /**
     * Who waits or has something.
     *
     * @param session its number; 0 for a call that has none, as a plain gRPC call
     * @param client who it is, as it named itself when it connected: program, host and process, unless it said otherwise
     * @param thread the client's number for its thread; 0 where no thread waits, as after an asynchronous call, or where not a thread has it
     * @param threadName the name of the thread that made the call; empty if it is not known
     * @param owner the name that it acts in, where a name holds a lock and not a thread; null otherwise
     * @param site where in its program the call was made; null unless the program tells, see {@link ManagerOptions#callSites}
     */
    public record Party(
            long session,
            String client,
            int thread,
            String threadName,
            @Nullable String owner,
            @Nullable String site) {
        private static Party of(dev.holdall.v1.Party party) {
            return new Party(
                    party.getSession(),
                    party.getClient(),
                    party.getThread(),
                    party.getThreadName(),
                    nullIfEmpty(party.getOwner()),
                    nullIfEmpty(party.getSite()));
        }
    }

    /**
     * A shared object.
     *
     * @param name null if it has none
     * @param number counts the objects of the manager
     * @param service the full name of the gRPC service that serves it: its type
     */
    public record Subject(@Nullable String name, long number, String service) {
        private static Subject of(String name, ObjectId id, String service) {
            return new Subject(nullIfEmpty(name), id.getNumber(), service);
        }
    }

    /**
     * A call that waits.
     *
     * @param caller who made it
     * @param method the full name of its gRPC method, such as {@code holdall.v1.Locks/Acquire}
     * @param waitsFor what it waits for, in words, such as "the lock"
     * @param object the object that it concerns; null if it concerns none
     * @param waited how long it has waited
     * @param left how long it will still wait at most; null for ever
     */
    public record Call(
            Party caller,
            String method,
            String waitsFor,
            @Nullable Subject object,
            Duration waited,
            @Nullable Duration left) {
        private static Call of(BlockedCall call) {
            return new Call(
                    Party.of(call.getCaller()),
                    call.getMethod(),
                    call.getWaitsFor(),
                    call.hasObject() ? Subject.of(call.getName(), call.getObject(), call.getService()) : null,
                    Duration.ofNanos(call.getWaitedNanos()),
                    call.hasLeftNanos() ? Duration.ofNanos(call.getLeftNanos()) : null);
        }
    }

    /**
     * Somebody who has what others wait for.
     *
     * @param party a thread, a named owner or, with neither, a session as a whole
     * @param holds what it has, in words, such as "holds it for reading"
     * @param count how many of it: permits, or how many times the owner has acquired the lock
     * @param token the fencing token; 0 where there is none
     * @param held for how long it has had it; null if the manager does not know
     */
    public record Holder(
            Party party,
            String holds,
            long count,
            long token,
            @Nullable Duration held) {
        private static Holder of(dev.holdall.v1.Holder holder) {
            return new Holder(
                    Party.of(holder.getParty()),
                    holder.getHolds(),
                    holder.getCount(),
                    holder.getToken(),
                    holder.hasHeldNanos() ? Duration.ofNanos(holder.getHeldNanos()) : null);
        }
    }

    /**
     * An object that calls wait in.
     *
     * @param object which one
     * @param state how it is, in words, such as "full: 10 elements"; may be empty
     * @param holders who has what is waited for, at most a hundred
     * @param moreHolders how many further ones there are
     */
    public record Waited(Subject object, String state, List<Holder> holders, long moreHolders) {
        private static Waited of(BlockedObject object) {
            return new Waited(
                    Subject.of(object.getName(), object.getObject(), object.getService()),
                    object.getState(),
                    object.getHoldersList().stream().map(Holder::of).toList(),
                    object.getMoreHolders());
        }
    }

    /**
     * One call of a deadlock.
     *
     * @param call which one
     * @param holder who has what it waits for: the caller of the next step
     */
    public record Step(Call call, Holder holder) {
        private static Step of(DeadlockStep step) {
            return new Step(Call.of(step.getCall()), Holder.of(step.getHolder()));
        }
    }

    /**
     * Calls that wait for each other in a circle: the last waits for what the caller of the first has. It ends when one of them gives up
     * (its time is over, its thread is interrupted), or when one of the sessions ends.
     *
     * @param possible in it is a session that has permits, or a named owner: another thread may let them go, and end it
     * @param steps the calls in their order, at most a hundred
     * @param moreSteps how many further ones there are
     */
    public record Deadlock(boolean possible, List<Step> steps, long moreSteps) {
        private static Deadlock of(dev.holdall.v1.Deadlock deadlock) {
            return new Deadlock(
                    deadlock.getPossible(),
                    deadlock.getStepsList().stream().map(Step::of).toList(),
                    deadlock.getMoreSteps());
        }
    }

    private final List<Deadlock> deadlocks;
    private final long moreDeadlocks;
    private final List<Call> calls;
    private final long moreCalls;
    private final List<Waited> objects;
    private final BlockedReply told;

    private Blocked(BlockedReply told) {
        this.told = told;
        this.deadlocks = told.getDeadlocksList().stream().map(Deadlock::of).toList();
        this.moreDeadlocks = told.getMoreDeadlocks();
        this.calls = told.getCallsList().stream().map(Call::of).toList();
        this.moreCalls = told.getMoreCalls();
        this.objects = told.getObjectsList().stream().map(Waited::of).toList();
    }

    static Blocked of(BlockedReply told) {
        return new Blocked(told);
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    /** Who waits for each other: certain deadlocks before possible ones, at most a hundred. No call is in two of them. */
    public List<Deadlock> deadlocks() {
        return deadlocks;
    }

    /** How many further deadlocks there are. */
    public long moreDeadlocks() {
        return moreDeadlocks;
    }

    /** The calls that wait, in the order in which they came to where they wait, at most a thousand. */
    public List<Call> calls() {
        return calls;
    }

    /** How many further calls wait. */
    public long moreCalls() {
        return moreCalls;
    }

    /** The objects that {@link #calls} wait in, each once. */
    public List<Waited> objects() {
        return objects;
    }

    /** Deadlocks first; then each object, who has it, and who waits. */
    @Override
    public String toString() {
        return AdminWords.of(told);
    }
}
