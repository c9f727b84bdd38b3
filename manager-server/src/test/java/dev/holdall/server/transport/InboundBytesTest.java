package dev.holdall.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.google.protobuf.ByteString;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import dev.holdall.server.state.Role;
import dev.holdall.v1.Attach;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Error;
import dev.holdall.v1.FindRequest;
import dev.holdall.v1.Hello;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListClearRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.ServerFrame;
import dev.holdall.wire.Address;
import dev.holdall.wire.Key;
import io.grpc.Channel;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests cost that never come to their end, and whom. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InboundBytesTest {
    private static final int MIB = 1 << 20;
    private static final int MOST = 32 * MIB;

    @RegisterExtension
    final KeysFixture keys = new KeysFixture(Limits.defaults(1L << 30).with(Limit.INBOUND_BYTES, MOST));

    private final List<RawHttp2> connections = new ArrayList<>();
    private Key reader = Key.random();
    private RawSession healthy;
    private ObjectId list;

    @BeforeEach
    void start() throws Exception {
        reader = keys.add("reader", Role.READ, "pub/*");
        healthy = new RawSession(keys.connect(), keys.main());
        list = healthy.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                .getId();
        works();
    }

    @AfterEach
    void stop() throws Exception {
        for (RawHttp2 connection : connections) {
            connection.close();
        }
    }

    /** Takes a while to come in, and is most of what there is of its own connection. */
    private void works() throws Exception {
        healthy.call(
                ListsGrpc.getAppendMethod(),
                ListAppendRequest.newBuilder()
                        .setList(list)
                        .setElement(Elements.sized(4_000_000))
                        .build());
        healthy.call(
                ListsGrpc.getClearMethod(),
                ListClearRequest.newBuilder().setList(list).build());
    }

    private static long buffers() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static void assertNamed(Error error) {
        assertThat(error.getLimit().getName()).isEqualTo("inbound-bytes");
        assertThat(error.getLimit().getAllowed()).isEqualTo(MOST);
        assertThat(error.getLimit().getAsked()).isGreaterThan(MOST);
        assertThat(error.getMessage())
                .contains(
                        "inbound-bytes",
                        String.valueOf(MOST),
                        String.valueOf(error.getLimit().getAsked()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoNeverClosesHisCalls_isCutOffAndToldWhy_andNobodyElseIs(boolean whole) throws Exception {
        List<UnfinishedCall> calls = new ArrayList<>();
        try (Logs log = new Logs("holdall.audit", Level.INFO)) {
            for (int i = 0; i < 40; i++) {
                Channel channel = keys.unary(reader);
                for (int k = 0; k < 3; k++) {
                    calls.add(new UnfinishedCall(channel, MIB, whole));
                }
                works();
            }
            await().untilAsserted(() ->
                    assertThat(calls).filteredOn(UnfinishedCall::isOver).hasSizeGreaterThan(60));
            List<Error> errors = calls.stream()
                    .map(UnfinishedCall::error)
                    .filter(Error::hasLimit)
                    .toList();
            assertThat(errors).isNotEmpty().allSatisfy(InboundBytesTest::assertNamed);
            for (UnfinishedCall call : calls) {
                if (call.error().hasLimit()) {
                    assertThat(call.ended().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                    assertThat(call.ended().getDescription())
                            .isEqualTo(call.error().getMessage());
                }
            }
            assertThat(log.lines()).anyMatch(line -> line.contains("key=\"reader\"") && line.contains("inbound-bytes"));
        }
        assertThat(healthy.isOver()).isFalse();
        works();
    }

    @Test
    void whoKeepsToLessThanTheLimitIsLeftInPeace_andMayFinish() throws Exception {
        List<UnfinishedCall> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(new UnfinishedCall(keys.unary(reader), MIB, true));
        }
        works();
        assertThat(calls).noneMatch(UnfinishedCall::isOver);
    }

    @Test
    void callThatIsNotClosedEndsByItself() throws Exception {
        long began = System.nanoTime();
        UnfinishedCall whole = new UnfinishedCall(keys.unary(reader), 10, true);
        UnfinishedCall half = new UnfinishedCall(keys.unary(reader), 100_000, false);
        assertThat(whole.ended().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(half.ended().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(half.ended().getDescription()).contains("within 10 seconds");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(9));
    }

    @Test
    void whatWasServedOrGivenUpIsNotCounted() throws Exception {
        ListAppendRequest request = ListAppendRequest.newBuilder()
                .setList(list)
                .setElement(Elements.sized(MIB))
                .build();
        Channel unary = keys.unary(keys.main());
        for (int i = 0; i < MOST / MIB * 2; i++) {
            ListsGrpc.newBlockingStub(unary)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .append(request);
            ListsGrpc.newBlockingStub(unary)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .clear(ListClearRequest.newBuilder().setList(list).build());
            UnfinishedCall givenUp = new UnfinishedCall(unary, MIB, i % 2 == 0);
            givenUp.cancel();
            givenUp.ended();
            trickle(keys.main(), MIB / 2).close();
        }
        works();
        assertThat(healthy.isOver()).isFalse();
    }

    // Streams ----------------------------------------------------------------------------------------------------

    /** A session that says it will send a large frame, and has sent so much of it. */
    private RawHttp2 trickle(Key key, int bytes) throws Exception {
        RawHttp2 connection = session(key);
        connection.send(RawHttp2.DATA, 0, 1, prefix(16 * MIB));
        for (int left = bytes; left > 0; left -= 16_000) {
            connection.send(RawHttp2.DATA, 0, 1, new byte[Math.min(left, 16_000)]);
        }
        return connection;
    }

    private RawHttp2 session(Key key) throws Exception {
        RawHttp2 connection =
                new RawHttp2(((Address.Tcp) keys.server().addresses().get(0)).port(), true);
        connections.add(connection);
        connection.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.headers("/holdall.v1.Sessions/Attach"));
        ByteString nonce = Key.nonce();
        say(
                connection,
                ClientFrame.newBuilder()
                        .setHello(Hello.newBuilder()
                                .setProtocol(1)
                                .setNonce(nonce)
                                .setKeyId(key.id())));
        ByteString proof = key.proof(
                Key.Side.CLIENT, nonce, hear(connection).getChallenge().getNonce(), ByteString.EMPTY);
        say(connection, ClientFrame.newBuilder().setAttach(Attach.newBuilder().setProof(proof)));
        assertThat(hear(connection).hasWelcome()).isTrue();
        return connection;
    }

    private static void say(RawHttp2 connection, ClientFrame.Builder frame) throws IOException {
        byte[] bytes = frame.build().toByteArray();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(prefix(bytes.length));
        message.writeBytes(bytes);
        connection.send(RawHttp2.DATA, 0, 1, message.toByteArray());
    }

    private static ServerFrame hear(RawHttp2 connection) throws Exception {
        byte[] message = connection.takeData();
        return ServerFrame.parseFrom(Arrays.copyOfRange(message, 5, message.length));
    }

    private static byte[] prefix(int length) {
        return new byte[] {0, (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length};
    }

    @Test
    void ofTheKeyThatHasMostTheConnectionThatHasMostIsCutOff() throws Exception {
        RawHttp2 mine = trickle(keys.main(), 12 * MIB);
        RawHttp2 small = trickle(reader, 3 * MIB);
        RawHttp2 large = trickle(reader, 7 * MIB);
        RawHttp2 middle = trickle(reader, 5 * MIB);
        assertThat(large.isClosedWithin(Duration.ofMillis(200))).isFalse();

        RawHttp2 last = trickle(reader, 6 * MIB);

        assertThat(large.isClosedWithin(Duration.ofSeconds(20))).isTrue();
        works();
        for (RawHttp2 other : List.of(mine, small, middle, last)) {
            assertThat(other.isClosedWithin(Duration.ofMillis(10))).isFalse();
        }
        assertThat(healthy.isOver()).isFalse();
    }

    @Test
    void whatNobodyHasAskedForCountsToo() throws Exception {
        // Nothing is asked for before credentials are decided, which takes a while if many are wrong. The window of a
        // connection is a megabyte.
        List<RawHttp2> full = new ArrayList<>();
        String wrong = "Bearer " + Key.random().bearerToken();
        for (int i = 0; i < 55; i++) {
            RawHttp2 connection =
                    new RawHttp2(((Address.Tcp) keys.server().addresses().get(0)).port(), true);
            connections.add(connection);
            full.add(connection);
            connection.acceptSettings();
            connection.send(
                    RawHttp2.HEADERS,
                    RawHttp2.END_HEADERS,
                    1,
                    RawHttp2.headers("/holdall.v1.Lists/Size", "authorization", wrong));
            sendUntilClosed(connection, 62, new byte[16_000]);
        }
        await().untilAsserted(() -> assertThat(full).anyMatch(InboundBytesTest::isClosed));
        works();
    }

    private static boolean isClosed(RawHttp2 connection) {
        try {
            return connection.isClosedWithin(Duration.ZERO);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void manySmallPiecesCountForWhatTheyCost() throws Exception {
        RawHttp2 connection = session(reader);
        connection.send(RawHttp2.DATA, 0, 1, prefix(16 * MIB));
        assertThat(connection.isClosedWithin(Duration.ofMillis(10))).isFalse();
        sendUntilClosed(connection, 200_000, new byte[1]);
        assertThat(connection.isClosedWithin(Duration.ofSeconds(20))).isTrue();
        works();
    }

    /** Each of which would keep the whole buffer that it came in. */
    @Test
    void smallPiecesAmongMuchElseDoNotKeepAllOfIt() throws Exception {
        long before = buffers();
        byte[] nothing = new byte[16_000];
        int unknown = 0x42;
        // gRPC itself copies a thousand pieces of one message into one, not earlier.
        for (int session = 0; session < 3; session++) {
            RawHttp2 connection = session(reader);
            connection.send(RawHttp2.DATA, 0, 1, prefix(16 * MIB));
            for (int i = 0; i < 700; i++) {
                connection.send(RawHttp2.DATA, 0, 1, new byte[1]);
                for (int k = 0; k < 4; k++) {
                    connection.send(unknown, 0, 0, nothing);
                }
            }
            assertThat(connection.isClosedWithin(Duration.ofMillis(10))).isFalse();
        }
        works();
        assertThat(buffers() - before).isLessThan(40 * MIB);
    }

    private static void sendUntilClosed(RawHttp2 connection, int times, byte[] piece) {
        try {
            for (int i = 0; i < times; i++) {
                connection.send(RawHttp2.DATA, 0, 1, piece);
            }
        } catch (IOException e) {
            // It was closed meanwhile.
        }
    }

    @Test
    void whoHasLittleIsServedWhileOthersAreCutOff() throws Exception {
        Channel unary = keys.unary(keys.main());
        for (int i = 0; i < 10; i++) {
            trickle(reader, 4 * MIB);
            ObjectsGrpc.newBlockingStub(unary)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .find(FindRequest.newBuilder().setName("x").build());
        }
        works();
    }
}
