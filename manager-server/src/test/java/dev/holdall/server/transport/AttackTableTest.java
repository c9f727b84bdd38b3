package dev.holdall.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import dev.holdall.server.state.Method;
import dev.holdall.server.state.MethodTable;
import dev.holdall.server.tls.TlsOptions;
import dev.holdall.server.type.BuiltInTypes;
import dev.holdall.server.type.QueueCalls;
import dev.holdall.v1.Acknowledged;
import dev.holdall.v1.AdminGrpc;
import dev.holdall.v1.Attach;
import dev.holdall.v1.BarriersGrpc;
import dev.holdall.v1.Call;
import dev.holdall.v1.Challenge;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.FindRequest;
import dev.holdall.v1.Guard;
import dev.holdall.v1.Hello;
import dev.holdall.v1.InfoRequest;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListGetRequest;
import dev.holdall.v1.ListPageRequest;
import dev.holdall.v1.ListSizeRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.LockAcquireRequest;
import dev.holdall.v1.LockReleaseRequest;
import dev.holdall.v1.LocksGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.Opaque;
import dev.holdall.v1.OpenBarrierRequest;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.OpenLockRequest;
import dev.holdall.v1.Opened;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.Reply;
import dev.holdall.v1.Resume;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.SessionsGrpc;
import dev.holdall.v1.Value;
import dev.holdall.v1.Welcome;
import dev.holdall.wire.Address;
import dev.holdall.wire.Key;
import dev.holdall.wire.MethodNumber;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an attacker tries and what he gets, one row after the other, over real connections. While he does, a client that means well goes on
 * working; afterwards the memory is back; and no secret is in the log.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AttackTableTest {
    private static final int ROWS = 25;
    private static final String REFUSED = "the credentials are missing or wrong";
    private static final long MIB = 1 << 20;

    private final Key key = Key.random();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<HoldallServer> servers = new ArrayList<>();
    private Logs logs = new Logs("ROOT", Level.INFO);
    private int port;

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws Exception {
        port = start(options());
    }

    private ServerOptions options() {
        return new ServerOptions().key(key).listen("127.0.0.1:0");
    }

    private static Limits limits() {
        return Limits.defaults(64 * MIB);
    }

    private int start(ServerOptions options) throws Exception {
        HoldallServer server = HoldallServer.start(options);
        servers.add(server);
        return ((Address.Tcp) server.addresses().get(0)).port();
    }

    @AfterEach
    void stop() throws Exception {
        for (ManagedChannel channel : channels) {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
        servers.forEach(HoldallServer::close);
        logs.close();
        assertThat(logs.lines())
                .noneMatch(line -> line.contains(key.reveal()) || line.contains(key.bearerToken()))
                .noneMatch(line -> line.contains("OutOfMemoryError"));
    }

    private ManagedChannel connect() {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .disableRetry()
                .build();
        channels.add(channel);
        return channel;
    }

    private Channel unary() {
        return KeysFixture.with(connect(), key.bearerToken());
    }

    private RawSession session() {
        return new RawSession(connect(), key);
    }

    private static ObjectId list(RawSession session, String name) throws Exception {
        return session.call(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest.newBuilder().setName(name).build())
                .getId();
    }

    private static long size(RawSession session, ObjectId list) throws Exception {
        return session.call(
                        ListsGrpc.getSizeMethod(),
                        ListSizeRequest.newBuilder().setList(list).build())
                .getSize();
    }

    private static ListAppendRequest append(ObjectId list, ByteString element) {
        return ListAppendRequest.newBuilder().setList(list).setElement(element).build();
    }

    /** What is refused, as a status. */
    private static Status refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable what) {
        Status[] status = new Status[1];
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(StatusRuntimeException.class, failure -> status[0] = failure.getStatus());
        return status[0];
    }

    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    private static void assertHeapIsBack(long before) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(usedHeap()).isLessThan(before + 48 * MIB));
    }

    @Test
    void every_row_of_the_table_has_a_test() {
        Pattern name = Pattern.compile("row_(\\d\\d)_.*");
        List<Integer> rows = Arrays.stream(AttackTableTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> name.matcher(method.getName()))
                .filter(Matcher::matches)
                .map(matcher -> Integer.valueOf(matcher.group(1)))
                .toList();

        assertThat(rows).containsAll(IntStream.rangeClosed(1, ROWS).boxed().toList());
    }

    // Who is it? -------------------------------------------------------------------------------------------------

    /** Everything that there is to ask for, each in a way that says how it ended. */
    private static List<Function<Channel, Status>> doors() {
        return List.of(
                channel -> refused(() -> ObjectsGrpc.newBlockingStub(channel).find(FindRequest.getDefaultInstance())),
                channel -> refused(
                        () -> HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance())),
                AttackTableTest::reflected);
    }

    private static Status reflected(Channel channel) {
        CompletableFuture<Status> ended = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(channel)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(io.grpc.reflection.v1.ServerReflectionResponse response) {
                        ended.complete(Status.OK);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        ended.complete(Status.fromThrowable(failure));
                    }

                    @Override
                    public void onCompleted() {
                        ended.complete(Status.OK);
                    }
                });
        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        return ended.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static void assertUnauthenticated(Status status) {
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(status.getDescription()).isEqualTo(REFUSED);
    }

    /** Shakes hands with a proof of the caller's own, and says how that ended. */
    private Status shake(ByteString nonce, Function<Challenge, Attach> attach) throws Exception {
        CompletableFuture<Status> ended = new CompletableFuture<>();
        CompletableFuture<StreamObserver<ClientFrame>> out = new CompletableFuture<>();
        out.complete(SessionsGrpc.newStub(connect()).attach(new StreamObserver<>() {
            @Override
            public void onNext(ServerFrame frame) {
                if (frame.hasChallenge()) {
                    out.join()
                            .onNext(ClientFrame.newBuilder()
                                    .setAttach(attach.apply(frame.getChallenge()))
                                    .build());
                } else {
                    ended.complete(Status.OK);
                }
            }

            @Override
            public void onError(Throwable failure) {
                ended.complete(Status.fromThrowable(failure).withCause(failure));
            }

            @Override
            public void onCompleted() {
                ended.complete(Status.OK);
            }
        }));
        out.join()
                .onNext(ClientFrame.newBuilder()
                        .setHello(Hello.newBuilder().setProtocol(1).setNonce(nonce))
                        .build());
        return ended.get(20, TimeUnit.SECONDS);
    }

    private Attach proven(ByteString nonce, Challenge challenge) {
        return Attach.newBuilder()
                .setProof(key.proof(Key.Side.CLIENT, nonce, challenge.getNonce(), ByteString.EMPTY))
                .build();
    }

    @Test
    void row_01_without_credentials_no_door_opens_reflection_and_health_included() throws Exception {
        for (Function<Channel, Status> door : doors()) {
            assertUnauthenticated(door.apply(connect()));
        }
        assertUnauthenticated(shake(Key.nonce(), challenge -> Attach.getDefaultInstance()));
    }

    @Test
    void row_02_with_wrong_credentials_no_door_opens_and_the_words_are_the_same() throws Exception {
        String almost = key.bearerToken().substring(1);
        for (String token : List.of(Key.random().bearerToken(), almost, "")) {
            for (Function<Channel, Status> door : doors()) {
                assertUnauthenticated(door.apply(KeysFixture.with(connect(), token)));
            }
        }
        ByteString nonce = Key.nonce();
        assertUnauthenticated(shake(
                nonce,
                challenge -> Attach.newBuilder()
                        .setProof(Key.random().proof(Key.Side.CLIENT, nonce, challenge.getNonce(), ByteString.EMPTY))
                        .build()));
    }

    @Test
    void row_03_a_replayed_or_reflected_proof_is_refused() throws Exception {
        try (RawSession heard = session()) {
            heard.welcome();
            // All that a session said is said again.
            assertUnauthenticated(shake(
                    heard.nonce,
                    challenge -> Attach.newBuilder().setProof(heard.proof).build()));
        }
        ByteString nonce = Key.nonce();
        assertUnauthenticated(shake(
                nonce,
                challenge -> Attach.newBuilder().setProof(challenge.getProof()).build()));
        assertUnauthenticated(shake(
                nonce,
                challenge -> Attach.newBuilder()
                        .setProof(key.proof(Key.Side.CLIENT, challenge.getNonce(), nonce, ByteString.EMPTY))
                        .build()));
        assertThat(shake(nonce, challenge -> proven(nonce, challenge)).isOk()).isTrue();
    }

    /** With a thousand guesses, and what who has the key notices of them: {@link GuessesTest}. */
    @Test
    void row_04_guesses_are_throttled() throws Exception {
        try (Healthy healthy = new Healthy(port, key)) {
            int guesses = 200;
            AtomicInteger answered = new AtomicInteger();
            CountDownLatch ended = new CountDownLatch(guesses);
            long began = System.nanoTime();
            for (int i = 0; i < guesses; i += 10) {
                ManagedChannel channel = connect();
                for (int j = 0; j < 10; j++) {
                    ClientCalls.asyncUnaryCall(
                            KeysFixture.with(channel, Key.random().bearerToken())
                                    .newCall(ObjectsGrpc.getFindMethod(), CallOptions.DEFAULT),
                            FindRequest.getDefaultInstance(),
                            new StreamObserver<>() {
                                @Override
                                public void onNext(dev.holdall.v1.FindReply reply) {
                                    answered.addAndGet(guesses);
                                }

                                @Override
                                public void onError(Throwable failure) {
                                    if (Status.fromThrowable(failure).getCode() == Status.Code.UNAUTHENTICATED) {
                                        answered.incrementAndGet();
                                    }
                                    ended.countDown();
                                }

                                @Override
                                public void onCompleted() {
                                    ended.countDown();
                                }
                            });
                }
            }
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
            double seconds = (System.nanoTime() - began) / 1e9;
            assertThat((double) answered.get())
                    .isLessThanOrEqualTo(Throttle.MOST_PENDING * (seconds + 1))
                    .isLessThan(guesses / 2.0);
            healthy.check();
        }
    }

    /** Whether there is no such session or it is another's is answered alike, so that nobody learns which sessions there are. */
    @Test
    void row_05_the_session_of_another_is_not_given_to_who_has_its_id_alone() throws Exception {
        try (RawSession victim = session()) {
            Welcome welcome = victim.welcome();
            ObjectId list = list(victim, "theirs");
            List<String> words = new ArrayList<>();
            for (Resume resume : List.of(
                    Resume.newBuilder().setSession(welcome.getSession()).build(),
                    Resume.newBuilder()
                            .setSession(welcome.getSession())
                            .setSecret(Key.nonce().substring(0, 16))
                            .build(),
                    Resume.newBuilder()
                            .setSession(welcome.getSession() + 1_000)
                            .setSecret(welcome.getSecret())
                            .build())) {
                ByteString nonce = Key.nonce();
                Status status = shake(
                        nonce,
                        challenge -> proven(nonce, challenge).toBuilder()
                                .setResume(resume)
                                .build());
                Error error = ((StatusRuntimeException) status.getCause())
                        .getTrailers()
                        .get(Statuses.ERROR);
                assertThat(error.getCode()).isEqualTo(Code.NO_SUCH_SESSION);
                words.add(error.getMessage());
            }
            assertThat(words).containsOnly(words.get(0));
            // It has lost neither its stream nor what it has.
            assertThat(size(victim, list)).isZero();
            assertThat(victim.isOver()).isFalse();
            ByteString nonce = Key.nonce();
            assertThat(shake(
                                    nonce,
                                    challenge -> proven(nonce, challenge).toBuilder()
                                            .setResume(Resume.newBuilder()
                                                    .setSession(welcome.getSession())
                                                    .setSecret(welcome.getSecret()))
                                            .build())
                            .isOk())
                    .isTrue();
        }
    }

    // Calls that lie ---------------------------------------------------------------------------------------------

    @Test
    void row_06_a_used_number_with_another_body_gets_the_first_ones_answer_and_has_no_effect() throws Exception {
        try (RawSession session = session()) {
            ObjectId list = list(session, "l");
            long seq = session.takeSeq();
            session.send(ClientFrame.newBuilder()
                    .setFirstSeq(seq)
                    .addCalls(RawSession.call(
                            ListsGrpc.getAppendMethod(),
                            append(list, Elements.of("first")).toByteString())));
            Reply first = session.reply(seq).get(20, TimeUnit.SECONDS);
            assertThat(first.hasError()).isFalse();

            Call other = RawSession.call(
                    ListsGrpc.getAppendMethod(),
                    append(list, Elements.of("second")).toByteString());
            session.send(ClientFrame.newBuilder().setFirstSeq(seq).addCalls(other));
            assertThat(size(session, list)).isEqualTo(1);

            session.send(ClientFrame.newBuilder()
                    .setAcknowledged(Acknowledged.newBuilder().setBelow(seq + 1)));
            session.send(ClientFrame.newBuilder().setFirstSeq(seq).addCalls(other));
            assertThat(size(session, list)).isEqualTo(1);
        }
    }

    @Test
    void row_07_a_gap_or_an_overflow_asks_to_send_again_and_number_0_ends_the_stream() throws Exception {
        try (RawSession session = session()) {
            ObjectId list = list(session, "l");
            Call call = RawSession.call(
                    ListsGrpc.getAppendMethod(), append(list, Elements.of("x")).toByteString());
            for (long seq : new long[] {9, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
                session.send(ClientFrame.newBuilder().setFirstSeq(seq).addCalls(call));
                assertThat(size(session, list)).isZero();
                assertThat(session.isOver()).isFalse();
            }
            session.send(ClientFrame.newBuilder().setFirstSeq(0).addCalls(call));
            assertThat(session.ended().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
        try (RawSession session = session()) {
            assertThat(size(session, list(session, "l"))).isZero();
            session.send(ClientFrame.newBuilder()
                    .setFirstSeq(100)
                    .addCalls(Call.newBuilder().setMethod(1)));
            await().untilAsserted(() -> assertThat(session.resendFrom).isEqualTo(3));
        }
    }

    @Test
    void row_08_names_of_a_megabyte_empty_with_nul_dots_or_bidi_characters_are_refused() throws Exception {
        try (RawSession session = session()) {
            for (String name : List.of(
                    "n".repeat(1 << 20),
                    "a\0b",
                    "../etc/passwd",
                    "a/../b",
                    "..",
                    "\u202egnp.exe",
                    "a\u2066b",
                    "a\u200db")) {
                Error error = session.refused(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest.newBuilder().setName(name).build());
                assertThat(error.getCode()).isIn(Code.INVALID_ARGUMENT, Code.LIMIT_EXCEEDED);
                assertThat(error.getMessage().length()).isLessThan(300);
            }
            // An empty name is none: the object has no name, and nothing is found by it.
            assertThat(session.refused(ObjectsGrpc.getFindMethod(), FindRequest.getDefaultInstance())
                            .getCode())
                    .isEqualTo(Code.INVALID_ARGUMENT);
        }
    }

    // Messages that are none -------------------------------------------------------------------------------------

    @Test
    void row_09_a_message_over_the_limit_is_refused() throws Exception {
        long before = usedHeap();
        try (Healthy healthy = new Healthy(port, key)) {
            ByteString large = ByteString.copyFrom(new byte[20 << 20]);
            assertThat(refused(() -> ClientCalls.blockingUnaryCall(
                                    unary(), raw(ListsGrpc.getAppendMethod()), CallOptions.DEFAULT, large))
                            .getCode())
                    .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            try (RawSession session = session()) {
                session.welcome();
                long seq = session.takeSeq();
                session.send(ClientFrame.newBuilder()
                        .setFirstSeq(seq)
                        .addCalls(RawSession.call(ListsGrpc.getAppendMethod(), large.substring(0, (16 << 20) + 1))));
                assertThat(session.reply(seq)
                                .get(20, TimeUnit.SECONDS)
                                .getError()
                                .getCode())
                        .isEqualTo(Code.LIMIT_EXCEEDED);
            }
            try (RawSession session = session()) {
                session.welcome();
                session.send(ClientFrame.newBuilder()
                        .setFirstSeq(1)
                        .addCalls(RawSession.call(ListsGrpc.getAppendMethod(), large)));
                // gRPC does not say why on a stream: a client that keeps to the largest request never comes here.
                assertThat(session.ended().getCode()).isIn(Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED);
            }
            healthy.check();
        }
        assertHeapIsBack(before);
    }

    /** In a frame of 16 MB there is room for eight million calls, which would be half a gigabyte of objects. */
    @Test
    void row_09_who_has_not_shown_credentials_cannot_send_much() throws Exception {
        byte[] headers = RawHttp2.headers("/holdall.v1.Sessions/Attach");
        byte[] emptyCalls = new byte[16_000];
        for (int i = 0; i < emptyCalls.length; i += 2) {
            emptyCalls[i] = ClientFrame.CALLS_FIELD_NUMBER << 3 | 2;
        }
        int length = 16 << 20;
        assertCutOff(connection -> {
            connection.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, headers);
            connection.send(RawHttp2.DATA, 0, 1, 0, length >> 24, length >> 16, length >> 8, length);
            for (int i = 0; i < 60; i++) {
                connection.send(RawHttp2.DATA, 0, 1, emptyCalls);
            }
        });
        // As large as it likes once it has.
        try (RawSession session = session()) {
            ObjectId list = list(session, "l");
            session.call(ListsGrpc.getAppendMethod(), append(list, Elements.sized(4 << 20)));
            ListsGrpc.newBlockingStub(unary())
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .append(append(list, Elements.sized(4 << 20)));
            assertThat(size(session, list)).isEqualTo(2);
        }
    }

    @Test
    void row_10_compressed_messages_are_refused() throws Exception {
        long before = usedHeap();
        try (Healthy healthy = new Healthy(port, key)) {
            assertThat(bomb().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
            healthy.check();
        }
        assertHeapIsBack(before);
    }

    /** Thirty-two megabytes in thirty-two kilobytes. */
    private Status bomb() {
        return refused(() -> ClientCalls.blockingUnaryCall(
                unary(),
                raw(ListsGrpc.getAppendMethod()),
                CallOptions.DEFAULT.withCompression("gzip"),
                ByteString.copyFrom(new byte[32 << 20])));
    }

    private static MethodDescriptor<ByteString, ByteString> raw(MethodDescriptor<?, ?> method) {
        return method.toBuilder(Bytes.MARSHALLER, Bytes.MARSHALLER).build();
    }

    @Test
    void row_11_truncated_and_random_messages_are_an_error_and_the_manager_stays_up() throws Exception {
        try (Healthy healthy = new Healthy(port, key)) {
            Random random = new Random(11);
            Channel channel = unary();
            ByteString good = ListAppendRequest.newBuilder()
                    .setList(ObjectId.newBuilder().setEpoch(1).setNumber(1))
                    .setElement(Elements.of("x"))
                    .build()
                    .toByteString();
            for (int i = 0; i < 200; i++) {
                byte[] noise = new byte[1 + random.nextInt(100)];
                random.nextBytes(noise);
                ByteString sent = i < good.size() ? good.substring(0, i) : ByteString.copyFrom(noise);
                Status status = refused(() -> ClientCalls.blockingUnaryCall(
                        channel, raw(ListsGrpc.getAppendMethod()), CallOptions.DEFAULT, sent));
                assertThat(status.getCode())
                        .isIn(
                                Status.Code.INVALID_ARGUMENT,
                                Status.Code.NOT_FOUND,
                                Status.Code.FAILED_PRECONDITION,
                                Status.Code.RESOURCE_EXHAUSTED);
            }
            for (int i = 0; i < 20; i++) {
                byte[] noise = new byte[1 + random.nextInt(100)];
                random.nextBytes(noise);
                noise[0] = (byte) 0xff;
                CompletableFuture<Status> ended = new CompletableFuture<>();
                StreamObserver<ByteString> out = ClientCalls.asyncBidiStreamingCall(
                        connect().newCall(raw(SessionsGrpc.getAttachMethod()), CallOptions.DEFAULT),
                        new StreamObserver<>() {
                            @Override
                            public void onNext(ByteString frame) {
                                ended.complete(Status.OK);
                            }

                            @Override
                            public void onError(Throwable failure) {
                                ended.complete(Status.fromThrowable(failure));
                            }

                            @Override
                            public void onCompleted() {
                                ended.complete(Status.OK);
                            }
                        });
                out.onNext(ByteString.copyFrom(noise));
                assertThat(ended.get(20, TimeUnit.SECONDS).isOk()).isFalse();
            }
            healthy.check();
        }
    }

    @Test
    void row_12_deep_nesting_is_an_error_and_the_manager_stays_up() throws Exception {
        try (Healthy healthy = new Healthy(port, key);
                RawSession session = session()) {
            ObjectId list = list(session, "l");
            for (int depth : new int[] {33, 100, 10_000, 400_000}) {
                ByteString element = nested(depth);
                assertThat(session.refused(ListsGrpc.getAppendMethod(), append(list, element))
                                .getCode())
                        .isEqualTo(Code.INVALID_ARGUMENT);
            }
            assertThat(size(session, list)).isZero();
            healthy.check();
        }
    }

    /** A list of a list of a list. */
    private static ByteString nested(int depth) throws IOException {
        // From the innermost outwards, in a buffer that is filled from its end.
        byte[] bytes = new byte[depth * 12 + 8];
        int at = bytes.length;
        for (int i = 0; i < depth; i++) {
            for (int field : new int[] {1, Value.LIST_FIELD_NUMBER}) {
                int length = bytes.length - at;
                int header = CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(length);
                at -= header;
                if (at < 0) {
                    throw new IOException("the buffer is too small");
                }
                CodedOutputStream out = CodedOutputStream.newInstance(bytes, at, header);
                out.writeTag(field, 2);
                out.writeUInt32NoTag(length);
                out.flush();
            }
        }
        return ByteString.copyFrom(bytes, at, bytes.length - at);
    }

    @Test
    void row_13_an_unknown_method_is_unimplemented() throws Exception {
        MethodDescriptor<ByteString, ByteString> unknown = MethodDescriptor.<ByteString, ByteString>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("holdall.v1.Lists/Explode")
                .setRequestMarshaller(Bytes.MARSHALLER)
                .setResponseMarshaller(Bytes.MARSHALLER)
                .build();
        assertThat(refused(() -> ClientCalls.blockingUnaryCall(unary(), unknown, CallOptions.DEFAULT, ByteString.EMPTY))
                        .getCode())
                .isEqualTo(Status.Code.UNIMPLEMENTED);
        try (RawSession session = session()) {
            session.welcome();
            long seq = session.takeSeq();
            session.send(ClientFrame.newBuilder()
                    .setFirstSeq(seq)
                    .addCalls(Call.newBuilder().setMethod(MethodNumber.of("holdall.v1.Lists/Explode"))));
            assertThat(session.reply(seq).get(20, TimeUnit.SECONDS).getError().getCode())
                    .isEqualTo(Code.UNIMPLEMENTED);
        }
    }

    // Numbers ----------------------------------------------------------------------------------------------------

    private static final long[] HOSTILE = {
        -1, Integer.MIN_VALUE, Long.MIN_VALUE, Integer.MAX_VALUE, 1L << 31, (1L << 32) - 1, Long.MAX_VALUE
    };

    /** Every number of every request of every method, on an object of its type, is each of these in turn. */
    @Test
    void row_14_negative_and_huge_numbers_are_no_fault_of_the_managers_wherever_they_stand() throws Exception {
        long before = usedHeap();
        try (Healthy healthy = new Healthy(port, key)) {
            MethodTable table = MethodTable.of(BuiltInTypes.ALL);
            Map<String, List<Method<?, ?>>> services = new HashMap<>();
            table.methods()
                    .forEach(method -> services.computeIfAbsent(
                                    method.descriptor().getServiceName(), name -> new ArrayList<>())
                            .add(method));
            int calls = 0;
            for (List<Method<?, ?>> methods : services.values()) {
                calls += attackNumbers(methods);
            }
            assertThat(calls).isGreaterThan(300);
            healthy.check();
        }
        assertHeapIsBack(before);
    }

    private int attackNumbers(List<Method<?, ?>> methods) throws Exception {
        List<CompletableFuture<Reply>> answers = new ArrayList<>();
        try (RawSession session = session()) {
            session.welcome();
            for (Method<?, ?> method : methods) {
                for (Message request : hostile(prototype(method), opened(session, methods))) {
                    long seq = session.takeSeq();
                    session.send(ClientFrame.newBuilder()
                            .setFirstSeq(seq)
                            .addCalls(RawSession.call(method.descriptor(), request.toByteString())));
                    answers.add(session.reply(seq).thenApply(reply -> {
                        if (reply.getError().getCode() == Code.INTERNAL) {
                            throw new AssertionError(method + " " + request + " " + reply.getError());
                        }
                        return reply;
                    }));
                }
            }
            // Behind all of them; some wait, and may.
            session.call(
                    ObjectsGrpc.getFindMethod(),
                    FindRequest.newBuilder().setName("x").build());
            for (CompletableFuture<Reply> answer : answers) {
                if (answer.isDone()) {
                    answer.join();
                }
            }
        }
        return answers.size();
    }

    private static Message prototype(Method<?, ?> method) {
        return (Message)
                ((MethodDescriptor.PrototypeMarshaller<?>) method.descriptor().getRequestMarshaller())
                        .getMessagePrototype();
    }

    /** A new object that the service is for, if it has any. */
    private static ObjectId opened(RawSession session, List<Method<?, ?>> methods) throws Exception {
        for (Method<?, ?> method : methods) {
            if ("Open".equals(method.descriptor().getBareMethodName())) {
                Message.Builder open = prototype(method).newBuilderForType();
                for (FieldDescriptor field : open.getDescriptorForType().getFields()) {
                    switch (field.getName()) {
                        case "length" -> open.setField(field, 4L);
                        case "parties", "permits", "count" -> open.setField(field, 2);
                        case "kind" ->
                            open.setField(field, field.getEnumType().getValues().get(3));
                        case "initial" -> {
                            if (method.descriptor().getServiceName().endsWith("Values")) {
                                open.setField(field, Elements.of(1));
                            }
                        }
                        default -> {
                            // As it is.
                        }
                    }
                }
                long seq = session.takeSeq();
                session.send(ClientFrame.newBuilder()
                        .setFirstSeq(seq)
                        .addCalls(RawSession.call(
                                method.descriptor(), open.build().toByteString())));
                Reply reply = session.reply(seq).get(20, TimeUnit.SECONDS);
                // No process runs plug-ins here.
                assertThat(reply.hasError())
                        .as("%s: %s", method, reply.getError())
                        .isEqualTo(method.descriptor().getServiceName().endsWith("Plugins"));
                return Opened.parseFrom(reply.getReply()).getId();
            }
        }
        return ObjectId.getDefaultInstance();
    }

    /** The request with each of its numbers, also those in it, replaced in turn. */
    private static List<Message> hostile(Message prototype, ObjectId id) {
        List<Message> requests = new ArrayList<>();
        Message.Builder base = filled(prototype, id);
        for (FieldDescriptor field : base.getDescriptorForType().getFields()) {
            boolean isId = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    && field.getMessageType().equals(ObjectId.getDescriptor());
            for (long number : HOSTILE) {
                switch (field.getJavaType()) {
                    case INT -> requests.add(with(base, field, (int) number));
                    case LONG -> requests.add(with(base, field, number));
                    case MESSAGE -> {
                        if (!isId && !field.isRepeated()) {
                            for (FieldDescriptor inner : field.getMessageType().getFields()) {
                                Message.Builder nested = base.newBuilderForField(field);
                                if (inner.getJavaType() == FieldDescriptor.JavaType.LONG) {
                                    requests.add(with(base, field, with(nested, inner, number)));
                                } else if (inner.getJavaType() == FieldDescriptor.JavaType.INT) {
                                    requests.add(with(base, field, with(nested, inner, (int) number)));
                                }
                            }
                        }
                    }
                    default -> {
                        // No number.
                    }
                }
            }
        }
        return requests;
    }

    private static Message with(Message.Builder base, FieldDescriptor field, Object value) {
        Message.Builder changed = base.build().toBuilder();
        return field.isRepeated()
                ? changed.addRepeatedField(field, value).build()
                : changed.setField(field, value).build();
    }

    private static Message.Builder filled(Message prototype, ObjectId id) {
        Message.Builder base = prototype.newBuilderForType();
        for (FieldDescriptor field : base.getDescriptorForType().getFields()) {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    && field.getMessageType().equals(ObjectId.getDescriptor())
                    && !field.isRepeated()) {
                base.setField(field, id);
            } else if (field.getJavaType() == FieldDescriptor.JavaType.BYTE_STRING) {
                if (field.isRepeated()) {
                    base.addRepeatedField(field, Elements.of(1));
                } else {
                    base.setField(field, Elements.of(1));
                }
            } else if (field.getName().equals("owner")) {
                base.setField(field, "me");
            }
        }
        return base;
    }

    @Test
    void row_15_a_barrier_of_2_to_the_31_and_other_sizes_that_make_no_sense_are_invalid_arguments() throws Exception {
        try (RawSession session = session()) {
            for (int parties : new int[] {0, Integer.MIN_VALUE, -1}) {
                assertThat(session.refused(
                                        BarriersGrpc.getOpenMethod(),
                                        OpenBarrierRequest.newBuilder()
                                                .setName("b")
                                                .setParties(parties)
                                                .build())
                                .getCode())
                        .isEqualTo(Code.INVALID_ARGUMENT);
            }
            ObjectId list = list(session, "l");
            for (long index : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31}) {
                assertThat(session.refused(
                                        ListsGrpc.getGetMethod(),
                                        ListGetRequest.newBuilder()
                                                .setList(list)
                                                .setIndex(index)
                                                .build())
                                .getCode())
                        .isEqualTo(Code.OUT_OF_RANGE);
            }
            ObjectId queue = session.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("q", 0))
                    .getId();
            assertThat(session.refused(
                                    QueuesGrpc.getTakeLeasedMethod(),
                                    QueueCalls.takeLeased(queue, Duration.ofNanos(Long.MAX_VALUE)))
                            .getCode())
                    .isEqualTo(Code.INVALID_ARGUMENT);
        }
    }

    // Bytes, and many of everything ------------------------------------------------------------------------------

    /** It would do harm where it is read. */
    static final class Gadget implements Serializable {
        static final AtomicBoolean WENT_OFF = new AtomicBoolean();
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) {
            WENT_OFF.set(true);
        }
    }

    /** That the client's filter refuses it is in the client's {@code JavaSerializationTest}. */
    @Test
    void row_16_the_bytes_of_a_deserialization_gadget_are_inert() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Gadget());
        }
        ByteString gadget = ByteString.copyFrom(bytes.toByteArray());
        ByteString element = Value.newBuilder()
                .setOpaque(Opaque.newBuilder().setCodec("java").setData(gadget))
                .build()
                .toByteString();
        try (RawSession session = session()) {
            ObjectId list = list(session, "l");
            session.call(ListsGrpc.getAppendMethod(), append(list, element));
            assertThat(session.call(
                                    ListsGrpc.getGetMethod(),
                                    ListGetRequest.newBuilder().setList(list).build())
                            .getElement())
                    .isEqualTo(element);
            // As it is, where an element or a request should be.
            assertThat(session.refused(ListsGrpc.getAppendMethod(), append(list, gadget))
                            .getCode())
                    .isEqualTo(Code.INVALID_ARGUMENT);
        }
        assertThat(Gadget.WENT_OFF).isFalse();
    }

    @Test
    void row_17_a_million_names_meet_the_limit_of_objects() throws Exception {
        int most = 500;
        port = start(options().limits(limits().with(Limit.OBJECTS, most)));
        long before = usedHeap();
        try (Healthy healthy = new Healthy(port, key);
                RawSession session = session()) {
            session.welcome();
            int refused = 0;
            for (int i = 0; i < 20; i++) {
                ClientFrame.Builder frame = ClientFrame.newBuilder();
                List<Long> seqs = new ArrayList<>();
                for (int n = 0; n < 1_000; n++) {
                    seqs.add(session.takeSeq());
                    frame.addCalls(RawSession.call(
                            ListsGrpc.getOpenMethod(),
                            OpenListRequest.newBuilder()
                                    .setName("name/" + i + "/" + n)
                                    .build()
                                    .toByteString()));
                }
                session.send(frame.setFirstSeq(seqs.get(0)));
                for (long seq : seqs) {
                    Error error = session.reply(seq).get(20, TimeUnit.SECONDS).getError();
                    if (error.getCode() == Code.LIMIT_EXCEEDED) {
                        assertThat(error.getLimit().getName()).isEqualTo(Limit.OBJECTS.setting());
                        refused++;
                    }
                }
                session.send(ClientFrame.newBuilder()
                        .setAcknowledged(Acknowledged.newBuilder().setBelow(seqs.get(999) + 1)));
            }
            assertThat(refused).isBetween(20_000 - most, 20_000 - most + 1);
            healthy.check();
        }
        assertHeapIsBack(before);
    }

    @Test
    void row_18_a_hundred_thousand_parked_calls_of_one_session_meet_its_limit() throws Exception {
        int most = 1_000;
        port = start(
                options().limits(limits().with(Limit.SESSION_WAITERS, most)).sessionGrace(Duration.ZERO));
        long before = usedHeap();
        Channel admin = unary();
        try (Healthy healthy = new Healthy(port, key)) {
            try (RawSession session = session()) {
                session.welcome();
                ObjectId queue = session.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("q", 0))
                        .getId();
                ByteString take = QueueCalls.take(queue).toByteString();
                int asked = 20_000;
                ClientFrame.Builder frame = ClientFrame.newBuilder();
                List<Long> seqs = new ArrayList<>();
                for (int i = 0; i < asked; i++) {
                    seqs.add(session.takeSeq());
                    frame.addCalls(RawSession.call(QueuesGrpc.getTakeMethod(), take));
                }
                session.send(frame.setFirstSeq(seqs.get(0)));
                for (long seq : seqs.subList(most, asked)) {
                    Error error = session.reply(seq).get(20, TimeUnit.SECONDS).getError();
                    assertThat(error.getLimit().getName()).isEqualTo(Limit.SESSION_WAITERS.setting());
                }
                assertThat(parked(admin)).isEqualTo(most);
                healthy.check();
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(parked(admin)).isZero());
        }
        assertHeapIsBack(before);
    }

    private static long parked(Channel admin) {
        return AdminGrpc.newBlockingStub(admin)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .info(InfoRequest.getDefaultInstance())
                .getParkedCalls();
    }

    @Test
    void row_19_a_client_that_never_reads_costs_a_bounded_amount_of_memory_and_nobody_else_anything() throws Exception {
        port = start(options().limits(limits().with(Limit.KEPT_REPLY_BYTES, 4 * MIB)));
        long before = usedHeap();
        try (Healthy healthy = new Healthy(port, key)) {
            ObjectId list;
            try (RawSession session = session()) {
                list = list(session, "large");
                for (int i = 0; i < 8; i++) {
                    session.call(ListsGrpc.getAppendMethod(), append(list, Elements.sized(60_000)));
                }
            }
            ManagedChannel channel = connect();
            ConcurrentLinkedQueue<ServerFrame> frames = new ConcurrentLinkedQueue<>();
            ClientCall<ClientFrame, ServerFrame> call =
                    channel.newCall(SessionsGrpc.getAttachMethod(), CallOptions.DEFAULT);
            CompletableFuture<Challenge> challenge = new CompletableFuture<>();
            CountDownLatch welcome = new CountDownLatch(1);
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onMessage(ServerFrame frame) {
                            frames.add(frame);
                            if (frame.hasChallenge()) {
                                challenge.complete(frame.getChallenge());
                            } else if (frame.hasWelcome()) {
                                welcome.countDown();
                            }
                        }
                    },
                    new Metadata());
            // The challenge and the welcome, and no more.
            call.request(2);
            ByteString nonce = Key.nonce();
            call.sendMessage(ClientFrame.newBuilder()
                    .setHello(Hello.newBuilder().setProtocol(1).setNonce(nonce))
                    .build());
            call.sendMessage(ClientFrame.newBuilder()
                    .setAttach(proven(nonce, challenge.get(20, TimeUnit.SECONDS)))
                    .build());
            assertThat(welcome.await(20, TimeUnit.SECONDS)).isTrue();
            ByteString page = ListPageRequest.newBuilder().setList(list).build().toByteString();
            for (int seq = 1; seq <= 2_000; seq++) {
                call.sendMessage(ClientFrame.newBuilder()
                        .setFirstSeq(seq)
                        .addCalls(RawSession.call(ListsGrpc.getPageMethod(), page))
                        .build());
            }
            healthy.check();
            // 2,000 answers would be more than 100 MB.
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(usedHeap()).isLessThan(before + 48 * MIB));
            assertThat(frames).hasSize(2);
            call.cancel("enough", null);
        }
        assertHeapIsBack(before);
    }

    // HTTP/2 without manners -------------------------------------------------------------------------------------

    /** What an attacker sends; throws when the manager has closed the connection. */
    @FunctionalInterface
    private interface Flood {
        void on(RawHttp2 connection) throws IOException;
    }

    private void assertCutOff(Flood flood) throws Exception {
        long before = usedHeap();
        try (Healthy healthy = new Healthy(port, key);
                RawHttp2 connection = new RawHttp2(port, true)) {
            boolean failed = false;
            try {
                flood.on(connection);
            } catch (IOException e) {
                failed = true;
            }
            assertThat(failed | connection.isClosedWithin(Duration.ofSeconds(20)))
                    .as("the manager closes the connection")
                    .isTrue();
            healthy.check();
        }
        assertHeapIsBack(before);
    }

    @Test
    void row_20_a_rapid_reset_is_cut_off() throws Exception {
        byte[] headers = RawHttp2.headers("/holdall.v1.Sessions/Attach");
        assertCutOff(connection -> {
            for (int stream = 1; stream < 40_001; stream += 2) {
                connection.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, headers);
                connection.send(RawHttp2.RST_STREAM, 0, stream, 0, 0, 0, 8);
            }
        });
    }

    @Test
    void row_21_made_you_reset_is_cut_off() throws Exception {
        byte[] headers = RawHttp2.headers("/holdall.v1.Sessions/Attach");
        assertCutOff(connection -> {
            for (int stream = 1; stream < 40_001; stream += 2) {
                connection.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, headers);
                // A window cannot grow by nothing: the manager must reset the stream itself.
                connection.send(RawHttp2.WINDOW_UPDATE, 0, stream, 0, 0, 0, 0);
            }
        });
    }

    @Test
    void row_22_a_flood_of_continuations_is_cut_off() throws Exception {
        byte[] part = RawHttp2.headers("/x", "filler", "f".repeat(8_000));
        assertCutOff(connection -> {
            connection.send(RawHttp2.HEADERS, 0, 1, RawHttp2.headers("/holdall.v1.Sessions/Attach"));
            for (int i = 0; i < 20_000; i++) {
                connection.send(RawHttp2.CONTINUATION, 0, 1, part);
            }
        });
    }

    @Test
    void row_22_a_flood_of_empty_continuations_is_cut_off() throws Exception {
        assertCutOff(connection -> {
            connection.send(RawHttp2.HEADERS, 0, 1, RawHttp2.headers("/holdall.v1.Sessions/Attach"));
            for (int i = 0; i < 200_000; i++) {
                connection.send(RawHttp2.CONTINUATION, 0, 1);
            }
        });
    }

    @Test
    void row_22_a_flood_of_pings_is_cut_off() throws Exception {
        assertCutOff(connection -> {
            for (int i = 0; i < 200_000; i++) {
                connection.send(RawHttp2.PING, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
            }
        });
    }

    @Test
    void row_22_a_flood_of_settings_whose_answers_nobody_reads_is_cut_off() throws Exception {
        long before = usedHeap();
        try (Healthy healthy = new Healthy(port, key);
                RawHttp2 connection = new RawHttp2(port, false)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 2_000_000; i++) {
                            connection.send(RawHttp2.SETTINGS, 0, 0);
                        }
                    })
                    .isInstanceOf(IOException.class);
            healthy.check();
        }
        assertHeapIsBack(before);
    }

    // The rest ---------------------------------------------------------------------------------------------------

    @Test
    void row_23_half_done_tls_handshakes_time_out() throws Exception {
        port = start(new ServerOptions()
                .key(key)
                .keyFile(directory.resolve("key"))
                .tls(new TlsOptions().everywhere().handshakeTimeout(Duration.ofSeconds(2)))
                .listen("127.0.0.1:0"));
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setSoTimeout(20_000);
                sockets.add(socket);
                if (i % 2 == 0) {
                    socket.getOutputStream().write(new byte[] {22, 3, 1, 0, 45, 1, 0});
                }
            }
            for (Socket socket : sockets) {
                assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(100);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void row_24_a_release_by_who_lost_the_lock_and_a_write_with_an_old_token_are_refused() throws Exception {
        try (RawSession first = session();
                RawSession second = session()) {
            ObjectId lock = first.call(
                            LocksGrpc.getOpenMethod(),
                            OpenLockRequest.newBuilder().setName("lock").build())
                    .getId();
            ObjectId list = list(first, "guarded");
            LockAcquireRequest acquire =
                    LockAcquireRequest.newBuilder().setLock(lock).build();
            LockReleaseRequest release =
                    LockReleaseRequest.newBuilder().setLock(lock).build();
            long old = first.call(LocksGrpc.getAcquireMethod(), acquire).getToken();
            assertThat(first.call(LocksGrpc.getReleaseMethod(), release).getReleased())
                    .isTrue();
            long token = second.call(LocksGrpc.getAcquireMethod(), acquire).getToken();
            assertThat(token).isGreaterThan(old);

            assertThat(first.call(LocksGrpc.getReleaseMethod(), release).getReleased())
                    .isFalse();
            assertThat(guarded(first, list, lock, old).getError().getCode()).isEqualTo(Code.STALE_GUARD);
            assertThat(size(first, list)).isZero();
            assertThat(guarded(second, list, lock, token).hasError()).isFalse();
            assertThat(size(first, list)).isEqualTo(1);
        }
    }

    private static Reply guarded(RawSession session, ObjectId list, ObjectId lock, long token) throws Exception {
        long seq = session.takeSeq();
        session.send(ClientFrame.newBuilder()
                .setFirstSeq(seq)
                .addCalls(
                        RawSession.call(
                                        ListsGrpc.getAppendMethod(),
                                        append(list, Elements.of("x")).toByteString())
                                .toBuilder()
                                .setGuard(Guard.newBuilder().setLock(lock).setToken(token))));
        return session.reply(seq).get(20, TimeUnit.SECONDS);
    }

    @Test
    void row_25_a_key_file_that_others_can_read_or_that_is_a_link_keeps_the_manager_from_starting() throws Exception {
        Path open = directory.resolve("open");
        Files.writeString(open, key.reveal() + "\n");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        Path real = directory.resolve("real");
        Files.writeString(real, key.reveal() + "\n");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-------"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);
        for (Path file : List.of(open, link)) {
            assertThatThrownBy(() -> HoldallServer.start(
                                    new ServerOptions().keyFile(file).listen("127.0.0.1:0"))
                            .close())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageNotContaining(key.reveal());
        }
        HoldallServer.start(new ServerOptions().keyFile(real).listen("127.0.0.1:0"))
                .close();
    }
}
