package dev.holdall.client.proxy;

import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Operation;
import dev.holdall.v1.EventAwaitReply;
import dev.holdall.v1.EventAwaitRequest;
import dev.holdall.v1.EventClearReply;
import dev.holdall.v1.EventClearRequest;
import dev.holdall.v1.EventIsSetReply;
import dev.holdall.v1.EventIsSetRequest;
import dev.holdall.v1.EventSetReply;
import dev.holdall.v1.EventSetRequest;
import dev.holdall.v1.EventsGrpc;
import dev.holdall.v1.EventsGrpc.EventsFutureStub;
import dev.holdall.v1.OpenEventRequest;
import dev.holdall.v1.Wait;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A flag in the manager that all processes set, clear and wait for: Python's {@code Event}.
 *
 * <p>Not set at first. Who waits when it is set goes on, even if it is cleared at once afterwards. While a call waits, no thread and no
 * connection is held for it in the manager. A flag that was set stays so when the process ends that set it.
 *
 * <p>What a thread did before it set the flag happened before what others do after they have seen it set.
 */
public final class SharedEvent implements Guardable<SharedEvent> {
    /** The service that serves events. */
    public static final String SERVICE = EventsGrpc.SERVICE_NAME;

    private final ObjectHandle handle;
    private final Calls calls;
    private final EventsFutureStub stub;

    SharedEvent(ObjectHandle handle) {
        this.handle = handle;
        this.calls = handle.calls();
        this.stub = handle.waiting(EventsGrpc::newFutureStub);
    }

    /** Finds or makes an event: see {@link Proxies#open}. */
    public static SharedEvent open(Proxies proxies, @Nullable String name) {
        return proxies.open(
                name,
                SERVICE,
                EventsGrpc::newFutureStub,
                (stub, named) ->
                        stub.open(OpenEventRequest.newBuilder().setName(named).build()),
                List.of(),
                SharedEvent::new);
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    @Override
    public SharedEvent withHandle(ObjectHandle other) {
        return new SharedEvent(other);
    }

    /** The same event, with methods that return at once. */
    public AsyncEvent async() {
        return new AsyncEvent(this);
    }

    /** Whether it is set. */
    public boolean isSet() {
        return calls.run(stub, looking());
    }

    /** Sets it; all that wait go on. */
    public void set() {
        calls.run(stub, setting());
    }

    /** Makes it not set: who comes from now on waits. */
    public void clear() {
        calls.run(stub, clearing());
    }

    /**
     * Waits until it is set; not at all if it is.
     *
     * @throws InterruptedException if the thread was or is interrupted
     */
    public void await() throws InterruptedException {
        calls.runInterruptibly(calls.parking(stub, Long.MAX_VALUE), awaiting(Waits.FOR_EVER));
    }

    /**
     * Waits until it is set, at most the time given; not at all if it is, or if the time is not positive.
     *
     * @return false if the time passed before it was set
     * @throws InterruptedException if the thread was or is interrupted
     */
    public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        long nanos = Waits.nanos(timeout, unit);
        return calls.runInterruptibly(calls.parking(stub, nanos), awaiting(Waits.atMost(nanos)));
    }

    // Operations, shared with the asynchronous twin --------------------------------------------------------------

    Operation<EventsFutureStub, Boolean> looking() {
        EventIsSetRequest request =
                EventIsSetRequest.newBuilder().setEvent(handle.id()).build();
        return Operation.of(s -> s.isSet(request), EventIsSetReply::getSet);
    }

    Operation<EventsFutureStub, @Nullable Void> setting() {
        EventSetRequest request =
                EventSetRequest.newBuilder().setEvent(handle.id()).build();
        return Operation.of(s -> s.set(request), (EventSetReply reply) -> null);
    }

    Operation<EventsFutureStub, @Nullable Void> clearing() {
        EventClearRequest request =
                EventClearRequest.newBuilder().setEvent(handle.id()).build();
        return Operation.of(s -> s.clear(request), (EventClearReply reply) -> null);
    }

    Operation<EventsFutureStub, Boolean> awaiting(Wait wait) {
        EventAwaitRequest request = EventAwaitRequest.newBuilder()
                .setEvent(handle.id())
                .setWait(wait)
                .build();
        return Operation.of(s -> s.await(request), EventAwaitReply::getSet);
    }

    // Object -----------------------------------------------------------------------------------------------------

    private Object writeReplace() {
        return handle.serialized(this);
    }

    /** Equal proxies stand for the same object. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedEvent && handle.isSame(other);
    }

    @Override
    public int hashCode() {
        return handle.hash();
    }

    /** Which object, not whether it is set: makes no call. */
    @Override
    public String toString() {
        return handle.describe(SharedEvent.class);
    }
}
