package dev.holdall.client.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.TypeRef;
import dev.holdall.client.process.WorkerProcess;
import dev.holdall.client.python.Python;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Records that processes share. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MemoryListTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private final Manager manager = MANAGERS.manager();
    private final String name = "list-" + UUID.randomUUID();

    record Score(String name, int points) {}

    /** Two texts that are the same unless they are of two records. */
    record Twice(String first, String second) {
        static Twice of(int number) {
            String text = Integer.toString(number).repeat(1 + number % 40);
            return new Twice(text, text);
        }
    }

    @Test
    @Python("ShareableList")
    @Python("ShareableList.__getitem__")
    @Python("ShareableList.__setitem__")
    @Python("ShareableList.count")
    @Python("ShareableList.index")
    void elementsOfAnyKind_areReadAndSet_byAll() {
        try (MemoryList<Object> list =
                        MemoryList.create(Object.class, 60, List.of("a", 1, 2.5, true, List.of(1L), "a"));
                MemoryList<Object> opened = MemoryList.open(list.name(), TypeRef.of(Object.class))) {
            assertThat(opened).containsExactly("a", 1, 2.5, true, List.of(1L), "a");
            assertThat(opened.set(1, null)).isEqualTo(1);
            assertThat(list.get(1)).isNull();
            assertThat(opened.set(1, "text")).isNull();
            assertThat(list.indexOf("text")).isOne();
            assertThat(list).filteredOn("a"::equals).hasSize(2);
            assertThatThrownBy(() -> list.get(6)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> list.set(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> list.add("more")).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> list.set(0, "x".repeat(60)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("60");
            assertThat(list.get(0)).isEqualTo("a");
            assertThatThrownBy(() -> list.set(0, manager.list(String.class))).hasMessageContaining("proxy");
        }
    }

    @Test
    void whatCannotBeAList_isRefused() {
        assertThatThrownBy(() -> MemoryList.create(name, TypeRef.of(String.class), 5, List.of("too long for it")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(SharedMemory.names()).doesNotContain(name);
        assertThatThrownBy(() -> MemoryList.create(name, TypeRef.of(String.class), 0, List.of("a")))
                .hasMessageContaining("not 0");
        try (SharedMemory memory = SharedMemory.create(name, 64)) {
            assertThatThrownBy(() -> MemoryList.open(name, TypeRef.of(String.class)))
                    .hasMessageContaining("no list");
        }
        try (MemoryList<String> empty = MemoryList.create(String.class, 5, List.of())) {
            assertThat(empty).isEmpty();
        }
    }

    static void count(MemoryList<Score> scores, int times) {
        for (int i = 0; i < times; i++) {
            scores.update(1, score -> new Score(score.name(), score.points() + 1));
        }
    }

    @Test
    void updates_areOneStep_forAllProcesses() throws Exception {
        try (MemoryList<Score> scores =
                MemoryList.create(Score.class, 200, List.of(new Score("a", 0), new Score("b", 0)))) {
            WorkerProcess first =
                    manager.worker(MemoryListTest::count, scores, 20_000).start();
            WorkerProcess second =
                    manager.worker(MemoryListTest::count, scores, 20_000).start();
            assertThat(first.join()).isZero();
            assertThat(second.join()).isZero();
            assertThat(scores).containsExactly(new Score("a", 0), new Score("b", 40_000));
        }
    }

    static void set(MemoryList<Twice> list) {
        for (int i = 0; ; i++) {
            list.set(0, Twice.of(i));
        }
    }

    @Test
    void whoReads_neverSeesHalfARecord_evenOfAWriterThatIsKilled() throws Exception {
        try (MemoryList<Twice> list = MemoryList.create(Twice.class, 900, List.of(Twice.of(0)))) {
            for (int round = 0; round < 5; round++) {
                WorkerProcess writer = manager.worker(MemoryListTest::set, list).start();
                Twice before = list.get(0);
                int changes = 0;
                while (changes < 20_000) {
                    Twice now = list.get(0);
                    assertThat(now.first()).isEqualTo(now.second());
                    changes += now.equals(before) ? 0 : 1;
                    before = now;
                    assertThat(changes > 0 || writer.isAlive()).isTrue();
                }
                writer.kill();
                writer.join();
                assertThat(list.get(0).first()).isEqualTo(list.get(0).second());
                list.set(0, Twice.of(round));
                assertThat(list.get(0)).isEqualTo(Twice.of(round));
            }
        }
    }
}
