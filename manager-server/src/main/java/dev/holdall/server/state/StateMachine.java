package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.Call;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.Released;
import dev.holdall.v1.Reply;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * All that the manager holds, and the one way in which it changes.
 *
 * <p>Deterministic: machines that began alike and applied the same commands at the same times are alike, byte for byte in a
 * snapshot. Not thread-safe: an engine applies one command at a time. No call waits in here: what cannot be answered yet is
 * parked as a record and tried again when its object changes. Whatever a handler throws is an answer to its caller and
 * harms nobody else.
 */
public final class StateMachine {
    /** The version of the manager: those that are to be alike are of one version. */
    public static final String VERSION = "0.1.0";

    private final Limits limits;
    private final ObjectStore store;
    private final Sessions sessions;
    private final Waiters waiters;
    private final Parking parking;
    private final Memory memory;
    private final CallContext context;
    private final CallRunner runner;

    private long now;
    /** What a type threw where no call is there to be answered with it: thrown on once everything else is done. */
    private @Nullable Throwable fault;

    /**
     * A machine that holds nothing.
     *
     * @param epoch drawn at random for each new store, never 0, so that ids of an earlier one are recognised
     * @param hashSeed drawn at random and kept secret, so that nobody chooses keys that collide or guesses an object's id
     * @param tokenFloor greater than every fencing token that a lock of an earlier store had; the tokens of this one follow it
     */
    public StateMachine(MethodTable methods, Limits limits, int epoch, long hashSeed, long tokenFloor) {
        this(methods, limits, new ObjectStore(epoch, hashSeed, tokenFloor), new Sessions());
    }

    private StateMachine(MethodTable methods, Limits limits, ObjectStore store, Sessions sessions) {
        this.limits = limits;
        this.store = store;
        this.sessions = sessions;
        this.waiters = new Waiters(store.counts());
        this.memory = new Memory(limits, sessions, waiters);
        this.parking = new Parking(store, waiters, sessions, limits, memory);
        this.context = new CallContext(store, waiters, sessions, parking, memory, limits);
        this.runner = new CallRunner(methods, limits, store, sessions, waiters, parking, context);
    }

    /**
     * Changes the state by one command and all that follows from it.
     *
     * @param time when it happens, in nanoseconds since the store was made; an earlier time than the last command's counts as
     *     that one
     * @throws IllegalStateException if a type failed where no call was there to be answered with that; all else was done
     */
    public void apply(long time, Command command, Effects effects) {
        now = Math.max(now, time);
        context.now(now);
        passTime(effects);
        if (command instanceof Command.Frame frame) {
            frame(frame, effects);
        } else if (command instanceof Command.UnaryCall call) {
            runner.call(
                    call.method(),
                    new Invocation(CallId.unary(call.ticket()), call.permit(), Origin.UNKNOWN, call.request(), null),
                    effects);
        } else if (command instanceof Command.WithdrawUnary withdraw) {
            runner.withdraw(CallId.unary(withdraw.ticket()), effects);
        } else if (command instanceof Command.OpenSession open) {
            openSession(open, effects);
        } else if (command instanceof Command.ResumeSession resume) {
            resumeSession(resume, effects);
        } else if (command instanceof Command.AbandonSession abandon) {
            Session session = own(abandon.session(), abandon.secret(), abandon.permit());
            if (session != null) {
                endSession(new Command.EndSession(session.id(), session.attached()), effects);
            }
        } else if (command instanceof Command.EndSession end) {
            endSession(end, effects);
        } else if (command instanceof Command.KeepPermits keep) {
            keepPermits(keep, effects);
        } else if (command instanceof Command.AdmitHelper admit) {
            admitHelper(admit);
        } else if (command instanceof Command.Pressure pressure) {
            memory.pressure(pressure.percent());
        }
        runner.serveWoken(effects);
        store.counts().collector().settle(now);
        if (fault != null) {
            Throwable cause = fault;
            fault = null;
            throw new IllegalStateException("a type failed at what no call had asked for", cause);
        }
    }

    /**
     * When the next command must come, be it a tick: a parked call has waited long enough, an object is to be told of the time, or there is
     * something to collect.
     */
    public long nextDeadline() {
        long told = Math.min(waiters.nextDeadline(), store.alarms().next());
        return Math.min(told, store.counts().collector().due());
    }

    /** All that was due by now, in the order of its times: what an alarm sets free is nobody's whose waiting was over before. */
    private void passTime(Effects effects) {
        for (long at = store.alarms().next(); at <= now; at = store.alarms().next()) {
            runner.expire(now, at, effects);
            if (store.alarms().next() == at) {
                onObject(store.alarms().takeNext(), entry -> alarm(entry.type, entry.object));
                runner.serveWoken(effects);
            }
        }
        runner.expire(now, now, effects);
    }

    ObjectStore store() {
        return store;
    }

    Sessions sessions() {
        return sessions;
    }

    // Sessions ---------------------------------------------------------------------------------------------------

    private void openSession(Command.OpenSession open, Effects effects) {
        if (sessions.count() >= limits.of(Limit.SESSIONS)) {
            effects.sessionRefused(open.token(), limits.exceeded(Limit.SESSIONS, sessions.count() + 1L));
            return;
        }
        Session session = sessions.open(open.secret(), open.client(), open.permit());
        session.openedAt(now);
        effects.sessionOpened(open.token(), attached(session));
    }

    private void resumeSession(Command.ResumeSession resume, Effects effects) {
        Session session = own(resume.session(), resume.secret(), resume.permit());
        if (session == null) {
            // The same words for all: nobody learns which sessions there are.
            effects.sessionRefused(resume.token(), new Refusal(Code.NO_SUCH_SESSION, "the session has ended"));
            return;
        }
        session.attach();
        effects.sessionOpened(resume.token(), attached(session));
    }

    /** The session, if whoever names it knows its secret and came under its key; null otherwise. */
    private @Nullable Session own(long id, ByteString secret, Permit permit) {
        Session session = sessions.get(id);
        return session != null && session.hasSecret(secret) && session.permit().equals(permit) ? session : null;
    }

    private Attached attached(Session session) {
        return new Attached(session.id(), session.attached(), session.nextSeq(), session.lastNote(), store.epoch());
    }

    private void endSession(Command.EndSession end, Effects effects) {
        Session session = sessions.get(end.session(), end.attached());
        if (session == null) {
            return;
        }
        for (Waiter waiter : waiters.ofSession(session)) {
            runner.endOfWait(waiter, WaitEnd.SESSION_ENDED, effects);
        }
        for (Session.Kept kept : session.keptInOrder()) {
            giveBack(kept.grant(), true);
        }
        for (long object : List.copyOf(session.stakes())) {
            onObject(object, entry -> sessionEnded(entry.type, entry.object, session.id()));
        }
        session.holds().keySet().forEach(store.counts()::drop);
        sessions.remove(session);
        effects.sessionEnded(session.id());
    }

    private void keepPermits(Command.KeepPermits keep, Effects effects) {
        for (Session session : List.copyOf(sessions.all())) {
            if (!keep.permits().contains(session.permit())) {
                effects.violation(session.id(), over(session.permit()));
                endSession(new Command.EndSession(session.id(), session.attached()), effects);
            }
        }
        for (Waiter waiter : waiters.inOrder()) {
            // Sessions have taken theirs with them. One that ends may answer or move another.
            Waiter present = waiters.of(waiter.id());
            if (present != null && !keep.permits().contains(present.call().permit())) {
                runner.endOfWait(present, WaitEnd.SESSION_ENDED, effects);
                effects.unaryReply(
                        waiter.id().seq(),
                        Reply.newBuilder()
                                .setSeq(waiter.id().seq())
                                .setError(over(waiter.call().permit()).error())
                                .build());
            }
        }
    }

    private static Refusal over(Permit permit) {
        return new Refusal(Code.UNAUTHENTICATED, "the key '" + permit.key() + "' was removed or changed");
    }

    private void admitHelper(Command.AdmitHelper admit) {
        sessions.expectHelpers();
        Session session = sessions.get(admit.session());
        if (session != null) {
            session.makeHelper();
        }
    }

    private void frame(Command.Frame command, Effects effects) {
        Session session = sessions.get(command.session(), command.attached());
        if (session == null) {
            return;
        }
        ClientFrame frame = command.frame();
        Refusal wrong = Notes.check(frame, session.lastNote());
        if (wrong != null) {
            effects.violation(session.id(), wrong);
            return;
        }
        boolean noted = Notes.isNew(frame, session.lastNote());
        if (noted) {
            session.note();
            giveBack(session, frame);
        }
        // Who waits for what came back is served before the frame's own calls, which came later.
        runner.serveWoken(effects);
        if (frame.hasAcknowledged()) {
            session.acknowledge(frame.getAcknowledged());
        }
        // Calls of earlier frames leave before those of this one come: what was withdrawn must not be let through by a
        // later call.
        withdraw(session, frame, seq -> seq < frame.getFirstSeq(), effects);
        runner.serveWoken(effects);
        if (frame.getResumed()) {
            // What was on its way when the stream before this one broke.
            session.keptInOrder().forEach(kept -> effects.reply(session.id(), kept.reply()));
        }
        calls(session, frame, effects);
        withdraw(session, frame, seq -> seq >= frame.getFirstSeq(), effects);
        if (noted) {
            frame.getReleasedList().forEach(released -> release(session, released));
        }
    }

    /** Before the acknowledgements, whose low mark may have passed what goes back here. */
    private void giveBack(Session session, ClientFrame frame) {
        giveBack(session, frame.getGiveBackList(), false);
        giveBack(session, frame.getUndecodableList(), true);
    }

    private void giveBack(Session session, List<Long> seqs, boolean perhapsSeen) {
        for (long seq : seqs) {
            Session.Kept kept = session.forget(seq);
            if (kept != null) {
                giveBack(kept.grant(), perhapsSeen);
            }
        }
    }

    private void release(Session session, Released released) {
        long object = released.getObject().getNumber();
        if (store.isOfThisStore(released.getObject()) && session.release(object, released.getDeliveries())) {
            store.counts().drop(object);
        }
    }

    private void withdraw(Session session, ClientFrame frame, LongPredicate which, Effects effects) {
        for (long seq : frame.getWithdrawnList()) {
            if (which.test(seq)) {
                runner.withdraw(new CallId(session.id(), seq), effects);
            }
        }
    }

    private void calls(Session session, ClientFrame frame, Effects effects) {
        if (frame.getCallsCount() == 0) {
            return;
        }
        long seq = frame.getFirstSeq();
        if (seq == 0) {
            effects.violation(session.id(), Refusal.invalid("the calls of a session are numbered from 1, not from 0"));
            return;
        }
        if (Long.compareUnsigned(seq, session.nextSeq()) > 0) {
            effects.resend(session.id(), session.nextSeq());
            return;
        }
        int method = 0;
        for (Call call : frame.getCallsList()) {
            // Seen before or not: the call behind it may rely on it.
            method = call.getMethod() == 0 ? method : call.getMethod();
            if (seq < session.nextSeq()) {
                answerAgain(session, seq, effects);
            } else if (session.unacknowledged() >= limits.of(Limit.WINDOW_CALLS)) {
                // A client that keeps to its window never comes here.
                effects.violation(session.id(), limits.exceeded(Limit.WINDOW_CALLS, session.unacknowledged() + 1L));
                return;
            } else if (session.keptBytes() > limits.of(Limit.KEPT_REPLY_BYTES) || memory.isTooMuchKept(session)) {
                // The client has done nothing wrong: large answers are on their way to it, which it will acknowledge.
                // It sends the rest again, and until then costs no more memory.
                effects.resend(session.id(), seq);
                return;
            } else {
                session.seen();
                Guard guard = call.hasGuard() ? Guard.of(call.getGuard()) : null;
                runner.call(
                        method,
                        new Invocation(
                                new CallId(session.id(), seq),
                                session.permit(),
                                Origin.of(call),
                                call.getRequest(),
                                guard),
                        effects);
                // What the call made possible happens before the next one, as if it had come in a frame of its own.
                runner.serveWoken(effects);
            }
            seq++;
        }
    }

    /** A call that came before: it has had its effect, only its answer may not have arrived. */
    private void answerAgain(Session session, long seq, Effects effects) {
        Session.Kept kept = session.kept(seq);
        if (kept != null) {
            effects.reply(session.id(), kept.reply());
        } else if (!session.isParked(seq)) {
            effects.reply(
                    session.id(),
                    Reply.newBuilder()
                            .setSeq(seq)
                            .setError(Error.newBuilder()
                                    .setCode(Code.ALREADY_ANSWERED)
                                    .setMessage("call " + seq + " was answered, and the answer acknowledged"))
                            .build());
        }
    }

    /** @param perhapsSeen a program may have seen what was granted */
    private void giveBack(@Nullable Grant grant, boolean perhapsSeen) {
        if (grant == null) {
            return;
        }
        onObject(grant.object(), entry -> giveBack(entry.type, entry.object, grant.what(), perhapsSeen));
    }

    /** Does something to an object that no call asks for, if the object is still there. */
    private void onObject(long number, Consumer<ObjectStore.Entry> what) {
        context.begin();
        context.grows(true);
        ObjectStore.Entry entry = context.focusOn(number);
        try {
            if (entry != null) {
                what.accept(entry);
                if (!context.answers().isEmpty()) {
                    throw new IllegalStateException("what no call asks for answers no call");
                }
            }
        } catch (Throwable failure) { // there is no call to answer, and others have something to give back too
            fault = failure;
        } finally {
            context.end();
        }
    }

    private <S extends StoredObject> void giveBack(
            ObjectType<S> type, StoredObject object, ByteString what, boolean perhapsSeen) {
        S granting = type.stateClass().cast(object);
        if (perhapsSeen) {
            type.giveBack(granting, what, context);
        } else {
            type.giveBackUnseen(granting, what, context);
        }
    }

    private <S extends StoredObject> void alarm(ObjectType<S> type, StoredObject object) {
        type.alarm(type.stateClass().cast(object), context);
    }

    private <S extends StoredObject> void sessionEnded(ObjectType<S> type, StoredObject object, long session) {
        type.sessionEnded(type.stateClass().cast(object), session, context);
    }

    // Snapshots --------------------------------------------------------------------------------------------------

    /** Writes the whole state. */
    public void save(SnapshotWriter out) {
        out.number(now);
        out.number(memory.pressure());
        store.save(out);
        sessions.save(out);
        parking.save(out);
        store.counts().collector().save(out);
    }

    /** Reads what {@link #save} wrote. */
    public static StateMachine load(SnapshotReader in, MethodTable methods, Limits limits) {
        long now = in.number();
        int pressure = (int) in.number();
        ObjectStore store = ObjectStore.load(in, methods);
        StateMachine machine = new StateMachine(methods, limits, store, Sessions.load(in));
        machine.now = now;
        machine.memory.pressure(pressure);
        machine.sessions.all().forEach(session -> session.holds().keySet().forEach(store.counts()::hold));
        machine.parking.load(in, methods);
        store.counts().collector().load(in);
        return machine;
    }
}
