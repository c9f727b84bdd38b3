package dev.holdall.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Elements;
import dev.holdall.v1.FindRequest;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListSizeRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.wire.Key;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client that means well, and goes on working while another one attacks: by a session and by unary calls, none of which may fail or take long. */
final class Healthy implements AutoCloseable {
    /** For one call, on a machine that has other things to do. */
    private static final Duration MOST = Duration.ofSeconds(2);

    private static final ByteString ELEMENT = Elements.of("mine");

    private final ManagedChannel channel;
    private final Channel unary;
    private final RawSession session;
    private final ObjectId list;
    private final CompletableFuture<List<Long>> times;
    private volatile boolean over;

    Healthy(int port, Key key) throws Exception {
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        unary = KeysFixture.with(channel, key.bearerToken());
        session = new RawSession(channel, key);
        list = session.call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                .getId();
        work();
        times = CompletableFuture.supplyAsync(this::workOn);
    }

    private List<Long> workOn() {
        List<Long> taken = new ArrayList<>();
        try {
            while (!over) {
                long began = System.nanoTime();
                work();
                taken.add(System.nanoTime() - began);
                Thread.sleep(2);
            }
        } catch (Exception e) {
            throw new AssertionError("a client that means well was harmed", e);
        }
        return taken;
    }

    private void work() throws Exception {
        session.call(
                ListsGrpc.getAppendMethod(),
                ListAppendRequest.newBuilder().setList(list).setElement(ELEMENT).build());
        session.call(
                ListsGrpc.getSizeMethod(),
                ListSizeRequest.newBuilder().setList(list).build());
        ObjectsGrpc.newBlockingStub(unary)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .find(FindRequest.newBuilder().setName("x").build());
    }

    /** Goes on for a while, and says how it was. */
    void check() throws Exception {
        int rounds = 20;
        for (int i = 0; i < rounds; i++) {
            Thread.sleep(5);
        }
        over = true;
        List<Long> taken = new ArrayList<>(times.get(60, TimeUnit.SECONDS));
        Collections.sort(taken);
        assertThat(taken).isNotEmpty();
        Duration slow = Duration.ofNanos(taken.get((int) (taken.size() * 0.99)));
        assertThat(slow).as("p99 of %s rounds of three calls", taken.size()).isLessThan(MOST.multipliedBy(3));
        work();
    }

    @Override
    public void close() throws Exception {
        over = true;
        session.close();
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
}
