package dev.holdall.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.server.type.QueueCalls;
import dev.holdall.v1.AdminGrpc;
import dev.holdall.v1.InfoRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.wire.Address;
import dev.holdall.wire.Key;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whose the file of a UNIX socket is. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnixSocketTest {
    private final Key key = Key.random();

    @TempDir
    Path directory;

    private Path socket() {
        return directory.resolve("m.sock");
    }

    private HoldallServer start() throws IOException {
        return HoldallServer.start(
                new ServerOptions().key(key).listen("unix:" + socket()).listen("127.0.0.1:0"));
    }

    private void assertSomebodyListens() throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            assertThat(channel.connect(UnixDomainSocketAddress.of(socket()))).isTrue();
        }
    }

    @Test
    void goes_with_its_manager() throws IOException {
        try (HoldallServer server = start()) {
            assertThat(server.address()).isEqualTo("unix:" + socket());
            assertSomebodyListens();
        }
        assertThat(socket()).doesNotExist();
    }

    @Test
    void is_free_for_the_next_manager_while_the_last_one_still_drains_and_stays_when_that_ends() throws Exception {
        HoldallServer last = start();
        Address.Tcp address = (Address.Tcp) last.addresses().get(1);
        ManagedChannel channel = NettyChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                .build();
        try {
            Channel unary = KeysFixture.with(channel, key.bearerToken());
            ObjectId queue = QueuesGrpc.newBlockingStub(unary)
                    .open(QueueCalls.open("q", 0))
                    .getId();
            ListenableFuture<QueueTakeReply> waiting =
                    QueuesGrpc.newFutureStub(unary).take(QueueCalls.take(queue));
            Awaitility.await()
                    .until(() -> AdminGrpc.newBlockingStub(unary)
                                    .info(InfoRequest.getDefaultInstance())
                                    .getParkedCalls()
                            == 1);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> last.stop(5_000));
            Awaitility.await().until(() -> Files.notExists(socket()));

            try (HoldallServer next = start()) {
                assertThat(stopped).as("the call that waits holds it up").isNotDone();
                assertThat(waiting).isNotDone();
                stopped.get(30, TimeUnit.SECONDS);

                assertThat(next.address()).isEqualTo("unix:" + socket());
                assertSomebodyListens();
            }
            assertThat(socket()).doesNotExist();
        } finally {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
            last.close();
        }
    }

    @Test
    void is_left_alone_where_it_is_not_the_managers_own_any_more() throws IOException {
        HoldallServer first = start();
        Files.delete(socket());
        try (HoldallServer second = start()) {
            first.close();
            assertThat(second.address()).isEqualTo("unix:" + socket());
            assertSomebodyListens();
        } finally {
            first.close();
        }
    }

    @Test
    void is_refused_where_a_manager_runs_and_that_one_stays() throws IOException {
        try (HoldallServer server = start()) {
            assertThatThrownBy(this::start).hasMessageContaining("something is there already");
            assertThat(server.address()).isEqualTo("unix:" + socket());
            assertSomebodyListens();
        }
    }

    @Test
    void is_removed_where_another_address_cannot_be_had() {
        assertThatThrownBy(() -> HoldallServer.start(new ServerOptions()
                        .key(key)
                        .listen("unix:" + socket())
                        .listen("unix:" + directory.resolve("none/m.sock"))))
                .isInstanceOf(IOException.class);
        assertThat(socket()).doesNotExist();
    }
}
