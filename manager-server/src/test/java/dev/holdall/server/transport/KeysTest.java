package dev.holdall.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import dev.holdall.server.key.NamedKey;
import dev.holdall.server.key.Rotation;
import dev.holdall.server.state.Role;
import dev.holdall.server.type.QueueCalls;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListSizeRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.Value;
import dev.holdall.wire.Key;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several keys of a manager that runs: who comes in, what for, and until when. */
class KeysTest {
    private static final String WRONG = "the credentials are missing or wrong";

    @RegisterExtension
    private final KeysFixture fixture = new KeysFixture();

    private static OpenListRequest open(String name) {
        return OpenListRequest.newBuilder().setName(name).build();
    }

    private static ListAppendRequest append(ObjectId list) {
        return ListAppendRequest.newBuilder()
                .setList(list)
                .setElement(Value.newBuilder().setString("a").build().toByteString())
                .build();
    }

    private static void assertRefused(Channel channel) {
        assertThatThrownBy(() -> ListsGrpc.newBlockingStub(channel).open(open("l")))
                .hasMessage("UNAUTHENTICATED: " + WRONG);
    }

    // Who comes in -----------------------------------------------------------------------------------------------

    @Test
    void each_key_opens_sessions_and_unary_calls_with_its_own_role_and_names() throws Exception {
        Key reader = fixture.add("reader", Role.READ);
        Key worker = fixture.add("worker", Role.WRITE, "jobs/*");
        ManagedChannel channel = fixture.connect();

        RawSession admin = new RawSession(channel, fixture.main());
        ObjectId list = admin.call(ListsGrpc.getOpenMethod(), open("l")).getId();
        RawSession reading = new RawSession(channel, reader);
        assertThat(reading.call(ListsGrpc.getOpenMethod(), open("l")).getId()).isEqualTo(list);
        Error denied = reading.refused(ListsGrpc.getAppendMethod(), append(list));
        assertThat(denied.getCode()).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(denied.getMessage()).contains("'reader'").contains("read");
        RawSession working = new RawSession(channel, worker);
        working.call(ListsGrpc.getOpenMethod(), open("jobs/1"));
        assertThat(working.refused(ListsGrpc.getOpenMethod(), open("l")).getMessage())
                .contains("'worker'")
                .contains("jobs/*")
                .contains("'l'");

        assertThatThrownBy(
                        () -> ListsGrpc.newBlockingStub(fixture.unary(reader)).append(append(list)))
                .hasMessageStartingWith("PERMISSION_DENIED: the key 'reader'");
        assertThatThrownBy(
                        () -> ListsGrpc.newBlockingStub(fixture.unary(worker)).open(open("l")))
                .hasMessageStartingWith("PERMISSION_DENIED: the key 'worker'");
        assertThat(ListsGrpc.newBlockingStub(fixture.unary(reader))
                        .size(ListSizeRequest.newBuilder().setList(list).build())
                        .getSize())
                .isZero();
        assertThat(HealthGrpc.newBlockingStub(fixture.unary(reader))
                        .check(HealthCheckRequest.getDefaultInstance())
                        .isInitialized())
                .isTrue();
    }

    @Test
    void a_client_that_names_no_key_has_the_main_one() throws Exception {
        Key reader = fixture.add("reader", Role.READ);
        ManagedChannel channel = fixture.connect();
        new RawSession(channel, fixture.main(), ByteString.EMPTY, "").welcome();
        assertThat(new RawSession(channel, reader, ByteString.EMPTY, "").ended().getDescription())
                .isEqualTo(WRONG);
    }

    @Test
    void an_unknown_key_looks_like_a_wrong_one_in_words_frames_and_time() throws Exception {
        ManagedChannel channel = fixture.connect();
        long began = System.nanoTime();
        RawSession wrong = new RawSession(channel, Key.random(), fixture.main().id(), "");
        RawSession unknown = new RawSession(channel, Key.random());
        assertThat(unknown.ended().toString()).isEqualTo(wrong.ended().toString());
        assertThat(unknown.ended().getDescription()).isEqualTo(WRONG);
        assertThat(unknown.frames).isEqualTo(wrong.frames).isEqualTo(1);
        // Both were answered late, and together.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(900));
    }

    /** Who says more in trailers than a client takes says nothing. */
    @Test
    void a_unary_call_under_a_key_with_many_long_patterns_hears_why_it_is_refused() throws Exception {
        String[] patterns =
                IntStream.range(0, 100).mapToObj(i -> i + "ä".repeat(200) + "*").toArray(String[]::new);
        Key key = fixture.add("many", Role.READ, patterns);
        assertThatThrownBy(() -> ListsGrpc.newBlockingStub(fixture.unary(key)).open(open("l")))
                .hasMessage("PERMISSION_DENIED: the key 'many' is for the names " + patterns[0]
                        + " and 99 more, not for 'l'");
    }

    // Changes ----------------------------------------------------------------------------------------------------

    @Test
    void a_key_that_is_added_is_accepted_without_a_word() throws Exception {
        NamedKey key = new NamedKey("new", Role.READ, List.of(), Key.random(), List.of());
        Channel channel = fixture.unary(key.secret());
        assertRefused(channel);
        fixture.files().add(key);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThatThrownBy(
                                () -> ListsGrpc.newBlockingStub(channel).open(open("l")))
                        .hasMessageStartingWith("PERMISSION_DENIED"));
    }

    @Test
    void with_a_key_that_is_removed_sessions_end_and_calls_are_refused() throws Exception {
        Key worker = fixture.add("worker", Role.WRITE);
        ManagedChannel shared = fixture.connect();
        RawSession ending = new RawSession(shared, worker);
        ending.welcome();
        RawSession staying = new RawSession(shared, fixture.main());
        ObjectId queue = staying.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("q", 0))
                .getId();
        Channel unary = fixture.unary(worker);
        ListenableFuture<QueueTakeReply> parked =
                QueuesGrpc.newFutureStub(unary).take(QueueCalls.take(queue));
        CompletableFuture<Status> begun = new CompletableFuture<>();
        ClientCall<OpenListRequest, dev.holdall.v1.Opened> call =
                unary.newCall(ListsGrpc.getOpenMethod(), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        begun.complete(status);
                    }
                },
                new Metadata());
        call.request(1);
        // One behind the other on one connection: once this is answered, both are inside.
        ListsGrpc.newBlockingStub(unary).open(open("l"));

        fixture.files().remove("worker");
        fixture.server().reload();

        assertThat(ending.ended().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(ending.ended().getDescription()).contains("'worker'").contains("removed");
        assertThatThrownBy(() -> parked.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("UNAUTHENTICATED");
        call.sendMessage(open("too late"));
        call.halfClose();
        assertThat(begun.get(20, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertRefused(unary);
        assertThat(new RawSession(shared, worker).ended().getDescription()).isEqualTo(WRONG);
        staying.call(QueuesGrpc.getSizeMethod(), QueueCalls.size(queue));
        assertThat(staying.isOver()).isFalse();
    }

    @Test
    void with_another_role_sessions_end_and_come_back_with_it() throws Exception {
        Key key = fixture.add("k", Role.WRITE);
        ManagedChannel channel = fixture.connect();
        RawSession before = new RawSession(channel, key);
        before.call(ListsGrpc.getOpenMethod(), open("l"));
        String text = Files.readString(fixture.files().file("k"));
        Files.writeString(fixture.files().file("k"), text.replace("role write", "role read"));
        fixture.server().reload();
        assertThat(before.ended().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(new RawSession(channel, key)
                        .refused(ListsGrpc.getOpenMethod(), open("m"))
                        .getCode())
                .isEqualTo(Code.PERMISSION_DENIED);
    }

    @Test
    void while_a_key_is_rotated_nobody_is_refused() throws Exception {
        fixture.add("k", Role.WRITE);
        ManagedChannel channel = fixture.connect();
        RawSession old = new RawSession(channel, fixture.files().key("k").secret());
        old.welcome();
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Integer> clients = CompletableFuture.supplyAsync(() -> {
            try {
                int came = 0;
                for (; !done.get() || came < 10; came++) {
                    // As a program does that starts now.
                    try (RawSession session =
                            new RawSession(channel, fixture.files().key("k").secret())) {
                        session.welcome();
                    }
                }
                return came;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });

        NamedKey after = Rotation.rotate(
                fixture.files(), "k", Duration.ofDays(1), Clock.systemUTC(), time -> Thread.sleep(time.toMillis()));
        done.set(true);

        assertThat(clients.get(60, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(10);
        old.call(ListsGrpc.getOpenMethod(), open("l"));
        new RawSession(channel, after.secret()).welcome();

        Rotation.rotate(fixture.files(), "k", Duration.ZERO, Clock.systemUTC(), time -> {});
        fixture.server().reload();
        assertThat(old.ended().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    // Logs -------------------------------------------------------------------------------------------------------

    @Test
    void refusals_are_written_down_and_no_log_shows_a_secret() throws Exception {
        List<String> secrets = new ArrayList<>();
        try (Logs all = new Logs("ROOT", Level.TRACE);
                // As the daemon has them.
                Logs netty = new Logs("io.netty", Level.WARN);
                Logs grpc = new Logs("io.grpc", Level.WARN);
                Logs audit = new Logs("holdall.audit", Level.INFO)) {
            Key reader = fixture.add("reader", Role.READ);
            Key stranger = Key.random();
            ManagedChannel channel = fixture.connect();
            RawSession right = new RawSession(channel, reader);
            right.welcome();
            right.refused(ListsGrpc.getOpenMethod(), open("none"));
            RawSession wrong = new RawSession(channel, stranger, reader.id(), "host\nrefused from=forged");
            RawSession unknown = new RawSession(channel, stranger);
            wrong.ended();
            unknown.ended();
            assertRefused(fixture.unary(stranger));
            assertThatThrownBy(() ->
                            ListsGrpc.newBlockingStub(fixture.unary(reader)).open(open("other")))
                    .hasMessageStartingWith("PERMISSION_DENIED");
            Files.setPosixFilePermissions(fixture.files().file("reader"), PosixFilePermissions.fromString("rw-r--r--"));
            fixture.server().reload();
            Files.setPosixFilePermissions(fixture.files().file("reader"), PosixFilePermissions.fromString("rw-------"));
            Rotation.rotate(fixture.files(), "reader", Duration.ZERO, Clock.systemUTC(), time -> {});
            fixture.server().reload();
            right.ended();

            for (Key key : List.of(
                    fixture.main(),
                    reader,
                    stranger,
                    fixture.files().key("reader").secret())) {
                secrets.add(key.reveal());
                secrets.add(key.bearerToken());
            }
            for (RawSession session : List.of(right, wrong, unknown)) {
                for (ByteString bytes : List.of(
                        session.proof, session.nonce, session.challenge.getProof(), session.challenge.getNonce())) {
                    secrets.add(HexFormat.of().formatHex(bytes.toByteArray()));
                    secrets.add(Base64.getEncoder().withoutPadding().encodeToString(bytes.toByteArray()));
                    secrets.add(TextFormat.escapeBytes(bytes));
                }
            }
            Awaitility.await().untilAsserted(() -> assertThat(audit.lines()).hasSizeGreaterThanOrEqualTo(6));
            List<String> lines = new ArrayList<>(all.lines());
            lines.addAll(netty.lines());
            lines.addAll(grpc.lines());
            for (String secret : secrets) {
                assertThat(lines)
                        .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT)
                                .contains(secret.toLowerCase(java.util.Locale.ROOT)));
            }
            assertThat(lines).anyMatch(line -> line.contains("the keys stay as they were") && line.contains("reader"));
            String id = HexFormat.of().formatHex(reader.id().toByteArray());
            assertThat(audit.lines())
                    .allMatch(line -> line.startsWith("holdall.audit refused from=127.0.0.1 port "))
                    .anyMatch(line -> line.contains("tried=\"handshake\" key=\"id " + id + "\"")
                            && line.contains("client=\"host\ufffdrefused from=forged\"")
                            && line.contains(WRONG))
                    .anyMatch(line -> line.contains("tried=\"holdall.v1.Lists/Open\" key=\"\"") && line.contains(WRONG))
                    .anyMatch(line ->
                            line.contains("tried=\"holdall.v1.Lists/Open\" key=\"reader\"") && line.contains("'other'"))
                    .anyMatch(line -> line.contains("key=\"reader\"") && line.contains("'none'"))
                    .anyMatch(line -> line.contains("key=\"reader\"") && line.contains("removed or changed"))
                    .noneMatch(line -> line.contains("\n"));
        }
    }
}
