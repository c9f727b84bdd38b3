package dev.holdall.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.OpenQueueRequest;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueueTakeRequest;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.wire.Address;
import dev.holdall.wire.Key;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a session leaves behind, what waits in it, and the channel under any generated stub. */
@Timeout(60)
class CloseTest {
    private final Key key = Key.random();
    private HoldallServer server;

    @BeforeEach
    void start() throws Exception {
        server = HoldallServer.start(new ServerOptions().key(key));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Manager connect() {
        return Manager.connect(server.address(), new ManagerOptions().key(key));
    }

    @Test
    void an_element_that_was_taken_just_before_the_close_is_not_delivered_again() throws Exception {
        try (Manager manager = connect()) {
            SharedQueue<Integer> queue = manager.queue("jobs", Integer.class);
            for (int i = 0; i < 20; i++) {
                queue.add(i);
                try (Manager taker = connect()) {
                    assertThat(taker.queue("jobs", Integer.class).take()).isEqualTo(i);
                }
                assertThat(queue).isEmpty();
            }
        }
    }

    @Test
    void whoever_is_interrupted_and_closes_says_goodbye_all_the_same() throws Exception {
        try (Manager manager = connect()) {
            SharedQueue<Integer> queue = manager.queue("jobs", Integer.class);
            queue.add(1);
            try (Manager taker = connect()) {
                taker.lock("job").lock();
                taker.queue("jobs", Integer.class).take();
                Thread.currentThread().interrupt();
            }
            assertThat(Thread.interrupted()).isTrue();
            // Neither waits for the end of the grace time.
            assertThat(manager.lock("job").tryLock()).isTrue();
            assertThat(queue).isEmpty();
        }
    }

    @Test
    void puts_that_wait_for_room_do_not_keep_back_the_take_that_makes_it() throws Exception {
        try (Manager manager = connect()) {
            SharedQueue<byte[]> queue = manager.queue("large", byte[].class, 1);
            List<CompletableFuture<Boolean>> puts = new ArrayList<>();
            // More than the manager lets wait for one session: what is too much is refused, and nothing locks up.
            for (int i = 0; i < 70; i++) {
                puts.add(queue.async().put(new byte[1 << 20]));
            }
            int polled = 0;
            while (!puts.stream().allMatch(CompletableFuture::isDone) || !queue.isEmpty()) {
                assertThat(queue.poll(30, TimeUnit.SECONDS)).hasSize(1 << 20);
                polled++;
            }
            assertThat(puts.stream().filter(put -> !put.isCompletedExceptionally()))
                    .hasSize(polled);
            assertThat(polled).isBetween(60, 69);
        }
    }

    @Test
    void blocking_stubs_work_on_the_channel_as_on_any_other() throws Exception {
        ExecutorService continuations = Executors.newCachedThreadPool();
        try (SessionLink link = SessionLink.open(
                Address.parse(server.address()),
                TlsSettings.usual(),
                key,
                new LinkSettings("test", 0, true, () -> {}, change -> {}),
                continuations)) {
            link.welcome().get(10, TimeUnit.SECONDS);
            assertThat(ListsGrpc.newBlockingStub(link.channel())
                            .open(OpenListRequest.newBuilder().setName("a").build())
                            .getCreated())
                    .isTrue();
            assertThatThrownBy(() -> ListsGrpc.newBlockingStub(link.channel())
                            .open(OpenListRequest.newBuilder().setName("../a").build()))
                    .isInstanceOf(StatusRuntimeException.class);
        } finally {
            continuations.shutdownNow();
        }
    }

    @Test
    void a_cancelled_call_of_an_asynchronous_stub_ends_as_cancelled() throws Exception {
        ExecutorService continuations = Executors.newCachedThreadPool();
        try (SessionLink link = SessionLink.open(
                Address.parse(server.address()),
                TlsSettings.usual(),
                key,
                new LinkSettings("test", 0, true, () -> {}, change -> {}),
                continuations)) {
            link.welcome().get(10, TimeUnit.SECONDS);
            QueueTakeRequest take = QueueTakeRequest.newBuilder()
                    .setQueue(QueuesGrpc.newBlockingStub(link.channel())
                            .open(OpenQueueRequest.getDefaultInstance())
                            .getId())
                    .build();
            CompletableFuture<ByteString> outcome = new CompletableFuture<>();
            CompletableFuture<ClientCallStreamObserver<?>> call = new CompletableFuture<>();
            QueuesGrpc.newStub(link.channel())
                    .take(take, new ClientResponseObserver<QueueTakeRequest, QueueTakeReply>() {
                        @Override
                        public void beforeStart(ClientCallStreamObserver<QueueTakeRequest> started) {
                            call.complete(started);
                        }

                        @Override
                        public void onNext(QueueTakeReply reply) {
                            outcome.complete(reply.getElement());
                        }

                        @Override
                        public void onError(Throwable failure) {
                            outcome.completeExceptionally(failure);
                        }

                        @Override
                        public void onCompleted() {
                            outcome.completeExceptionally(new AssertionError("completed"));
                        }
                    });

            call.get(10, TimeUnit.SECONDS).cancel("not wanted any more", null);

            assertThatThrownBy(() -> outcome.get(10, TimeUnit.SECONDS))
                    .satisfies(failure ->
                            assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.CANCELLED));
        } finally {
            continuations.shutdownNow();
        }
    }
}
