package dev.holdall.server.type;

import dev.holdall.server.state.Binder;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.StoredObject;
import dev.holdall.server.state.WaitDescription;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.EventAwaitReply;
import dev.holdall.v1.EventAwaitRequest;
import dev.holdall.v1.EventClearReply;
import dev.holdall.v1.EventClearRequest;
import dev.holdall.v1.EventIsSetReply;
import dev.holdall.v1.EventIsSetRequest;
import dev.holdall.v1.EventSetReply;
import dev.holdall.v1.EventSetRequest;
import dev.holdall.v1.EventsGrpc;
import dev.holdall.v1.OpenEventRequest;
import org.jspecify.annotations.Nullable;

/** Events: {@code events.proto}. */
public final class EventType implements ObjectType<EventType.Flag> {
    /** Everybody waits here. */
    private static final int SET = 0;

    /** One event. */
    static final class Flag implements StoredObject {
        private boolean set;

        Flag(boolean set) {
            this.set = set;
        }

        @Override
        public long elements() {
            return 0;
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public void watch(Watcher watcher) {
            // It has no elements, and so refers to nothing.
        }

        @Override
        public void save(SnapshotWriter out) {
            out.flag(set);
        }
    }

    @Override
    public String service() {
        return EventsGrpc.SERVICE_NAME;
    }

    @Override
    public Class<Flag> stateClass() {
        return Flag.class;
    }

    @Override
    public Flag load(SnapshotReader in, SipHash hash) {
        return new Flag(in.flag());
    }

    @Override
    public void bind(Binder<Flag> binder) {
        binder.open(
                        EventsGrpc.getOpenMethod(),
                        OpenEventRequest::getName,
                        (request, call) -> new Flag(false),
                        (flag, request) -> true)
                .on(EventsGrpc.getIsSetMethod(), EventIsSetRequest::getEvent, this::isSet)
                .on(EventsGrpc.getSetMethod(), EventSetRequest::getEvent, this::set)
                .on(EventsGrpc.getClearMethod(), EventClearRequest::getEvent, this::clear)
                .parking(
                        EventsGrpc.getAwaitMethod(),
                        EventAwaitRequest::getEvent,
                        request -> Waits.nanos(request.getWait()),
                        this::await,
                        EventAwaitReply.getDefaultInstance());
    }

    private EventIsSetReply isSet(Flag flag, EventIsSetRequest request, CallContext call) {
        return EventIsSetReply.newBuilder().setSet(flag.set).build();
    }

    private EventSetReply set(Flag flag, EventSetRequest request, CallContext call) {
        flag.set = true;
        // All who wait go on before any later call, which may clear it.
        call.wake(SET);
        return EventSetReply.getDefaultInstance();
    }

    private EventClearReply clear(Flag flag, EventClearRequest request, CallContext call) {
        flag.set = false;
        return EventClearReply.getDefaultInstance();
    }

    private @Nullable EventAwaitReply await(Flag flag, EventAwaitRequest request, CallContext call) {
        return flag.set ? EventAwaitReply.newBuilder().setSet(true).build() : call.park(SET);
    }

    @Override
    public void describeWaits(Flag flag, WaitDescription out) {
        out.state(flag.set ? "set" : "not set");
        out.waitsFor(SET, "the event");
    }
}
