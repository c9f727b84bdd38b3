package dev.holdall.client.proxy;

import dev.holdall.client.Refused;
import dev.holdall.client.SessionLost;
import dev.holdall.client.call.CallFailure;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Failures;
import dev.holdall.client.call.HeldPermits;
import dev.holdall.client.call.Operation;
import dev.holdall.v1.OpenSemaphoreRequest;
import dev.holdall.v1.SemaphoreAcquireReply;
import dev.holdall.v1.SemaphoreAcquireRequest;
import dev.holdall.v1.SemaphoreDrainReply;
import dev.holdall.v1.SemaphoreDrainRequest;
import dev.holdall.v1.SemaphoreReleaseReply;
import dev.holdall.v1.SemaphoreReleaseRequest;
import dev.holdall.v1.SemaphoreStateReply;
import dev.holdall.v1.SemaphoreStateRequest;
import dev.holdall.v1.SemaphoresGrpc;
import dev.holdall.v1.SemaphoresGrpc.SemaphoresFutureStub;
import dev.holdall.v1.Wait;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A semaphore in the manager: permits that all processes acquire and release, with the methods of {@link
 * java.util.concurrent.Semaphore}; Python's {@code Semaphore} and {@code BoundedSemaphore}.
 *
 * <p>It is fair: first come first served, across all processes. A call that wants many permits and is first in line holds back later ones
 * that want few. On purpose that is so for {@link #tryAcquire()} and {@link #drainPermits} too: other than in {@code java.util} they
 * take nothing while somebody waits, so nobody who waits is overtaken. While a call waits, no thread and no connection is held for it in
 * the manager.
 *
 * <p>Permits that a process has acquired come back when its session ends, at once when it closes its {@link
 * dev.holdall.client.Manager}, after the session's grace time when it is killed: so a
 * semaphore is for what is given back, and an event or a queue for what is used up. Permits whose acquisition never reached the
 * program (the process was killed, the call was cancelled) come back too; in a bounded semaphore all but those that somebody has
 * released for it meanwhile.
 *
 * <p>As in {@code java.util}, anybody may release, without having acquired. What the manager takes for returned are permits that the
 * releasing process has acquired; beyond those, the ones of the process that has held some for longest, which then no longer come back at
 * its end; beyond all that are held, new ones. A bounded semaphore has none of these: it refuses to have more permits than at first.
 *
 * <p>When a process loses its session, the permits that it has acquired come back. If it releases them afterwards, as a {@code finally} does,
 * nothing happens but a {@link SessionLost} with the effect {@code NONE}: otherwise there would be more permits than before, or those of
 * another holder would be released. For that the process notes what its threads acquire; of an asynchronous call, the thread that makes
 * it. A release is of permits that its own thread has acquired, beyond those of permits that others of the process have; of either, of the
 * present session's first. Only beyond all of them is it anybody's. Where several connections lead to the manager, each has its own
 * session and its own notes.
 *
 * <p>What a thread did before a release happened before what another does after an acquisition that the release made possible.
 */
public final class SharedSemaphore implements Guardable<SharedSemaphore> {
    /** The service that serves semaphores. */
    public static final String SERVICE = SemaphoresGrpc.SERVICE_NAME;

    private final ObjectHandle handle;
    private final Calls calls;
    private final SemaphoresFutureStub stub;

    SharedSemaphore(ObjectHandle handle) {
        this.handle = handle;
        this.calls = handle.calls();
        this.stub = handle.waiting(SemaphoresGrpc::newFutureStub);
    }

    /**
     * Finds or makes a semaphore: see {@link Proxies#open}.
     *
     * @param permits how many it has at first; may be negative if it is not bounded
     * @param bounded whether it refuses to have more than at first
     * @throws IllegalArgumentException if the number is negative and it is bounded
     */
    public static SharedSemaphore open(Proxies proxies, @Nullable String name, int permits, boolean bounded) {
        if (bounded && permits < 0) {
            throw new IllegalArgumentException("a bounded semaphore has no permits or some, not " + permits);
        }
        return proxies.open(
                name,
                SERVICE,
                SemaphoresGrpc::newFutureStub,
                (stub, named) -> stub.open(OpenSemaphoreRequest.newBuilder()
                        .setName(named)
                        .setPermits(permits)
                        .setBounded(bounded)
                        .build()),
                List.of(),
                SharedSemaphore::new);
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    @Override
    public SharedSemaphore withHandle(ObjectHandle other) {
        return new SharedSemaphore(other);
    }

    /** The same semaphore, with methods that return at once. */
    public AsyncSemaphore async() {
        return new AsyncSemaphore(this);
    }

    // Acquiring --------------------------------------------------------------------------------------------------

    /** Takes a permit; waits for one. */
    public void acquire() throws InterruptedException {
        acquire(1);
    }

    /**
     * Takes permits, all at once; waits until there are as many.
     *
     * @throws InterruptedException if the thread was or is interrupted; it got nothing then
     * @throws IllegalArgumentException if the number is negative
     */
    public void acquire(int permits) throws InterruptedException {
        calls.runInterruptibly(calls.parking(stub, Long.MAX_VALUE), acquiring(permits, Waits.FOR_EVER));
    }

    /** Takes a permit; waits for one, interrupted or not. */
    public void acquireUninterruptibly() {
        acquireUninterruptibly(1);
    }

    /**
     * Takes permits, all at once; waits until there are as many, interrupted or not. An interrupt is kept for later.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public void acquireUninterruptibly(int permits) {
        calls.run(calls.parking(stub, Long.MAX_VALUE), acquiring(permits, Waits.FOR_EVER));
    }

    /** Takes a permit if there is one and nobody waits, and says whether it did. */
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    /**
     * Takes permits if there are as many and nobody waits, and says whether it did.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public boolean tryAcquire(int permits) {
        return calls.run(stub, acquiring(permits, Waits.atMost(0)));
    }

    /** Takes a permit; waits for one, at most the time given. */
    public boolean tryAcquire(long timeout, TimeUnit unit) throws InterruptedException {
        return tryAcquire(1, timeout, unit);
    }

    /**
     * Takes permits, all at once; waits until there are as many, at most the time given.
     *
     * @return false if the time passed, and nothing was taken
     * @throws InterruptedException if the thread was or is interrupted; it got nothing then
     * @throws IllegalArgumentException if the number is negative
     */
    public boolean tryAcquire(int permits, long timeout, TimeUnit unit) throws InterruptedException {
        long nanos = Waits.nanos(timeout, unit);
        return calls.runInterruptibly(calls.parking(stub, nanos), acquiring(permits, Waits.atMost(nanos)));
    }

    /**
     * Takes all permits that there are, none if somebody waits for some. A lack of permits, a negative number, is made up for instead.
     *
     * @return how many; or the lack that there was
     */
    public int drainPermits() {
        return calls.run(stub, draining());
    }

    // Releasing --------------------------------------------------------------------------------------------------

    /**
     * Returns a permit.
     *
     * @throws IllegalStateException as {@link #release(int)}
     * @throws SessionLost as {@link #release(int)}
     */
    public void release() {
        release(1);
    }

    /**
     * Returns permits.
     *
     * @throws IllegalArgumentException if the number is negative
     * @throws IllegalStateException if there would be more than there may be, and none was released: in a bounded semaphore more than
     *     at first (Python's {@code ValueError}), in any more than {@link Integer#MAX_VALUE} (an {@code Error} in {@code java.util})
     * @throws SessionLost if some of them were acquired in a session that is over: they came back when it ended, and none was released. That
     *     is told once of each permit, so that others, which were acquired since or are to be new ones, can be released by another call
     */
    public void release(int permits) {
        HeldPermits.Semaphore semaphore = semaphore();
        HeldPermits.Release release = decide(semaphore, permits);
        try {
            calls.run(stub, releasing(permits, release));
        } catch (RuntimeException e) {
            failed(semaphore, release, e);
            throw e;
        }
    }

    // Looking ----------------------------------------------------------------------------------------------------

    /** How many permits there are. Negative where there is a lack; somebody may wait for more than there are. */
    public int availablePermits() {
        return calls.run(stub, looking()).getAvailable();
    }

    /** How many calls wait, of all processes. */
    public int getQueueLength() {
        return calls.run(stub, looking()).getWaiting();
    }

    /** Whether a call waits. */
    public boolean hasQueuedThreads() {
        return getQueueLength() > 0;
    }

    // Operations, shared with the asynchronous twin --------------------------------------------------------------

    Operation<SemaphoresFutureStub, Boolean> acquiring(int permits, Wait wait) {
        int count = checked(permits);
        Location.Found found = handle.found();
        SemaphoreAcquireRequest request = SemaphoreAcquireRequest.newBuilder()
                .setSemaphore(found.id())
                .setPermits(count)
                .setWait(wait)
                .build();
        Consumer<Integer> acquired = acquirer(found);
        return Operation.granting(s -> found.on(s).acquire(request), (SemaphoreAcquireReply reply) -> {
            if (reply.getAcquired()) {
                acquired.accept(count);
            }
            return reply.getAcquired();
        });
    }

    Operation<SemaphoresFutureStub, Integer> draining() {
        Location.Found found = handle.found();
        SemaphoreDrainRequest request =
                SemaphoreDrainRequest.newBuilder().setSemaphore(found.id()).build();
        Consumer<Integer> acquired = acquirer(found);
        return Operation.granting(s -> found.on(s).drain(request), (SemaphoreDrainReply reply) -> {
            acquired.accept(reply.getPermits());
            return reply.getPermits();
        });
    }

    /** Notes how many permits the caller has acquired, in whichever thread that is read. */
    private Consumer<Integer> acquirer(Location.Found found) {
        HeldPermits.Semaphore semaphore = new HeldPermits.Semaphore(found.id(), handle.name());
        HeldPermits.Owner owner = HeldPermits.Owner.caller();
        return permits -> calls.heldPermits().acquired(semaphore, owner, permits, found.session());
    }

    /** As {@link #release(int)}. */
    CompletableFuture<@Nullable Void> startRelease(SemaphoresFutureStub background, int permits) {
        HeldPermits.Semaphore semaphore = semaphore();
        HeldPermits.Release release;
        try {
            release = decide(semaphore, permits);
        } catch (SessionLost e) {
            return CompletableFuture.failedFuture(e);
        }
        CompletableFuture<@Nullable Void> future;
        try {
            future = calls.start(background, releasing(permits, release));
        } catch (RuntimeException e) {
            failed(semaphore, release, e);
            throw e;
        }
        future.whenComplete((released, failure) -> {
            if (failure != null) {
                failed(semaphore, release, failure);
            }
        });
        return future;
    }

    private HeldPermits.Semaphore semaphore() {
        return new HeldPermits.Semaphore(handle.lastId(), handle.name());
    }

    /** Whose permits a release returns. Makes no call: what was lost needs none. */
    private HeldPermits.Release decide(HeldPermits.Semaphore semaphore, int permits) {
        HeldPermits.Release release = calls.heldPermits()
                .releasing(
                        semaphore,
                        HeldPermits.Owner.caller(),
                        checked(permits),
                        handle.location().currentSession());
        if (release.lost() > 0) {
            throw Failures.of(CallFailure.of(
                    CallFailure.Kind.LOST_BEFORE,
                    "nothing was released: "
                            + (permits == 1
                                    ? "the permit was"
                                    : release.lost() + " of the " + permits + " permits were")
                            + " acquired in a session that is over, and came back when it ended"));
        }
        return release;
    }

    private void failed(HeldPermits.Semaphore semaphore, HeldPermits.Release release, Throwable failure) {
        if (failure instanceof Refused refused && refused.reason() == Refused.Reason.NO_SUCH_OBJECT) {
            calls.heldPermits().isGone(semaphore);
        } else if (!(failure instanceof SessionLost)) {
            // Perhaps it was released all the same. If the session ends, the permits come back, so a second release is
            // refused then.
            calls.heldPermits().notReleased(semaphore, release);
        }
    }

    private Operation<SemaphoresFutureStub, @Nullable Void> releasing(int permits, HeldPermits.Release release) {
        Location.Found now = handle.found();
        Location.Found found = release.session() == 0 ? now : now.in(release.session());
        SemaphoreReleaseRequest request = SemaphoreReleaseRequest.newBuilder()
                .setSemaphore(found.id())
                .setPermits(permits)
                .build();
        return Operation.of(s -> found.on(s).release(request), (SemaphoreReleaseReply reply) -> {
            if (!reply.getReleased()) {
                throw new IllegalStateException("Maximum permit count exceeded: releasing " + permits
                        + " would make more than " + reply.getMost() + " permits");
            }
            return null;
        });
    }

    Operation<SemaphoresFutureStub, SemaphoreStateReply> looking() {
        SemaphoreStateRequest request =
                SemaphoreStateRequest.newBuilder().setSemaphore(handle.id()).build();
        return Operation.of(s -> s.state(request), (SemaphoreStateReply reply) -> reply);
    }

    private static int checked(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("a number of permits is not negative: " + permits);
        }
        return permits;
    }

    // Object -----------------------------------------------------------------------------------------------------

    private Object writeReplace() {
        return handle.serialized(this);
    }

    /** Equal proxies stand for the same object. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedSemaphore && handle.isSame(other);
    }

    @Override
    public int hashCode() {
        return handle.hash();
    }

    /** Which object, not how many permits it has: makes no call. */
    @Override
    public String toString() {
        return handle.describe(SharedSemaphore.class);
    }
}
