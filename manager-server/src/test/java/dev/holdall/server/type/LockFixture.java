package dev.holdall.server.type;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.v1.Call;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.LockAcquireReply;
import dev.holdall.v1.LockAcquireRequest;
import dev.holdall.v1.LockAwaitOutcome;
import dev.holdall.v1.LockAwaitReply;
import dev.holdall.v1.LockAwaitRequest;
import dev.holdall.v1.LockHoldReply;
import dev.holdall.v1.LockHoldRequest;
import dev.holdall.v1.LockReleaseReply;
import dev.holdall.v1.LockReleaseRequest;
import dev.holdall.v1.LockSignalReply;
import dev.holdall.v1.LockSignalRequest;
import dev.holdall.v1.LockStateReply;
import dev.holdall.v1.LockStateRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenConditionReply;
import dev.holdall.v1.OpenConditionRequest;
import dev.holdall.v1.Wait;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.Collections;

/** One lock of a {@link TestMachine}, by the methods of the service that serves it. */
record LockFixture(
        TestMachine machine,
        ObjectId lock,
        MethodDescriptor<LockAcquireRequest, LockAcquireReply> acquire,
        MethodDescriptor<LockReleaseRequest, LockReleaseReply> release,
        MethodDescriptor<LockHoldRequest, LockHoldReply> hold,
        MethodDescriptor<OpenConditionRequest, OpenConditionReply> openCondition,
        MethodDescriptor<LockAwaitRequest, LockAwaitReply> await,
        MethodDescriptor<LockSignalRequest, LockSignalReply> signal,
        MethodDescriptor<LockStateRequest, LockStateReply> look) {

    /** Who acts: a thread of a session, or a named owner of it. */
    record Actor(TestSession session, int thread, String owner) {
        static Actor of(TestSession session) {
            return new Actor(session, 1, "");
        }

        static Actor thread(TestSession session, int thread) {
            return new Actor(session, thread, "");
        }

        static Actor named(TestSession session, String owner) {
            return new Actor(session, 7, owner);
        }

        <Q extends Message, R extends Message> Pending<R> start(MethodDescriptor<Q, R> method, Q request) {
            return session.thread(thread).start(method, request);
        }
    }

    Actor newSession() {
        return Actor.of(machine.open());
    }

    // Acquiring --------------------------------------------------------------------------------------------------

    LockAcquireRequest acquireRequest(String owner) {
        return LockAcquireRequest.newBuilder().setLock(lock).setOwner(owner).build();
    }

    Pending<LockAcquireReply> acquire(Actor actor) {
        return actor.start(acquire, acquireRequest(actor.owner()));
    }

    Pending<LockAcquireReply> acquire(Actor actor, Duration wait) {
        return actor.start(
                acquire,
                acquireRequest(actor.owner()).toBuilder().setWait(wait(wait)).build());
    }

    /** Acquires what is free. */
    long acquired(Actor actor) {
        return token(acquire(actor));
    }

    /** The token of an acquisition that was granted. */
    static long token(Pending<LockAcquireReply> call) {
        assertThat(call.reply().getAcquired()).isTrue();
        assertThat(call.reply().getToken()).isPositive();
        return call.reply().getToken();
    }

    /** Acquires it so often, and acknowledges all of it. */
    void acquired(Actor actor, int times) {
        TestSession session = actor.session();
        Call call = TestSession.encode(acquire, acquireRequest(actor.owner())).toBuilder()
                .setThread(actor.thread())
                .build();
        session.send(
                ClientFrame.newBuilder().setFirstSeq(session.nextSeq()).addAllCalls(Collections.nCopies(times, call)));
        session.skipTo(session.nextSeq() + times);
        session.acknowledgeBelow(session.nextSeq());
    }

    boolean tryAcquire(Actor actor) {
        return acquire(actor, Duration.ZERO).reply().getAcquired();
    }

    boolean release(Actor actor) {
        return actor.start(
                        release,
                        LockReleaseRequest.newBuilder()
                                .setLock(lock)
                                .setOwner(actor.owner())
                                .build())
                .reply()
                .getReleased();
    }

    void released(Actor actor) {
        assertThat(release(actor)).isTrue();
    }

    LockHoldReply hold(Actor actor) {
        return actor.start(
                        hold,
                        LockHoldRequest.newBuilder()
                                .setLock(lock)
                                .setOwner(actor.owner())
                                .build())
                .reply();
    }

    int holds(Actor actor) {
        return hold(actor).getHolds();
    }

    LockStateReply state() {
        return state(0);
    }

    LockStateReply state(int condition) {
        return machine.call(
                look,
                LockStateRequest.newBuilder()
                        .setLock(lock)
                        .setCondition(condition)
                        .build());
    }

    boolean isLocked() {
        return state().getLocked();
    }

    // Conditions -------------------------------------------------------------------------------------------------

    int condition(String name) {
        return machine.call(
                        openCondition,
                        OpenConditionRequest.newBuilder()
                                .setLock(lock)
                                .setName(name)
                                .build())
                .getCondition();
    }

    LockAwaitRequest awaitRequest(String owner, int condition) {
        return LockAwaitRequest.newBuilder()
                .setLock(lock)
                .setOwner(owner)
                .setCondition(condition)
                .build();
    }

    Pending<LockAwaitReply> await(Actor actor, int condition) {
        return actor.start(await, awaitRequest(actor.owner(), condition));
    }

    Pending<LockAwaitReply> await(Actor actor, int condition, Duration wait) {
        return actor.start(
                await,
                awaitRequest(actor.owner(), condition).toBuilder()
                        .setWait(wait(wait))
                        .build());
    }

    /** Acquires the lock and waits in a condition. */
    Pending<LockAwaitReply> acquireAndAwait(Actor actor, int condition) {
        acquired(actor);
        Pending<LockAwaitReply> waiting = await(actor, condition);
        assertThat(waiting.isParked()).isTrue();
        return waiting;
    }

    boolean signal(Actor actor, int condition, int count) {
        return actor.start(
                        signal,
                        LockSignalRequest.newBuilder()
                                .setLock(lock)
                                .setOwner(actor.owner())
                                .setCondition(condition)
                                .setCount(count)
                                .build())
                .reply()
                .getHeld();
    }

    boolean signalAll(Actor actor, int condition) {
        return actor.start(
                        signal,
                        LockSignalRequest.newBuilder()
                                .setLock(lock)
                                .setOwner(actor.owner())
                                .setCondition(condition)
                                .build())
                .reply()
                .getHeld();
    }

    static void signalled(Pending<LockAwaitReply> call) {
        ended(call, LockAwaitOutcome.LOCK_AWAIT_OUTCOME_SIGNALLED);
    }

    static void timedOut(Pending<LockAwaitReply> call) {
        ended(call, LockAwaitOutcome.LOCK_AWAIT_OUTCOME_TIMED_OUT);
    }

    static void withdrawn(Pending<LockAwaitReply> call) {
        ended(call, LockAwaitOutcome.LOCK_AWAIT_OUTCOME_WITHDRAWN);
    }

    static void ended(Pending<LockAwaitReply> call, LockAwaitOutcome outcome) {
        assertThat(call.reply().getOutcome()).isEqualTo(outcome);
    }

    private static Wait wait(Duration time) {
        return Wait.newBuilder().setNanos(time.toNanos()).build();
    }
}
