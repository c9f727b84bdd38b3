package dev.holdall.client.proxy;

import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Operation;
import dev.holdall.v1.LatchAwaitReply;
import dev.holdall.v1.LatchAwaitRequest;
import dev.holdall.v1.LatchCountDownReply;
import dev.holdall.v1.LatchCountDownRequest;
import dev.holdall.v1.LatchGetCountReply;
import dev.holdall.v1.LatchGetCountRequest;
import dev.holdall.v1.LatchesGrpc;
import dev.holdall.v1.LatchesGrpc.LatchesFutureStub;
import dev.holdall.v1.OpenLatchRequest;
import dev.holdall.v1.Wait;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A count in the manager that all processes lower and wait for to be zero, where it stays: the methods of {@link
 * java.util.concurrent.CountDownLatch}.
 *
 * <p>While a call waits, no thread and no connection is held for it in the manager. What a process has counted down stays so when it ends.
 *
 * <p>What a thread did before it counted down happened before what others do after they have waited for zero.
 */
public final class SharedLatch implements Guardable<SharedLatch> {
    /** The service that serves latches. */
    public static final String SERVICE = LatchesGrpc.SERVICE_NAME;

    private final ObjectHandle handle;
    private final Calls calls;
    private final LatchesFutureStub stub;

    SharedLatch(ObjectHandle handle) {
        this.handle = handle;
        this.calls = handle.calls();
        this.stub = handle.waiting(LatchesGrpc::newFutureStub);
    }

    /**
     * Finds or makes a latch: see {@link Proxies#open}.
     *
     * @param count where it counts down from
     * @throws IllegalArgumentException if the count is negative
     */
    public static SharedLatch open(Proxies proxies, @Nullable String name, int count) {
        checked(count);
        return proxies.open(
                name,
                SERVICE,
                LatchesGrpc::newFutureStub,
                (stub, named) -> stub.open(OpenLatchRequest.newBuilder()
                        .setName(named)
                        .setCount(count)
                        .build()),
                List.of(),
                SharedLatch::new);
    }

    private static int checked(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a latch counts no negative number: " + count);
        }
        return count;
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    @Override
    public SharedLatch withHandle(ObjectHandle other) {
        return new SharedLatch(other);
    }

    /** The same latch, with methods that return at once. */
    public AsyncLatch async() {
        return new AsyncLatch(this);
    }

    /** Lowers the count by one; at zero all that wait go on. Does nothing at zero. */
    public void countDown() {
        countDown(1);
    }

    /**
     * Lowers the count by so many, not below zero; at zero all that wait go on.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public void countDown(int by) {
        calls.run(stub, countingDown(by));
    }

    /** The count. */
    public long getCount() {
        return calls.run(stub, looking());
    }

    /**
     * Waits until the count is zero; not at all if it is.
     *
     * @throws InterruptedException if the thread was or is interrupted
     */
    public void await() throws InterruptedException {
        calls.runInterruptibly(calls.parking(stub, Long.MAX_VALUE), awaiting(Waits.FOR_EVER));
    }

    /**
     * Waits until the count is zero, at most the time given; not at all if it is, or if the time is not positive.
     *
     * @return false if the time passed before the count was zero
     * @throws InterruptedException if the thread was or is interrupted
     */
    public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        long nanos = Waits.nanos(timeout, unit);
        return calls.runInterruptibly(calls.parking(stub, nanos), awaiting(Waits.atMost(nanos)));
    }

    // Operations, shared with the asynchronous twin --------------------------------------------------------------

    Operation<LatchesFutureStub, @Nullable Void> countingDown(int by) {
        LatchCountDownRequest request = LatchCountDownRequest.newBuilder()
                .setLatch(handle.id())
                .setBy(checked(by))
                .build();
        return Operation.of(s -> s.countDown(request), (LatchCountDownReply reply) -> null);
    }

    Operation<LatchesFutureStub, Long> looking() {
        LatchGetCountRequest request =
                LatchGetCountRequest.newBuilder().setLatch(handle.id()).build();
        return Operation.of(s -> s.getCount(request), (LatchGetCountReply reply) -> (long) reply.getCount());
    }

    Operation<LatchesFutureStub, Boolean> awaiting(Wait wait) {
        LatchAwaitRequest request = LatchAwaitRequest.newBuilder()
                .setLatch(handle.id())
                .setWait(wait)
                .build();
        return Operation.of(s -> s.await(request), LatchAwaitReply::getOpen);
    }

    // Object -----------------------------------------------------------------------------------------------------

    private Object writeReplace() {
        return handle.serialized(this);
    }

    /** Equal proxies stand for the same object. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedLatch && handle.isSame(other);
    }

    @Override
    public int hashCode() {
        return handle.hash();
    }

    /** Which object, not its count: makes no call. */
    @Override
    public String toString() {
        return handle.describe(SharedLatch.class);
    }
}
