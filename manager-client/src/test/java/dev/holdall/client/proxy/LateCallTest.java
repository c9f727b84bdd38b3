package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdall.client.SessionLost;
import dev.holdall.client.call.CallFailure;
import dev.holdall.client.call.CallSettings;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.HeldLocks;
import dev.holdall.client.call.HeldPermits;
import dev.holdall.client.call.Holds;
import dev.holdall.v1.ObjectId;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A call that acquires or releases is prepared in one session, and sent when that is lost and another thread has found the object in the next
 * one: it is none of the next one's calls.
 */
class LateCallTest {
    private static final ObjectId ID =
            ObjectId.newBuilder().setEpoch(1).setNumber(1).build();

    private final Holds holds = new Holds((session, object, deliveries) -> {});
    private final Location location = new Location(holds, ID, "x", () -> Location.Found.in(holds, ID));
    private final List<Integer> sessions = new ArrayList<>();
    private final Calls calls =
            new Calls(new LosingChannel(), TimeUnit.SECONDS.toNanos(20), false, new HeldLocks(Runnable::run));

    /** Loses the session whenever a call is made. */
    private final class LosingChannel extends Channel {
        @Override
        public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
            holds.lost();
            assertThat(location.id()).isEqualTo(ID);
            sessions.add(CallSettings.of(options).target().session());
            return new LostCall<>();
        }

        @Override
        public String authority() {
            return "nobody";
        }
    }

    private static final class LostCall<Q, R> extends ClientCall<Q, R> {
        private Listener<R> listener;

        @Override
        public void start(Listener<R> responses, Metadata headers) {
            listener = responses;
        }

        @Override
        public void request(int messages) {}

        @Override
        public void cancel(String message, Throwable cause) {}

        @Override
        public void sendMessage(Q message) {}

        @Override
        public void halfClose() {
            listener.onClose(
                    Status.UNKNOWN.withCause(CallFailure.of(CallFailure.Kind.LOST_BEFORE, "lost")), new Metadata());
        }
    }

    private record Case(String name, Consumer<ObjectHandle> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("acquire", handle -> new SharedSemaphore(handle).acquireUninterruptibly()),
                new Case("tryAcquire", handle -> new SharedSemaphore(handle).tryAcquire()),
                new Case("drain", handle -> new SharedSemaphore(handle).drainPermits()),
                new Case("release", handle -> new SharedSemaphore(handle).release()),
                new Case(
                        "async acquire",
                        handle -> Calls.join(new SharedSemaphore(handle).async().acquire())),
                new Case(
                        "async release",
                        handle -> Calls.join(new SharedSemaphore(handle).async().release())),
                new Case("lock", handle -> new SharedLock(handle).ownedBy("job").lock()),
                new Case(
                        "unlock",
                        handle -> new SharedLock(handle).ownedBy("job").unlock()),
                new Case(
                        "await",
                        handle -> new SharedCondition(handle).ownedBy("job").awaitUninterruptibly()),
                new Case(
                        "signal",
                        handle -> new SharedCondition(handle).ownedBy("job").signal()));
    }

    private ObjectHandle handle() {
        return new ObjectHandle(calls, null, SharedSemaphore.SERVICE, location, List.of(), null);
    }

    private void assertLost(ThrowingCallable call) {
        assertThatExceptionOfType(SessionLost.class).isThrownBy(call);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isMadeInItsOwnSessionOrNotAtAll(Case prepared) {
        assertLost(() -> prepared.call().accept(handle()));
        assertThat(sessions).containsExactly(1);
    }

    @Test
    void aReleaseBelongsToTheSessionInWhichItsPermitsWereAcquired() {
        SharedSemaphore semaphore = new SharedSemaphore(handle());
        calls.heldPermits()
                .acquired(new HeldPermits.Semaphore(ID, "x"), HeldPermits.Owner.caller(), 1, holds.session());
        assertLost(semaphore::release);
        assertThat(sessions).containsExactly(1);
        // That was told, and is over: the next one is anybody's.
        assertLost(semaphore::release);
        assertThat(sessions).containsExactly(1, 2);
    }

    @Test
    void thatSessionMayBeOverBeforeTheSemaphoreIsFound() {
        Location lookedFor = new Location(holds, ID, "x", () -> {
            holds.lost();
            return Location.Found.in(holds, ID);
        });
        holds.lost();
        // By another proxy, which has found it in this session.
        calls.heldPermits()
                .acquired(new HeldPermits.Semaphore(ID, "x"), HeldPermits.Owner.caller(), 1, holds.session());
        SharedSemaphore semaphore =
                new SharedSemaphore(new ObjectHandle(calls, null, SharedSemaphore.SERVICE, lookedFor, List.of(), null));
        assertLost(semaphore::release);
        assertThat(sessions).containsExactly(2);
    }
}
