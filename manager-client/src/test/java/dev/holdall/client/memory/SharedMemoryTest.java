package dev.holdall.client.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.process.WorkerProcess;
import dev.holdall.client.proxy.SharedEvent;
import dev.holdall.client.python.Python;
import dev.holdall.wire.memory.Segments;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Memory that processes share. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedMemoryTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private final Manager manager = MANAGERS.manager();
    private final String name = "test-" + UUID.randomUUID();

    static void count(String name, int times) {
        try (SharedMemory memory = SharedMemory.open(name)) {
            for (int i = 0; i < times; i++) {
                memory.getAndAddLong(8, 1);
                memory.getAndAddInt(16, 1);
            }
        }
    }

    static void make(String name, SharedEvent made) throws InterruptedException {
        SharedMemory.create(name, 100).putInt(0, 17);
        made.set();
        TimeUnit.SECONDS.sleep(60);
    }

    static void makeAndEnd(String name) {
        SharedMemory.create(name, 100);
    }

    @Test
    @Python("SharedMemory")
    @Python("SharedMemory.buf")
    void whatOneHasWritten_othersRead() {
        try (SharedMemory made = SharedMemory.create(name, 100);
                SharedMemory opened = SharedMemory.open(name)) {
            made.putByte(0, (byte) 1);
            made.putShort(2, (short) 2);
            made.putChar(4, '3');
            made.putInt(8, 4);
            made.putLong(16, 5);
            made.putFloat(24, 6.5f);
            made.putDouble(32, 7.5);
            assertThat(opened.getByte(0)).isEqualTo((byte) 1);
            assertThat(opened.getShort(2)).isEqualTo((short) 2);
            assertThat(opened.getChar(4)).isEqualTo('3');
            assertThat(opened.getInt(8)).isEqualTo(4);
            assertThat(opened.getLong(16)).isEqualTo(5);
            assertThat(opened.getFloat(24)).isEqualTo(6.5f);
            assertThat(opened.getDouble(32)).isEqualTo(7.5);
            assertThat(opened.size()).isEqualTo(100);
            assertThat(opened.getByte(99)).isZero();
        }
    }

    @Test
    void atomicAccess_isAtomicBetweenProcesses() throws Exception {
        try (SharedMemory memory = SharedMemory.create(name, 24)) {
            WorkerProcess first =
                    manager.worker(SharedMemoryTest::count, name, 500_000).start();
            WorkerProcess second =
                    manager.worker(SharedMemoryTest::count, name, 500_000).start();
            assertThat(first.join()).isZero();
            assertThat(second.join()).isZero();
            assertThat(memory.getLongVolatile(8)).isEqualTo(1_000_000);
            assertThat(memory.getIntVolatile(16)).isEqualTo(1_000_000);
            assertThat(memory.compareAndSetLong(8, 1, 2)).isFalse();
            assertThat(memory.compareAndSetLong(8, 1_000_000, 2)).isTrue();
            assertThat(memory.getAndSetLong(8, 3)).isEqualTo(2);
            assertThat(memory.compareAndSetInt(16, 1_000_000, 2)).isTrue();
            assertThat(memory.getAndSetInt(16, 3)).isEqualTo(2);
            memory.putIntVolatile(16, 4);
            memory.putLongVolatile(8, 5);
            assertThat(memory.getInt(16)).isEqualTo(4);
            assertThat(memory.getLong(8)).isEqualTo(5);
        }
    }

    @Test
    void moreThanTwoGibibytes_areOnePiece() {
        long size = (5L << 29) + 8;
        try (SharedMemory memory = SharedMemory.create(name, size);
                SharedMemory opened = SharedMemory.open(name)) {
            for (long offset : new long[] {0, (1L << 30) - 8, 1L << 30, (1L << 31) - 8, 1L << 31, size - 8}) {
                memory.putLong(offset, offset + 1);
                assertThat(opened.getLong(offset)).isEqualTo(offset + 1);
            }
            assertThatThrownBy(() -> opened.getLong(size)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    @Python("SharedMemory.close")
    @Python("SharedMemory.unlink")
    void itGoes_withWhoMadeIt_andNotWithWhoOpenedIt() {
        SharedMemory made = SharedMemory.create(name, 8);
        SharedMemory opened = SharedMemory.open(name);
        opened.close();
        assertThat(SharedMemory.names()).contains(name);
        assertThatThrownBy(() -> opened.getByte(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(name);
        SharedMemory other = SharedMemory.open(name);
        made.close();
        made.close();
        assertThat(SharedMemory.names()).doesNotContain(name);
        other.putLong(0, 1);
        assertThat(other.getLong(0)).isEqualTo(1);

        SharedMemory again = SharedMemory.create(name, 16);
        other.close();
        again.unlink();
        assertThatThrownBy(() -> SharedMemory.open(name)).isInstanceOf(IllegalStateException.class);
        again.close();
    }

    @Test
    void whatAKilledProcessHasMade_isRemoved() throws Exception {
        SharedEvent made = manager.event();
        WorkerProcess worker =
                manager.worker(SharedMemoryTest::make, name, made).start();
        assertThat(made.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(SharedMemory.names()).contains(name);
        try (SharedMemory opened = SharedMemory.open(name)) {
            worker.kill();
            worker.join();
            assertThat(SharedMemory.names()).doesNotContain(name);
            assertThat(opened.getInt(0)).isEqualTo(17);
        }
    }

    @Test
    void whatAKilledProcessHasMade_isRemovedByTheManager() throws Exception {
        SharedEvent made = manager.event();
        WorkerProcess worker =
                manager.worker(SharedMemoryTest::make, name, made).start();
        assertThat(made.await(60, TimeUnit.SECONDS)).isTrue();
        Segments segments = Segments.ofUser();
        assertThat(segments.list()).anyMatch(segment -> segment.name().equals(name));
        worker.kill();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> segments.list().stream()
                        .noneMatch(segment -> segment.name().equals(name)));
    }

    @Test
    void whatAProcessHasMadeThatEnds_isRemovedAtOnce() throws Exception {
        assertThat(manager.worker(SharedMemoryTest::makeAndEnd, name).start().join())
                .isZero();
        assertThatThrownBy(() -> SharedMemory.open(name))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(name);
    }

    @Test
    void whatCannotBe_isRefused() {
        assertThatThrownBy(() -> SharedMemory.create("a/b", 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SharedMemory.create(name, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SharedMemory.create(name, 1L << 60)).hasMessageContaining("no room");
        try (SharedMemory memory = SharedMemory.create(name, 10)) {
            assertThatThrownBy(() -> SharedMemory.create(name, 10)).hasMessageContaining("already");
            assertThatThrownBy(() -> memory.getInt(8)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> memory.getByte(-1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> memory.getInt(2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("multiple");
        }
    }
}
