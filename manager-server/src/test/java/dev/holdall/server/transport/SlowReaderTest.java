package dev.holdall.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import dev.holdall.v1.AdminGrpc;
import dev.holdall.v1.InfoReply;
import dev.holdall.v1.InfoRequest;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.Welcome;
import dev.holdall.wire.Address;
import dev.holdall.wire.Key;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients cost that do not read what they asked for. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowReaderTest {
    private static final int LARGE = 100_000;
    private static final int MIB = 1 << 20;

    private final Key key = Key.random();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private HoldallServer server;
    private RawSession other;
    private ObjectId list;

    private void start(Duration grace, UnaryOperator<Limits> limits) throws Exception {
        server = HoldallServer.start(new ServerOptions()
                .key(key)
                .limits(limits.apply(Limits.defaults(1L << 30)))
                .sessionGrace(grace)
                .listen("127.0.0.1:0"));
        other = new RawSession(channel(), key);
        list = other.call(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest.newBuilder().setName("large").build())
                .getId();
        other.call(
                ListsGrpc.getAppendMethod(),
                ListAppendRequest.newBuilder()
                        .setList(list)
                        .setElement(Elements.sized(LARGE))
                        .build());
    }

    @AfterEach
    void stop() throws Exception {
        for (ManagedChannel channel : channels) {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
        server.close();
    }

    private ManagedChannel channel() {
        Address.Tcp address = (Address.Tcp) server.addresses().get(0);
        ManagedChannel channel = NettyChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                .build();
        channels.add(channel);
        return channel;
    }

    private InfoReply info() throws Exception {
        return other.call(AdminGrpc.getInfoMethod(), InfoRequest.getDefaultInstance());
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void costsNoMoreThanItsSessionMayKeep() throws Exception {
        start(Duration.ofSeconds(30), limits -> limits.with(Limit.KEPT_REPLY_BYTES, 2 * MIB));
        try (SlowReader reader = new SlowReader(channel(), key)) {
            reader.ask(list, 500);

            await().untilAsserted(() -> assertThat(info().getKeptReplyBytes()).isGreaterThan(2 * MIB));
            for (int i = 0; i < 20; i++) {
                assertThat(info().getKeptReplyBytes()).isLessThan(2 * MIB + 2 * LARGE);
            }
            // Nothing went wrong: it reads on, and what was not taken it is asked to send again.
            reader.read();
            await().untilAsserted(() -> assertThat(reader.replies()).isGreaterThan(15));
        }
    }

    @Test
    void whoeverIsCutOffCanComeBack_andGetsWhatIsKept() throws Exception {
        start(
                Duration.ofSeconds(30),
                limits -> limits.with(Limit.OUTBOX_BYTES, MIB).with(Limit.KEPT_REPLY_BYTES, 2 * MIB));
        Welcome session;
        int read;
        try (SlowReader reader = new SlowReader(channel(), key)) {
            session = reader.welcome();
            reader.askAtOnce(list, 500);
            assertThat(reader.readAll().getLimit().getName()).isEqualTo("outbox-bytes");
            read = reader.replies();
        }
        assertThat(read).isPositive();
        assertThat(info().getKeptReplyBytes()).isBetween((long) MIB, 2L * MIB + 2 * LARGE);

        try (SlowReader again = new SlowReader(channel(), key, session)) {
            // The small ones are the other session's.
            int kept = (int) (info().getKeptReplyBytes() / LARGE);
            again.read();
            again.goOn(read + 1L);
            await().untilAsserted(() -> assertThat(again.replies()).isGreaterThanOrEqualTo(kept - read));
        }
    }

    @Test
    void whatItCostComesBackWithItsEnd() throws Exception {
        start(Duration.ZERO, UnaryOperator.identity());
        long before = usedHeap();
        try (SlowReader reader = new SlowReader(channel(), key)) {
            reader.askAtOnce(list, 600);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(info().getKeptReplyBytes()).isGreaterThan(50 * MIB));
            // Less than that: what tests before this one left may have become free meanwhile.
            assertThat(usedHeap() - before).isGreaterThan(30 * MIB);
        }
        await().untilAsserted(() -> assertThat(info().getSessions()).isEqualTo(1));
        assertThat(info().getKeptReplyBytes()).isLessThan(MIB);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(usedHeap() - before).isLessThan(15 * MIB));
    }

    @Test
    void twoThousandIdleSessionsCostLittle() throws Exception {
        int sessions = Integer.getInteger("holdall.idle.sessions", 2_000);
        start(Duration.ZERO, UnaryOperator.identity());
        long before = usedHeap();
        List<RawSession> idle = new ArrayList<>();
        List<ManagedChannel> shared = List.of(channel(), channel(), channel(), channel());
        for (int i = 0; i < sessions; i++) {
            idle.add(new RawSession(shared.get(i % shared.size()), key));
            if (i % 200 == 199) {
                // So many shake hands at a time.
                idle.get(i).welcome();
            }
        }
        for (RawSession session : idle) {
            session.welcome();
        }
        assertThat(info().getSessions()).isEqualTo(sessions + 1L);
        // Both ends of each are in this JVM.
        assertThat((usedHeap() - before) / sessions).isLessThan(40_000);
        idle.forEach(RawSession::close);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(info().getSessions()).isEqualTo(1));
    }
}
