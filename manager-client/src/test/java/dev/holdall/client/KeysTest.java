package dev.holdall.client;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdall.client.proxy.SharedList;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.wire.Key;
import dev.holdall.wire.KeyFile;
import dev.holdall.wire.PrivateFile;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs with keys that do not allow everything. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeysTest {
    @TempDir
    Path directory;

    private HoldallServer server;

    @BeforeEach
    void start() throws IOException {
        add("reader", "role read");
        add("worker", "role write\nnames jobs/*");
        server = HoldallServer.start(
                new ServerOptions().keyFile(directory.resolve("key")).listen("127.0.0.1:0"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Path file(String name) {
        return KeyFile.directory(directory.resolve("key")).resolve(name);
    }

    private void add(String name, String lines) throws IOException {
        PrivateFile.create(file(name), Key.random().reveal() + "\n" + lines + "\n");
    }

    private Manager connect(Path keyFile) {
        return Manager.connect(server.address(), new ManagerOptions().keyFile(keyFile));
    }

    private static void assertDenied(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... words) {
        assertThatExceptionOfType(Refused.class).isThrownBy(call).satisfies(refused -> {
            assertThat(refused.reason()).isEqualTo(Refused.Reason.PERMISSION_DENIED);
            assertThat(refused).hasMessageContainingAll(words);
        });
    }

    @Test
    void a_reader_reads_what_is_there() {
        try (Manager main = connect(directory.resolve("key"));
                Manager reader = connect(file("reader"))) {
            main.list("l", String.class).add("a");
            SharedList<String> list = reader.list("l", String.class);
            assertThat(list).containsExactly("a");
            assertDenied(() -> list.add("b"), "'reader'", "the role read", "Append");
            assertDenied(() -> reader.list("new", String.class), "'reader'", "'new'");
            assertThat(list).containsExactly("a");
        }
    }

    @Test
    void a_worker_finds_its_own_names_and_no_others() {
        try (Manager main = connect(directory.resolve("key"));
                Manager worker = connect(file("worker"))) {
            main.list("secret", String.class);
            worker.list("jobs/1", String.class).add("a");
            assertDenied(() -> worker.list("secret", String.class), "'worker'", "jobs/*", "'secret'");
            assertThat(worker.names()).containsExactly("jobs/1");
        }
    }

    /** Of so many that the manager does not look at all of them at once. */
    @Test
    void a_key_with_many_patterns_finds_all_of_its_names_among_many_others() throws Exception {
        add(
                "many",
                "role read\n"
                        + IntStream.range(0, 100)
                                .mapToObj(i -> "names team-" + i + "/*")
                                .collect(joining("\n")));
        server.reload();
        try (Manager main = connect(directory.resolve("key"));
                Manager many = connect(file("many"))) {
            List<CompletableFuture<?>> made = new ArrayList<>();
            for (int i = 0; i < 6_000; i++) {
                String name = String.format("other/%05d", i);
                made.add(CompletableFuture.runAsync(() -> main.value(name, Integer.class, 0)));
            }
            CompletableFuture.allOf(made.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
            assertThat(many.names()).isEmpty();
            for (String name : List.of("other/03000/x", "team-7/a", "a", "team-99/b", "zoo")) {
                main.list(name, String.class);
            }
            assertThat(many.names()).containsExactly("team-7/a", "team-99/b");
            assertThat(main.names()).hasSize(6_005).isSorted();
            assertDenied(() -> many.list("zoo", String.class), "'many'", "team-0/*", "and 95 more", "'zoo'");
        }
    }

    @Test
    void who_else_holds_an_object_is_not_told_to_a_key_that_does_not_look_after_the_manager() throws IOException {
        add("narrow", "role read\nnames pub/*");
        server.reload();
        try (Manager main = connect(directory.resolve("key"));
                Manager narrow = connect(file("narrow"))) {
            TypeRef<SharedList<String>> lists = new TypeRef<>() {};
            SharedList<String> unnamed = main.list(String.class);
            main.list("pub/l", lists).add(unnamed);
            main.list("secret", lists).add(unnamed);

            SharedList<String> seen = narrow.list("pub/l", lists).get(0);
            Explanation why = narrow.explain(seen);

            assertThat(why.objects()).extracting(Explanation.Referrer::name).containsExactly("pub/l");
            assertThat(why.otherObjects()).isEqualTo(1);
            assertThat(why.sessions())
                    .as("its own")
                    .hasSize(1)
                    .isNotEqualTo(main.explain(unnamed).sessions());
            assertThat(why.otherSessions()).isEqualTo(1);
            assertThat(why.toString())
                    .contains(
                            "1 sessions hold it that this program's key may not know",
                            "1 objects refer to it that this program's key may not know");
            Reference.reachabilityFence(seen);
            Reference.reachabilityFence(unnamed);
        }
    }

    @Test
    void a_program_whose_key_is_removed_loses_its_session() throws IOException {
        try (Manager worker = connect(file("worker"))) {
            SharedList<String> list = worker.list("jobs/1", String.class);
            Files.delete(file("worker"));
            server.reload();
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThatExceptionOfType(SessionLost.class).isThrownBy(list::size));
        }
    }
}
