package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.Call;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.Effect;
import dev.holdall.v1.Error;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Released;
import dev.holdall.v1.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    private final MethodTable methods;
    private final Limits limits;
    private final ObjectStore store;
    private final Sessions sessions;
    private final Waiters waiters;
    private final Parking parking;
    private final CallContext context;

    private long now;
    /** What a type threw where no call is there to be answered with it: thrown on once everything else is done. */
    private @Nullable Throwable fault;

    /**
     * A machine that holds nothing.
     *
     * @param epoch drawn at random for each new store, never 0, so that ids of an earlier one are recognised
     * @param hashSeed drawn at random and kept secret, so that nobody chooses keys that collide
     */
    public StateMachine(MethodTable methods, Limits limits, int epoch, long hashSeed) {
        this(methods, limits, new ObjectStore(epoch, hashSeed), new Sessions());
    }

    private StateMachine(MethodTable methods, Limits limits, ObjectStore store, Sessions sessions) {
        this.methods = methods;
        this.limits = limits;
        this.store = store;
        this.sessions = sessions;
        this.waiters = new Waiters(store.counts());
        this.parking = new Parking(store, waiters, sessions, limits);
        this.context = new CallContext(store, waiters, sessions, parking, limits);
    }

    /**
     * Changes the state by one command and all that follows from it.
     *
     * @param time when it happens, in nanoseconds since the store was made; an earlier time than the last command's counts as
     *     that one
     * @throws IllegalStateException if a type failed to take back what it had granted; all else was done
     */
    public void apply(long time, Command command, Effects effects) {
        now = Math.max(now, time);
        expire(effects);
        if (command instanceof Command.Frame frame) {
            frame(frame, effects);
        } else if (command instanceof Command.UnaryCall call) {
            unaryCall(call, effects);
        } else if (command instanceof Command.WithdrawUnary withdraw) {
            withdraw(CallId.unary(withdraw.ticket()), effects);
        } else if (command instanceof Command.OpenSession open) {
            openSession(open, effects);
        } else if (command instanceof Command.EndSession end) {
            endSession(end, effects);
        } else if (command instanceof Command.AdmitHelper admit) {
            admitHelper(admit);
        }
        serveWoken(effects);
        store.counts().collector().settle(now);
        if (fault != null) {
            Throwable cause = fault;
            fault = null;
            throw new IllegalStateException("a type did not take back what it had granted", cause);
        }
    }

    /** When the next command must come, be it a tick: a parked call has waited long enough, or there is something to collect. */
    public long nextDeadline() {
        return Math.min(waiters.nextDeadline(), store.counts().collector().due());
    }

    ObjectStore store() {
        return store;
    }

    // Sessions ---------------------------------------------------------------------------------------------------

    private void openSession(Command.OpenSession open, Effects effects) {
        if (sessions.count() >= limits.of(Limit.SESSIONS)) {
            effects.sessionRefused(open.token(), limits.exceeded(Limit.SESSIONS, sessions.count() + 1L));
            return;
        }
        Session session = sessions.open(open.secret(), open.client());
        effects.sessionOpened(open.token(), session.id(), session.attached());
    }

    private void endSession(Command.EndSession end, Effects effects) {
        Session session = sessions.get(end.session(), end.attached());
        if (session == null) {
            return;
        }
        for (Waiter waiter : waiters.ofSession(session)) {
            endOfWait(waiter, WaitEnd.SESSION_ENDED, effects);
        }
        for (Session.Kept kept : session.keptInOrder().values()) {
            giveBack(kept.grant());
        }
        for (long object : List.copyOf(session.stakes())) {
            onObject(object, entry -> sessionEnded(entry.type, entry.object, session.id()));
        }
        session.holds().keySet().forEach(store.counts()::drop);
        sessions.remove(session);
        effects.sessionEnded(session.id());
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
        // Before the acknowledgements, whose low mark may have passed what goes back here.
        for (long seq : frame.getGiveBackList()) {
            Session.Kept kept = session.forget(seq);
            if (kept != null) {
                giveBack(kept.grant());
            }
        }
        // Who waits for what came back is served before the frame's own calls, which came later.
        serveWoken(effects);
        if (frame.hasAcknowledged()) {
            session.acknowledge(frame.getAcknowledged());
        }
        // Calls of earlier frames leave before those of this one come: a call that was withdrawn must not be let
        // through by
        // one that was made after it.
        withdraw(session, frame, seq -> seq < frame.getFirstSeq(), effects);
        serveWoken(effects);
        calls(session, frame, effects);
        withdraw(session, frame, seq -> seq >= frame.getFirstSeq(), effects);
        for (Released released : frame.getReleasedList()) {
            release(session, released);
        }
    }

    private void release(Session session, Released released) {
        long object = released.getObject().getNumber();
        if (store.isOfThisStore(released.getObject()) && session.release(object, released.getDeliveries())) {
            store.counts().drop(object);
        }
    }

    /** Makes the session hold the objects that a reply names and that live only as long as somebody does. */
    private void deliver(
            Message reply, ReferenceFields fields, boolean inElements, Session session, Reply.Builder answer) {
        Set<Long> delivered = new HashSet<>();
        Consumer<ObjectId> deliver = id -> {
            ObjectStore.Entry entry = store.find(id);
            if (entry != null && entry.isCounted() && delivered.add(entry.number)) {
                answer.addReferences(store.idOf(entry));
                if (session.hold(entry.number)) {
                    store.counts().hold(entry);
                }
            }
        };
        fields.inIds(reply, deliver);
        if (inElements) {
            fields.inElements(reply, deliver);
        }
    }

    private void withdraw(Session session, ClientFrame frame, LongPredicate which, Effects effects) {
        for (long seq : frame.getWithdrawnList()) {
            if (which.test(seq)) {
                withdraw(new CallId(session.id(), seq), effects);
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
        for (Call call : frame.getCallsList()) {
            if (seq < session.nextSeq()) {
                answerAgain(session, seq, effects);
            } else if (session.unacknowledged() >= limits.of(Limit.WINDOW_CALLS)) {
                // A client that keeps to its window never comes here.
                effects.violation(session.id(), limits.exceeded(Limit.WINDOW_CALLS, session.unacknowledged() + 1L));
                return;
            } else if (session.keptBytes() > limits.of(Limit.KEPT_REPLY_BYTES)) {
                // The client has done nothing wrong: large answers are on their way to it, and what it has received it
                // will
                // acknowledge. It sends the rest again, and until then costs no more memory.
                effects.resend(session.id(), seq);
                return;
            } else {
                session.seen();
                call(new CallId(session.id(), seq), call.getThread(), call.getMethod(), call.getRequest(), effects);
                // What the call made possible happens before the next one, as if it had come in a frame of its own.
                serveWoken(effects);
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

    private void giveBack(@Nullable Grant grant) {
        if (grant == null) {
            return;
        }
        onObject(grant.object(), entry -> giveBack(entry.type, entry.object, grant.what()));
    }

    /** Does something to an object that no call asks for, if the object is still there. */
    private void onObject(long number, Consumer<ObjectStore.Entry> what) {
        context.begin();
        ObjectStore.Entry entry = context.focusOn(number);
        try {
            if (entry != null) {
                what.accept(entry);
            }
        } catch (Throwable failure) { // there is no call to answer, and others have something to give back too
            fault = failure;
        } finally {
            context.end();
        }
    }

    private <S extends StoredObject> void giveBack(ObjectType<S> type, StoredObject object, ByteString what) {
        type.giveBack(type.stateClass().cast(object), what, context);
    }

    private <S extends StoredObject> void sessionEnded(ObjectType<S> type, StoredObject object, long session) {
        type.sessionEnded(type.stateClass().cast(object), session, context);
    }

    // Calls ------------------------------------------------------------------------------------------------------

    private void unaryCall(Command.UnaryCall call, Effects effects) {
        call(CallId.unary(call.ticket()), 0, call.method(), call.request(), effects);
    }

    private void call(CallId id, int thread, int number, ByteString request, Effects effects) {
        Method<?, ?> method = methods.method(number);
        if (method == null) {
            String text = "this manager has no method of the number " + Integer.toHexString(number);
            refuse(id, new Refusal(Code.UNIMPLEMENTED, text), effects);
        } else if (request.size() > limits.of(Limit.REQUEST_BYTES)) {
            refuse(id, limits.exceeded(Limit.REQUEST_BYTES, request.size()), effects);
        } else if (id.isUnary() && method.traits().getEffect() == Effect.SESSION) {
            String text = method + " makes something that belongs to a session, and a unary call has none";
            refuse(id, new Refusal(Code.SESSION_REQUIRED, text), effects);
        } else {
            run(method, id, thread, request, null, null, effects);
        }
    }

    /**
     * Runs a call, a parked one again, or what it does at the end of its waiting.
     *
     * @param end null unless the call stops waiting
     * @return false if the call is parked now
     */
    private <Q extends Message, R extends Message> boolean run(
            Method<Q, R> method,
            CallId id,
            int thread,
            ByteString encoded,
            @Nullable Waiter waiter,
            @Nullable WaitEnd end,
            Effects effects) {
        Reply.Builder answer = Reply.newBuilder().setSeq(id.seq());
        Grant granted = null;
        context.begin(id, thread, encoded.size(), waiter);
        try {
            Q request = method.parse(encoded);
            R reply = end == null ? handle(method, request, waiter) : method.endWait(request, end, context);
            answerOthers(effects);
            if (context.parked() && end != WaitEnd.SESSION_ENDED) {
                park(method, id, request, encoded, waiter, end);
                return false;
            }
            if (reply != null) {
                answer.setReply(reply.toByteString());
                granted = context.granted();
                Session session = sessions.get(id.session());
                if (session != null && (method.inReply().hasIds() || context.currentRefers())) {
                    deliver(reply, method.inReply(), context.currentRefers(), session, answer);
                }
            } else if (end == null || end == WaitEnd.TIMED_OUT) {
                throw new IllegalStateException(method + " neither replied nor parked");
            } else {
                throw new Refusal(Code.CANCELLED, "the call was withdrawn while it waited");
            }
        } catch (Throwable failure) { // every failure is its caller's answer, on every replica alike
            answer.setError(Failures.of(failure));
        } finally {
            context.end();
        }
        leave(waiter);
        if (end != WaitEnd.SESSION_ENDED) {
            answer(id, answer.build(), granted, effects);
        }
        return true;
    }

    private <Q extends Message, R extends Message> @Nullable R handle(
            Method<Q, R> method, Q request, @Nullable Waiter waiter) {
        boolean waits = method.waitNanos(request) > 0;
        context.waits(waits);
        Effect effect = method.traits().getEffect();
        context.grows(effect == Effect.GROW || effect == Effect.SESSION);
        R reply = method.run(request, context);
        if (!context.parked() || waits || waiter != null) {
            return reply;
        }
        // It does not wait at all.
        context.unpark();
        return method.endWait(request, WaitEnd.TIMED_OUT, context);
    }

    /** Answers parked calls of others that the handler had an answer for. */
    private void answerOthers(Effects effects) {
        for (CallContext.Answer other : context.answers()) {
            waiters.remove(other.waiter());
            CallId id = other.waiter().id();
            Reply.Builder answer =
                    Reply.newBuilder().setSeq(id.seq()).setReply(other.reply().toByteString());
            Session session = sessions.get(id.session());
            if (session != null) {
                deliver(other.reply(), other.waiter().method().inReply(), true, session, answer);
            }
            answer(id, answer.build(), other.grant(), effects);
        }
    }

    private void leave(@Nullable Waiter waiter) {
        // What ran may have moved it.
        Waiter present = waiter == null ? null : waiters.of(waiter.id());
        if (present != null) {
            waiters.remove(present);
        }
    }

    private <Q extends Message> void park(
            Method<Q, ?> method,
            CallId id,
            Q request,
            ByteString encoded,
            @Nullable Waiter waiter,
            @Nullable WaitEnd end) {
        Place place = context.parkedIn();
        int stage = context.parkedAtStage();
        long atMost = context.parkedForNanos();
        if (waiter == null) {
            // What does not wait has had its time, and goes on for another reason.
            long wait = atMost > 0 ? atMost : method.waitNanos(request);
            parking.park(context.caller(), id, method, encoded, context.subject(), place, stage, deadline(wait));
        } else if (end == WaitEnd.TIMED_OUT || !waiter.isIn(place, stage)) {
            // One whose time has passed has none left.
            boolean keepsTime = context.keepsTime() && end != WaitEnd.TIMED_OUT;
            parking.move(waiter, place, stage, keepsTime ? waiter.deadline() : deadline(atMost));
        }
    }

    /** @param wait 0 or less for no deadline */
    private long deadline(long wait) {
        return wait <= 0 || wait >= Long.MAX_VALUE - now ? Long.MAX_VALUE : now + wait;
    }

    // Waiting ----------------------------------------------------------------------------------------------------

    /** Tries parked calls again wherever something changed, first come first served, until nothing changes any more. */
    private void serveWoken(Effects effects) {
        for (Place place = waiters.nextWoken(); place != null; place = waiters.nextWoken()) {
            if (waiters.takeWoken(place)) {
                waiters.in(place).forEach(waiter -> leaves(waiter, effects));
                continue;
            }
            Waiter waiter = waiters.first(place);
            while (waiter != null && leaves(waiter, effects)) {
                waiter = waiters.first(place);
            }
        }
    }

    /** Tries a parked call again, and says whether it waits there no more. */
    private boolean leaves(Waiter waiter, Effects effects) {
        return run(waiter.method(), waiter.id(), waiter.thread(), waiter.request(), waiter, null, effects)
                || waiters.of(waiter.id()) != waiter;
    }

    private void expire(Effects effects) {
        for (Waiter waiter = waiters.due(now); waiter != null; waiter = waiters.due(now)) {
            endOfWait(waiter, WaitEnd.TIMED_OUT, effects);
        }
        serveWoken(effects);
    }

    private void withdraw(CallId id, Effects effects) {
        Waiter waiter = waiters.of(id);
        if (waiter != null) {
            endOfWait(waiter, WaitEnd.WITHDRAWN, effects);
        }
    }

    private void endOfWait(Waiter waiter, WaitEnd why, Effects effects) {
        run(waiter.method(), waiter.id(), waiter.thread(), waiter.request(), waiter, why, effects);
    }

    // Answers ----------------------------------------------------------------------------------------------------

    private void refuse(CallId id, Refusal refusal, Effects effects) {
        answer(id, Reply.newBuilder().setSeq(id.seq()).setError(refusal.error()).build(), null, effects);
    }

    private void answer(CallId id, Reply reply, @Nullable Grant grant, Effects effects) {
        if (id.isUnary()) {
            effects.unaryReply(id.seq(), reply);
            return;
        }
        Session session = sessions.get(id.session());
        if (session != null) {
            session.keep(Failures.lasting(reply), grant);
            effects.reply(id.session(), reply);
        }
    }

    // Snapshots --------------------------------------------------------------------------------------------------

    /** Writes the whole state. */
    public void save(SnapshotWriter out) {
        out.number(now);
        store.save(out);
        sessions.save(out);
        out.number(waiters.lastNumber());
        var parked = waiters.inOrder();
        out.number(parked.size());
        for (Waiter waiter : parked) {
            out.number(waiter.number());
            out.number(waiter.id().session());
            out.number(waiter.id().seq());
            out.number(Integer.toUnsignedLong(waiter.thread()));
            out.number(Integer.toUnsignedLong(waiter.method().number()));
            out.bytes(waiter.request());
            out.number(waiter.subject());
            out.number(waiter.place().object());
            out.number(waiter.place().what());
            out.number(waiter.stage());
            out.number(waiter.references().size());
            waiter.references().forEach(out::number);
            out.number(waiter.deadline());
        }
        store.counts().collector().save(out);
    }

    /** Reads what {@link #save} wrote. */
    public static StateMachine load(SnapshotReader in, MethodTable methods, Limits limits) {
        long now = in.number();
        ObjectStore store = ObjectStore.load(in, methods);
        StateMachine machine = new StateMachine(methods, limits, store, Sessions.load(in));
        machine.now = now;
        machine.sessions
                .all()
                .forEach(session -> store.counts().hold(session.holds().keySet()));
        long lastWaiter = in.number();
        for (long left = in.number(); left > 0; left--) {
            machine.loadWaiter(in);
        }
        machine.waiters.restoreLastNumber(lastWaiter);
        store.counts().collector().load(in);
        return machine;
    }

    private void loadWaiter(SnapshotReader in) {
        long number = in.number();
        CallId id = new CallId(in.number(), in.number());
        int thread = (int) in.number();
        Method<?, ?> method = methods.method((int) in.number());
        if (method == null) {
            throw new IllegalStateException("the snapshot has a parked call of a method that this manager lacks");
        }
        ByteString request = in.bytes();
        long subject = in.number();
        Place place = new Place(in.number(), (int) in.number());
        int stage = (int) in.number();
        List<Long> references = new ArrayList<>();
        for (long left = in.number(); left > 0; left--) {
            references.add(in.number());
        }
        parking.add(new Waiter(number, id, thread, method, request, subject, place, stage, references, in.number()));
    }
}
