package dev.holdall.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.wire.Address;
import dev.holdall.wire.Key;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What {@code grpcurl} does: asks the manager itself for the protos, builds requests from text without any generated code, and prints the
 * replies.
 */
class ReflectionAccessTest {
    private static final Key KEY = Key.random();

    private static HoldallServer server;
    private static ManagedChannel plain;
    private static Channel channel;
    private static FileDescriptor lists;

    @BeforeAll
    static void start() throws Exception {
        server = HoldallServer.start(new ServerOptions().key(KEY).listen("127.0.0.1:0"));
        Address.Tcp address = (Address.Tcp) server.addresses().get(0);
        plain = NettyChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                .build();
        channel = with("Bearer " + KEY.bearerToken());
        lists = fileOf("holdall.v1.Lists");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        plain.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        server.close();
    }

    private static Channel with(String authorization) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
        return ClientInterceptors.intercept(plain, MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    @Test
    void appends_an_element_and_reads_it_back_by_reflection_and_dynamic_messages_alone() throws Exception {
        Message opened = call("Open", "name: 'greetings'");
        String id = TextFormat.printer().shortDebugString((Message) field(opened, "id"));

        call("Append", "list { " + id + " } element { string: 'hello' }");
        call("Append", "list { " + id + " } element { list { items { int: 1 } items { null: NULL } } }");

        assertThat(text(call("Get", "list { " + id + " } index: 0"))).isEqualTo("element { string: \"hello\" }");
        assertThat(text(call("Page", "list { " + id + " }")))
                .contains("elements { string: \"hello\" }")
                .contains("elements { list { items { int: 1 } items { null: NULL } } }")
                .contains("size: 2");
    }

    @Test
    void an_error_has_the_status_that_fits_and_says_why() throws Exception {
        String id = TextFormat.printer().shortDebugString((Message) field(call("Open", "name: 'short'"), "id"));

        assertThatThrownBy(() -> call("Get", "list { " + id + " } index: 3"))
                .isInstanceOfSatisfying(StatusRuntimeException.class, failure -> {
                    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.OUT_OF_RANGE);
                    assertThat(failure.getStatus().getDescription())
                            .contains("3")
                            .contains("0 elements");
                    assertThat(failure.getTrailers().get(Statuses.ERROR).getCode())
                            .isEqualTo(dev.holdall.v1.Code.OUT_OF_RANGE);
                });
    }

    @Test
    void all_services_are_listed() throws Exception {
        List<String> services = reflect(
                        ServerReflectionRequest.newBuilder().setListServices("").build(), channel)
                .getListServicesResponse()
                .getServiceList()
                .stream()
                .map(service -> service.getName())
                .toList();

        assertThat(services)
                .contains(
                        "holdall.v1.Sessions",
                        "holdall.v1.Objects",
                        "holdall.v1.Lists",
                        "holdall.v1.Dicts",
                        "holdall.v1.Queues",
                        "holdall.v1.Values",
                        "grpc.health.v1.Health");
    }

    @Test
    void reflection_is_closed_without_the_token_and_with_a_wrong_one_in_the_same_words() {
        ServerReflectionRequest request =
                ServerReflectionRequest.newBuilder().setListServices("").build();

        for (Channel unauthorized : List.of(plain, with("Bearer " + Key.random().bearerToken()), with("secret"))) {
            assertThatThrownBy(() -> reflect(request, unauthorized))
                    .hasRootCauseInstanceOf(StatusRuntimeException.class)
                    .rootCause()
                    .hasMessage("UNAUTHENTICATED: the credentials are missing or wrong");
        }
    }

    // What grpcurl does ------------------------------------------------------------------------------------------

    private static Message call(String method, String request) throws Exception {
        MethodDescriptor descriptor = lists.findServiceByName("Lists").findMethodByName(method);
        DynamicMessage.Builder message = DynamicMessage.newBuilder(descriptor.getInputType());
        TextFormat.merge(request, message);
        return ClientCalls.blockingUnaryCall(
                channel,
                io.grpc.MethodDescriptor.<Message, Message>newBuilder()
                        .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName("holdall.v1.Lists/" + method)
                        .setRequestMarshaller(marshaller(descriptor.getInputType()))
                        .setResponseMarshaller(marshaller(descriptor.getOutputType()))
                        .build(),
                CallOptions.DEFAULT,
                message.build());
    }

    private static io.grpc.MethodDescriptor.Marshaller<Message> marshaller(Descriptor type) {
        return ProtoUtils.marshaller((Message) DynamicMessage.getDefaultInstance(type));
    }

    private static Object field(Message message, String name) {
        return message.getField(message.getDescriptorForType().findFieldByName(name));
    }

    private static String text(Message message) {
        return TextFormat.printer()
                .emittingSingleLine(true)
                .printToString(message)
                .strip();
    }

    private static FileDescriptor fileOf(String symbol) throws Exception {
        ServerReflectionResponse response = reflect(
                ServerReflectionRequest.newBuilder()
                        .setFileContainingSymbol(symbol)
                        .build(),
                channel);
        Map<String, FileDescriptorProto> files = new HashMap<>();
        String first = null;
        for (ByteString bytes : response.getFileDescriptorResponse().getFileDescriptorProtoList()) {
            FileDescriptorProto file = FileDescriptorProto.parseFrom(bytes);
            files.put(file.getName(), file);
            first = first == null ? file.getName() : first;
        }
        return build(first, files);
    }

    private static FileDescriptor build(String name, Map<String, FileDescriptorProto> files) throws Exception {
        List<FileDescriptor> imports = new ArrayList<>();
        for (String dependency : files.get(name).getDependencyList()) {
            imports.add(build(dependency, files));
        }
        return FileDescriptor.buildFrom(files.get(name), imports.toArray(FileDescriptor[]::new));
    }

    private static ServerReflectionResponse reflect(ServerReflectionRequest request, Channel over) throws Exception {
        CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(over)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answer.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        answer.completeExceptionally(new AssertionError("no response"));
                    }
                });
        requests.onNext(request);
        requests.onCompleted();
        return answer.get(10, TimeUnit.SECONDS);
    }
}
