package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.holdall.v1.Code;
import dev.holdall.v1.Effect;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Reply;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls: new ones, parked ones again when something changed, and what they do when they stop waiting. Each ends in one answer,
 * whatever a handler throws, or is parked.
 */
final class CallRunner {
    private final MethodTable methods;
    private final Limits limits;
    private final ObjectStore store;
    private final Sessions sessions;
    private final Waiters waiters;
    private final Parking parking;
    private final CallContext context;
    private final Guards guards;

    private long now;

    CallRunner(
            MethodTable methods,
            Limits limits,
            ObjectStore store,
            Sessions sessions,
            Waiters waiters,
            Parking parking,
            CallContext context) {
        this.methods = methods;
        this.limits = limits;
        this.store = store;
        this.sessions = sessions;
        this.waiters = waiters;
        this.parking = parking;
        this.context = context;
        this.guards = new Guards(store);
    }

    // Calls ------------------------------------------------------------------------------------------------------

    /** A call of the method of this number has come. */
    void call(int number, Invocation call, Effects effects) {
        Method<?, ?> method;
        try {
            method = methods.method(number);
        } catch (Throwable failure) { // its type cannot be bound: that is this call's answer, and nobody else's
            refuse(call.id(), failure, effects);
            return;
        }
        if (method == null) {
            String text = "this manager has no method of the number " + Integer.toHexString(number);
            refuse(call.id(), new Refusal(Code.UNIMPLEMENTED, text), effects);
        } else if (call.request().size() > limits.of(Limit.REQUEST_BYTES)) {
            refuse(
                    call.id(),
                    limits.exceeded(Limit.REQUEST_BYTES, call.request().size()),
                    effects);
        } else if (call.id().isUnary() && method.traits().getEffect() == Effect.SESSION) {
            String text = method + " makes something that belongs to a session, and a unary call has none";
            refuse(call.id(), new Refusal(Code.SESSION_REQUIRED, text), effects);
        } else {
            run(method, call, null, null, effects);
        }
    }

    /**
     * Runs a call, a parked one again, or what it does at the end of its waiting.
     *
     * @param waiter null unless the call was parked
     * @param end null unless the call stops waiting
     * @return false if the call is parked now
     */
    private <Q extends Message, R extends Message> boolean run(
            Method<Q, R> method, Invocation call, @Nullable Waiter waiter, @Nullable WaitEnd end, Effects effects) {
        CallId id = call.id();
        Reply.Builder answer = Reply.newBuilder().setSeq(id.seq());
        Grant granted = null;
        context.begin(call, waiter);
        try {
            Effect effect = method.traits().getEffect();
            context.grows(effect == Effect.GROW || effect == Effect.SESSION);
            // One that was parked has its memory already.
            context.needsMemory(effect == Effect.GROW && waiter == null);
            Q request = method.parse(call.request());
            if (waiter == null) {
                call.permit().admit(method, request, store);
            }
            if (end == null) {
                // After the permit: whoever may not make the call learns nothing of the lock.
                guards.check(call, method, waiter);
            }
            R reply = end == null ? handle(method, request, waiter) : method.endWait(request, end, context);
            answerOthers(effects);
            if (context.parked() && end != WaitEnd.SESSION_ENDED) {
                park(method, call, request, waiter, end);
                return false;
            }
            if (reply != null) {
                answer.setReply(encoded(reply));
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
            Reply.Builder answer = Reply.newBuilder().setSeq(id.seq()).setReply(encoded(other.reply()));
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
            Method<Q, ?> method, Invocation call, Q request, @Nullable Waiter waiter, @Nullable WaitEnd end) {
        Place place = context.parkedIn();
        int stage = context.parkedAtStage();
        long atMost = context.parkedForNanos();
        if (waiter == null) {
            // What does not wait has had its time, and goes on for another reason.
            long wait = atMost > 0 ? atMost : method.waitNanos(request);
            parking.park(
                    method, call, context.subject(), place, stage, context.now(), context.actsFor(), deadline(wait));
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
    void serveWoken(Effects effects) {
        for (Place place = waiters.nextWoken(); place != null; place = waiters.nextWoken()) {
            if (waiters.takeWoken(place)) {
                for (Waiter waiter : waiters.in(place)) {
                    // One before it may have answered it, or moved it.
                    if (waiters.of(waiter.id()) == waiter) {
                        leaves(waiter, effects);
                    }
                }
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
        return again(waiter, null, effects) || waiters.of(waiter.id()) != waiter;
    }

    /**
     * Time has passed: ends the waiting of those who have waited long enough.
     *
     * @param by only of those whose time had come by then
     */
    void expire(long time, long by, Effects effects) {
        now = time;
        for (Waiter waiter = waiters.due(by); waiter != null; waiter = waiters.due(by)) {
            endOfWait(waiter, WaitEnd.TIMED_OUT, effects);
        }
        serveWoken(effects);
    }

    /** Nobody waits for the call any more. */
    void withdraw(CallId id, Effects effects) {
        Waiter waiter = waiters.of(id);
        if (waiter != null) {
            endOfWait(waiter, WaitEnd.WITHDRAWN, effects);
        }
    }

    /** A parked call stops waiting. */
    void endOfWait(Waiter waiter, WaitEnd why, Effects effects) {
        again(waiter, why, effects);
    }

    private boolean again(Waiter waiter, @Nullable WaitEnd end, Effects effects) {
        return run(waiter.method(), waiter.call(), waiter, end, effects);
    }

    // Answers ----------------------------------------------------------------------------------------------------

    private void refuse(CallId id, Throwable why, Effects effects) {
        answer(
                id,
                Reply.newBuilder().setSeq(id.seq()).setError(Failures.of(why)).build(),
                null,
                effects);
    }

    /** Most replies say nothing but that the call took effect, and need no buffer for it. */
    private static ByteString encoded(Message reply) {
        return reply.getSerializedSize() == 0 ? ByteString.EMPTY : reply.toByteString();
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
}
