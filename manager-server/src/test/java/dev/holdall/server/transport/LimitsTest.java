package dev.holdall.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.server.state.Command;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import dev.holdall.server.state.Pending;
import dev.holdall.server.state.Permits;
import dev.holdall.server.state.Recorded;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.server.type.QueueCalls;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListGetRequest;
import dev.holdall.v1.ListSizeRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.NamesRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.SessionsGrpc;
import dev.holdall.wire.Address;
import dev.holdall.wire.Key;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each limit is kept: what goes beyond it is refused under its name and changes nothing, and there is room again once something has gone.
 *
 * <p>A limit without a case here does not compile.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LimitsTest {
    /** Replays all commands, and compares snapshots, at the end. */
    private final TestMachine machine = new TestMachine();

    private final Key key = Key.random();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private HoldallServer server;

    @FunctionalInterface
    private interface Case {
        void run() throws Exception;
    }

    @AfterEach
    void stop() throws Exception {
        for (ManagedChannel channel : channels) {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void limitIsKept(Limit limit) throws Exception {
        Case kept = switch (limit) {
            case ELEMENT_BYTES -> this::elementBytes;
            case NAME_BYTES -> this::nameBytes;
            case OBJECTS -> this::objects;
            case OBJECT_ELEMENTS -> this::objectElements;
            case OBJECT_BYTES -> this::objectBytes;
            case TOTAL_BYTES -> this::totalBytes;
            case HEAP_PERCENT -> this::heapPercent;
            case SESSIONS -> this::sessions;
            case SESSIONS_BYTES -> this::sessionsBytes;
            case WINDOW_CALLS -> this::windowCalls;
            case WINDOW_BYTES -> this::windowBytes;
            case KEPT_REPLY_BYTES -> this::keptReplyBytes;
            case SESSION_WAITERS -> this::sessionWaiters;
            case UNARY_WAITERS -> this::unaryWaiters;
            case UNARY_WAITER_BYTES -> this::unaryWaiterBytes;
            case REQUEST_BYTES -> this::requestBytes;
            case HELLO_BYTES -> this::helloBytes;
            case STREAMS -> this::streams;
            case ADDRESS_HANDSHAKES -> this::addressHandshakes;
            case CONNECTIONS -> this::connections;
            case CONNECTION_CALLS -> this::connectionCalls;
            case INBOUND_BYTES -> this::inboundBytes;
            case OUTBOX_BYTES -> this::outboxBytes;
            case OUTBOXES_BYTES -> this::outboxesBytes;
        };
        kept.run();
        machine.verify();
    }

    private static void assertNamed(Error error, Limit limit, long allowed, long asked) {
        assertThat(error.getCode()).isEqualTo(Code.LIMIT_EXCEEDED);
        assertThat(error.getLimit().getName()).isEqualTo(limit.setting());
        assertThat(error.getLimit().getAllowed()).isEqualTo(allowed);
        assertThat(error.getLimit().getAsked()).isEqualTo(asked);
        assertThat(error.getMessage()).contains(limit.setting(), String.valueOf(allowed), String.valueOf(asked));
    }

    // Of the state -----------------------------------------------------------------------------------------------

    private ObjectId list(String name) {
        return machine.call(ListsGrpc.getOpenMethod(), open(name)).getId();
    }

    private static OpenListRequest open(String name) {
        return OpenListRequest.newBuilder().setName(name).build();
    }

    private static ListAppendRequest append(ObjectId list, int bytes) {
        return ListAppendRequest.newBuilder()
                .setList(list)
                .setElement(Elements.sized(bytes))
                .build();
    }

    private Error appendRefused(ObjectId list, int bytes) {
        return machine.refused(ListsGrpc.getAppendMethod(), append(list, bytes));
    }

    private void appended(ObjectId list, int bytes) {
        machine.call(ListsGrpc.getAppendMethod(), append(list, bytes));
    }

    private ObjectId queue() {
        return machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("queue", 1))
                .getId();
    }

    private void elementBytes() {
        machine.limit("element-bytes", 100);
        ObjectId list = list("list");
        assertNamed(appendRefused(list, 101), Limit.ELEMENT_BYTES, 100, 101);
        appended(list, 100);
    }

    private void nameBytes() {
        machine.limit("name-bytes", 10);
        assertNamed(machine.refused(ListsGrpc.getOpenMethod(), open("eleven char")), Limit.NAME_BYTES, 10, 11);
        list("ten chars!");
    }

    private void objects() {
        machine.limit("objects", 2);
        list("a");
        list("b");
        assertNamed(machine.refused(ListsGrpc.getOpenMethod(), open("c")), Limit.OBJECTS, 2, 3);
        list("a");
    }

    private void objectElements() {
        machine.limit("object-elements", 2);
        ObjectId list = list("list");
        appended(list, 10);
        appended(list, 10);
        assertNamed(appendRefused(list, 10), Limit.OBJECT_ELEMENTS, 2, 3);
        appended(list("other"), 10);
    }

    private void objectBytes() {
        machine.limit("object-bytes", 100);
        ObjectId list = list("list");
        appended(list, 60);
        assertNamed(appendRefused(list, 41), Limit.OBJECT_BYTES, 100, 101);
        appended(list, 40);
        appended(list("other"), 100);
    }

    private void totalBytes() {
        machine.limit("total-bytes", 100);
        appended(list("list"), 60);
        ObjectId other = list("other");
        assertNamed(appendRefused(other, 41), Limit.TOTAL_BYTES, 100, 101);
        appended(other, 40);
    }

    private void heapPercent() {
        ObjectId list = list("list");
        machine.apply(new Command.Pressure(87));
        assertNamed(appendRefused(list, 10), Limit.HEAP_PERCENT, 80, 87);
        assertNamed(machine.refused(ListsGrpc.getOpenMethod(), open("new")), Limit.HEAP_PERCENT, 80, 87);
        machine.apply(new Command.Pressure(0));
        appended(list, 10);
    }

    private void sessions() {
        machine.limit("sessions", 1);
        TestSession first = machine.open();
        Command open = new Command.OpenSession(77, ByteString.EMPTY, "one too many", Permits.ALL);
        machine.apply(open);
        assertNamed((Error) machine.recorded().events("session-refused").get(0).what(), Limit.SESSIONS, 1, 2);
        first.end();
        machine.apply(open);
        assertThat(machine.recorded().events("opened")).hasSize(2);
    }

    private void sessionsBytes() {
        machine.limit("sessions-bytes", 2_000);
        ObjectId queue = queue();
        ObjectId list = list("list");
        TestSession session = machine.open();
        int parked = 0;
        Pending<?> last;
        do {
            last = session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
            parked++;
        } while (last.isParked() && parked < 100);
        assertThat(last.error().getLimit().getName()).isEqualTo("sessions-bytes");
        assertThat(parked).isEqualTo(4);
        // Who has less than his share still may.
        assertThat(machine.open()
                        .start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue))
                        .isParked())
                .isTrue();
        assertThat(appendRefused(list, 10).getLimit().getName()).isEqualTo("sessions-bytes");
        session.end();
        appended(list, 10);
    }

    private void windowCalls() {
        machine.limit("window-calls", 1);
        TestSession session = machine.open();
        session.call(ListsGrpc.getOpenMethod(), open("list"));
        session.start(ListsGrpc.getOpenMethod(), open("other"));
        assertNamed((Error) machine.recorded().events("violation").get(0).what(), Limit.WINDOW_CALLS, 1, 2);
        session.skipTo(2);
        assertThat(machine.objectCount()).isEqualTo(1);
    }

    private void windowBytes() {
        machine.limit("window-bytes", 300);
        ObjectId queue = queue();
        machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "full"));
        TestSession session = machine.open();
        var put = QueueCalls.put(queue, Elements.sized(200));
        assertThat(session.start(QueuesGrpc.getPutMethod(), put).isParked()).isTrue();
        assertNamed(
                session.refused(QueuesGrpc.getPutMethod(), put), Limit.WINDOW_BYTES, 300, 2L * put.getSerializedSize());
    }

    /** Not refused: the client is asked to send again what is not taken yet. */
    private void keptReplyBytes() {
        machine.limit("kept-reply-bytes", 100);
        ObjectId list = list("list");
        appended(list, 200);
        TestSession session = machine.open();
        session.call(
                ListsGrpc.getGetMethod(),
                ListGetRequest.newBuilder().setList(list).build());
        session.start(ListsGrpc.getAppendMethod(), append(list, 10));
        assertThat(machine.recorded().events("resend")).containsExactly(new Recorded.Event("resend", session.id(), 2L));
        session.skipTo(2);
        session.acknowledgeBelow(2);
        session.call(ListsGrpc.getAppendMethod(), append(list, 10));
        assertThat(machine.call(
                                ListsGrpc.getSizeMethod(),
                                ListSizeRequest.newBuilder().setList(list).build())
                        .getSize())
                .isEqualTo(2);
    }

    private void sessionWaiters() {
        machine.limit("session-waiters", 1);
        ObjectId queue = queue();
        TestSession session = machine.open();
        Pending<?> first = session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
        assertNamed(session.refused(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue)), Limit.SESSION_WAITERS, 1, 2);
        session.withdraw(first);
        assertThat(session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue))
                        .isParked())
                .isTrue();
    }

    private void unaryWaiters() {
        machine.limit("unary-waiters", 1);
        ObjectId queue = queue();
        Pending<?> first = machine.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
        assertNamed(machine.refused(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue)), Limit.UNARY_WAITERS, 1, 2);
        machine.withdraw(first);
        assertThat(machine.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue))
                        .isParked())
                .isTrue();
    }

    private void unaryWaiterBytes() {
        machine.limit("unary-waiter-bytes", 300);
        ObjectId queue = queue();
        machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "full"));
        var put = QueueCalls.put(queue, Elements.sized(200));
        assertThat(machine.start(QueuesGrpc.getPutMethod(), put).isParked()).isTrue();
        assertNamed(
                machine.refused(QueuesGrpc.getPutMethod(), put),
                Limit.UNARY_WAITER_BYTES,
                300,
                2L * put.getSerializedSize());
    }

    private void requestBytes() {
        machine.limit("request-bytes", 100);
        ObjectId list = list("list");
        ListAppendRequest large = append(list, 200);
        assertNamed(
                machine.refused(ListsGrpc.getAppendMethod(), large),
                Limit.REQUEST_BYTES,
                100,
                large.getSerializedSize());
    }

    // Of the connections -----------------------------------------------------------------------------------------

    private void start(Limit limit, long value) throws Exception {
        server = HoldallServer.start(new ServerOptions()
                .key(key)
                .limits(Limits.defaults(1L << 30).with(limit, value))
                .listen("127.0.0.1:0"));
    }

    private ManagedChannel channel() {
        Address.Tcp address = (Address.Tcp) server.addresses().get(0);
        ManagedChannel channel = NettyChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                .build();
        channels.add(channel);
        return channel;
    }

    private static void works(RawSession session) throws Exception {
        session.call(ObjectsGrpc.getNamesMethod(), NamesRequest.getDefaultInstance());
    }

    /** A stream whose client says nothing at all. */
    private static StreamObserver<ClientFrame> silent(ManagedChannel channel) {
        return SessionsGrpc.newStub(channel).attach(new StreamObserver<>() {
            @Override
            public void onNext(ServerFrame frame) {
                throw new AssertionError(frame);
            }

            @Override
            public void onError(Throwable failure) {
                // Cancelled by the test.
            }

            @Override
            public void onCompleted() {
                // The same.
            }
        });
    }

    private void helloBytes() throws Exception {
        start(Limit.HELLO_BYTES, 1_000);
        RawSession other = new RawSession(channel(), key);
        works(other);

        RawSession talks = new RawSession(channel(), key, key.id(), "x".repeat(2_000_000));

        // Its connection is closed before the frame has come.
        assertThat(talks.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(talks.frames).isZero();
        works(other);
        // Afterwards frames may be larger.
        other.answer(ListsGrpc.getOpenMethod(), open("x".repeat(2_000)));
        works(other);
    }

    private void streams() throws Exception {
        start(Limit.STREAMS, 1);
        RawSession first = new RawSession(channel(), key);
        works(first);

        RawSession second = new RawSession(channel(), key);

        assertThat(second.ended().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertNamed(second.error, Limit.STREAMS, 1, 2);
        works(first);
        first.close();
        first.ended();
        works(new RawSession(channel(), key));
    }

    private void addressHandshakes() throws Exception {
        start(Limit.ADDRESS_HANDSHAKES, 1);
        works(new RawSession(channel(), key));
        StreamObserver<ClientFrame> stranger = silent(channel());

        await().untilAsserted(() -> {
            RawSession second = new RawSession(channel(), key);
            assertThat(second.ended().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertNamed(second.error, Limit.ADDRESS_HANDSHAKES, 1, 2);
        });

        stranger.onError(Status.CANCELLED.asRuntimeException());
        await().untilAsserted(() -> works(new RawSession(channel(), key)));
    }

    private void connections() throws Exception {
        start(Limit.CONNECTIONS, 1);
        RawSession first = new RawSession(channel(), key);
        works(first);

        RawSession second = new RawSession(channel(), key);

        // Closed before a word of HTTP/2: gRPC says either, by how far its own first words have come.
        assertThat(second.ended().getCode()).isIn(Status.Code.UNAVAILABLE, Status.Code.UNKNOWN);
        works(first);
        channels.get(0).shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        await().untilAsserted(() -> works(new RawSession(channel(), key)));
    }

    private void connectionCalls() throws Exception {
        start(Limit.CONNECTION_CALLS, 1);
        ManagedChannel channel = channel();
        RawSession first = new RawSession(channel, key);
        works(first);

        RawSession second = new RawSession(channel, key);

        // HTTP/2 keeps it in its client.
        works(first);
        assertThat(second.frames).isZero();
        assertThat(second.isOver()).isFalse();
        first.close();
        works(second);
    }

    private void inboundBytes() throws Exception {
        start(Limit.INBOUND_BYTES, 1 << 20);
        RawSession other = new RawSession(channel(), key);
        works(other);

        UnfinishedCall call = new UnfinishedCall(KeysFixture.with(channel(), key.bearerToken()), 2_000_000, true);

        assertThat(call.ended().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertNamed(
                call.error(),
                Limit.INBOUND_BYTES,
                1 << 20,
                call.error().getLimit().getAsked());
        works(other);
    }

    private void outboxBytes() throws Exception {
        start(Limit.OUTBOX_BYTES, 1 << 20);
        RawSession other = new RawSession(channel(), key);
        ObjectId list = largeElement(other);

        try (SlowReader reader = new SlowReader(channel(), key)) {
            // In one frame: of several the manager would not read the next as long as so much waits.
            reader.askAtOnce(list, 60);

            await().untilAsserted(() -> works(other));
            assertThat(reader.readAll().getLimit().getName()).isEqualTo("outbox-bytes");
            assertThat(reader.replies()).isLessThan(60);
        }
        works(other);
    }

    private void outboxesBytes() throws Exception {
        start(Limit.OUTBOXES_BYTES, 1 << 20);
        RawSession other = new RawSession(channel(), key);
        ObjectId list = largeElement(other);

        try (SlowReader reader = new SlowReader(channel(), key)) {
            reader.ask(list, 60);

            await().untilAsserted(() -> works(other));
            assertThat(reader.readAll().getLimit().getName()).isEqualTo("outboxes-bytes");
        }
        works(other);
    }

    private static ObjectId largeElement(RawSession session) throws Exception {
        ObjectId list = session.call(ListsGrpc.getOpenMethod(), open("large")).getId();
        session.call(ListsGrpc.getAppendMethod(), append(list, 100_000));
        return list;
    }
}
