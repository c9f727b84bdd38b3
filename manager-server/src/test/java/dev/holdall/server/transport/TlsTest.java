package dev.holdall.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.server.state.Limits;
import dev.holdall.server.tls.TlsOptions;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.NamesRequest;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.wire.Address;
import dev.holdall.wire.Key;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The doors with TLS, as tools meet them and as attackers do. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsTest {
    private static final Key KEY = Key.random();
    private static final Duration HANDSHAKE = Duration.ofSeconds(3);

    /** A TLS 1.2 ClientHello with one cipher suite, cut where a test likes. */
    private static final byte[] HELLO =
            HexFormat.of().parseHex("160301002d" + "01000029" + "0303" + "11".repeat(32) + "00" + "0002c02b" + "0100");

    @TempDir
    static Path directory;

    private static HoldallServer server;
    private static int port;

    private final List<ManagedChannel> channels = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        server = HoldallServer.start(new ServerOptions()
                .key(KEY)
                .keyFile(directory.resolve("key"))
                .limits(Limits.defaults(64 << 20))
                .tls(new TlsOptions().everywhere().handshakeTimeout(HANDSHAKE))
                .listen("127.0.0.1:0"));
        port = ((Address.Tcp) server.addresses().get(0)).port();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void closeAll() {
        channels.forEach(ManagedChannel::shutdownNow);
    }

    private <S extends io.grpc.stub.AbstractStub<S>> S authorized(S stub) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + KEY.bearerToken());
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    /** What {@code grpcurl -cacert tls-cert.pem} does: trusts the file, and checks the host's name. */
    private ManagedChannel channel(String host) throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forAddress(host, port)
                .sslContext(GrpcSslContexts.configure(SslContextBuilder.forClient()
                                .trustManager(directory.resolve("tls-cert.pem").toFile()))
                        .build())
                .build();
        channels.add(channel);
        return channel;
    }

    @Test
    void requests_that_never_end_are_counted_as_without_it() throws Exception {
        List<UnfinishedCall> calls = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            calls.add(new UnfinishedCall(
                    KeysFixture.with(channel("127.0.0.1"), KEY.bearerToken()), 10_000_000, i % 2 == 0));
        }
        await().untilAsserted(() -> assertThat(calls)
                .anySatisfy(
                        call -> assertThat(call.error().getLimit().getName()).isEqualTo("inbound-bytes")));
        someoneElseIsServed();
        calls.forEach(UnfinishedCall::cancel);
    }

    private void someoneElseIsServed() throws Exception {
        authorized(ObjectsGrpc.newBlockingStub(channel("127.0.0.1")))
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .names(NamesRequest.getDefaultInstance());
    }

    @Test
    void unary_calls_work_with_the_certificate_file_by_every_name_of_this_host() throws Exception {
        for (String host : List.of("127.0.0.1", "localhost")) {
            authorized(ListsGrpc.newBlockingStub(channel(host)))
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .open(OpenListRequest.newBuilder().setName("l").build());
        }
    }

    @Test
    void compressed_requests_are_refused() throws Exception {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> authorized(ObjectsGrpc.newBlockingStub(channel("127.0.0.1")))
                        .withCompression("gzip")
                        .withDeadlineAfter(20, TimeUnit.SECONDS)
                        .names(NamesRequest.getDefaultInstance()))
                .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
    }

    /** Sends bytes and reads until the manager closes the connection. */
    private static byte[] answer(byte[] bytes) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return readToTheEnd(socket);
        }
    }

    private static byte[] readToTheEnd(Socket socket) throws Exception {
        InputStream in = socket.getInputStream();
        try {
            return in.readAllBytes();
        } catch (java.net.SocketException e) {
            // Reset: closed all the more.
            return new byte[0];
        }
    }

    @Test
    void what_is_no_tls_is_cut_off_at_once() throws Exception {
        Random random = new Random(7);
        byte[] noise = new byte[4_000];
        for (int i = 0; i < 20; i++) {
            random.nextBytes(noise);
            noise[0] = (byte) i;
            long start = System.nanoTime();
            answer(noise);
            assertThat(System.nanoTime() - start).isLessThan(HANDSHAKE.toNanos());
        }
        answer("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        answer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII));
        someoneElseIsServed();
    }

    @Test
    void tls_of_a_version_before_1_2_is_refused_with_the_alert_for_that() throws Exception {
        byte[] old = HELLO.clone();
        old[10] = 2;
        // Alert, fatal, protocol_version.
        assertThat(HexFormat.of().formatHex(answer(old))).matches("150303?0[0-9]?.*0246");
    }

    @Test
    void hundreds_of_half_done_handshakes_time_out_and_harm_nobody() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 400; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setSoTimeout(20_000);
                sockets.add(socket);
                // Nothing at all, a part of the first message, or all of it and then silence.
                socket.getOutputStream().write(HELLO, 0, i % 3 == 0 ? 0 : i % 3 == 1 ? 9 : HELLO.length);
            }
            someoneElseIsServed();
            for (Socket socket : sockets) {
                readToTheEnd(socket);
            }
            someoneElseIsServed();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void connections_that_are_there_survive_a_reload() throws Exception {
        ManagedChannel before = channel("127.0.0.1");
        ObjectsGrpc.ObjectsBlockingStub stub = authorized(ObjectsGrpc.newBlockingStub(before));
        stub.withDeadlineAfter(20, TimeUnit.SECONDS).names(NamesRequest.getDefaultInstance());

        assertThat(server.reload()).isTrue();

        stub.withDeadlineAfter(20, TimeUnit.SECONDS).names(NamesRequest.getDefaultInstance());
        assertThat(before.getState(false)).isEqualTo(io.grpc.ConnectivityState.READY);
        someoneElseIsServed();
    }
}
