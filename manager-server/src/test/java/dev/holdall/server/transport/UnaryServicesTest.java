package dev.holdall.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.v1.FindRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenQueueRequest;
import dev.holdall.v1.QueueOfferRequest;
import dev.holdall.v1.QueuePollRequest;
import dev.holdall.v1.QueueSizeRequest;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueueTakeRequest;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.Value;
import dev.holdall.wire.Address;
import dev.holdall.wire.Key;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same methods as plain gRPC, without a session. */
class UnaryServicesTest {
    private final Key key = Key.random();
    private HoldallServer server;
    private ManagedChannel channel;
    private QueuesGrpc.QueuesBlockingStub queues;

    @BeforeEach
    void start() throws Exception {
        server = HoldallServer.start(new ServerOptions().key(key).listen("127.0.0.1:0"));
        Address.Tcp address = (Address.Tcp) server.addresses().get(0);
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + key.bearerToken());
        channel = NettyChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                .intercept(MetadataUtils.newAttachHeadersInterceptor(metadata))
                .build();
        queues = QueuesGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        server.close();
    }

    private ObjectId open(String name) {
        return queues.open(OpenQueueRequest.newBuilder().setName(name).build()).getId();
    }

    private static ByteString encoded(String text) {
        return Value.newBuilder().setString(text).build().toByteString();
    }

    private boolean offer(ObjectId queue, String text) {
        return queues.offer(QueueOfferRequest.newBuilder()
                        .setQueue(queue)
                        .setElement(encoded(text))
                        .build())
                .getAccepted();
    }

    private long size(ObjectId queue) {
        return queues.size(QueueSizeRequest.newBuilder().setQueue(queue).build())
                .getSize();
    }

    @Test
    void a_parked_call_is_answered_when_its_element_comes() throws Exception {
        ObjectId queue = open("jobs");
        ListenableFuture<QueueTakeReply> parked = QueuesGrpc.newFutureStub(channel)
                .take(QueueTakeRequest.newBuilder().setQueue(queue).build());

        assertThat(offer(queue, "job")).isTrue();

        assertThat(parked.get(10, TimeUnit.SECONDS).getElement()).isEqualTo(encoded("job"));
        assertThat(size(queue)).isZero();
    }

    @Test
    void a_cancelled_call_is_withdrawn_and_takes_nothing() {
        ObjectId queue = open("jobs");
        ListenableFuture<QueueTakeReply> parked = QueuesGrpc.newFutureStub(channel)
                .take(QueueTakeRequest.newBuilder().setQueue(queue).build());

        parked.cancel(true);

        // The cancellation travels on its own; until it has arrived the parked call still takes what is put.
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            offer(queue, "job");
            return size(queue) > 0;
        });
        assertThat(queues.poll(QueuePollRequest.newBuilder().setQueue(queue).build())
                        .getElements(0))
                .isEqualTo(encoded("job"));
    }

    @Test
    void a_call_whose_deadline_passes_is_withdrawn() {
        ObjectId queue = open("jobs");
        ListenableFuture<QueueTakeReply> parked = QueuesGrpc.newFutureStub(channel)
                .withDeadlineAfter(50, TimeUnit.MILLISECONDS)
                .take(QueueTakeRequest.newBuilder().setQueue(queue).build());

        assertThatThrownBy(() -> parked.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("DEADLINE_EXCEEDED");
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            offer(queue, "job");
            return size(queue) > 0;
        });
    }

    @Test
    void a_request_that_is_no_message_is_an_error_and_the_manager_goes_on() {
        // Field 1, length 5, and nothing behind it.
        ByteString torn = ByteString.copyFrom(new byte[] {0x0a, 0x05});
        io.grpc.MethodDescriptor<ByteString, ByteString> raw = QueuesGrpc.getOfferMethod().toBuilder(
                        Bytes.MARSHALLER, Bytes.MARSHALLER)
                .build();

        assertThatThrownBy(() ->
                        io.grpc.stub.ClientCalls.blockingUnaryCall(channel, raw, io.grpc.CallOptions.DEFAULT, torn))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageStartingWith("INVALID_ARGUMENT");
        assertThat(offer(open("jobs"), "job")).isTrue();
    }

    @Test
    void health_is_told_to_who_has_the_token() {
        assertThat(HealthGrpc.newBlockingStub(channel)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    }

    @Test
    void who_has_no_token_changes_nothing() {
        Address.Tcp address = (Address.Tcp) server.addresses().get(0);
        ManagedChannel stranger = NettyChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                .build();
        try {
            assertThatThrownBy(() -> QueuesGrpc.newBlockingStub(stranger)
                            .open(OpenQueueRequest.newBuilder().setName("mine").build()))
                    .hasMessage("UNAUTHENTICATED: the credentials are missing or wrong");
            assertThatThrownBy(
                            () -> HealthGrpc.newBlockingStub(stranger).check(HealthCheckRequest.getDefaultInstance()))
                    .hasMessage("UNAUTHENTICATED: the credentials are missing or wrong");
        } finally {
            stranger.shutdownNow();
        }
        assertThat(ObjectsGrpc.newBlockingStub(channel)
                        .find(FindRequest.newBuilder().setName("mine").build())
                        .hasObject())
                .isFalse();
    }
}
