package dev.holdall.client.memory.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.TypeRef;
import dev.holdall.client.memory.MemoryLong;
import dev.holdall.client.memory.SharedMemory;
import dev.holdall.client.process.WorkerProcess;
import dev.holdall.client.proxy.EndOfPipe;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.wire.memory.Presence;
import dev.holdall.wire.memory.Segments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A queue in shared memory. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MemoryQueueTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static final TypeRef<byte[]> BYTES = TypeRef.of(byte[].class);

    private final Manager manager = MANAGERS.manager();
    private final String name = "queue-" + UUID.randomUUID();

    @Test
    void whatIsPut_isTakenInItsOrder_andBelongsToWhoTakes() throws Exception {
        try (MemoryQueue<List<String>> queue = MemoryQueue.create(name, 1024, new TypeRef<List<String>>() {})) {
            assertThat(queue.poll()).isNull();
            assertThat(queue.peek()).isNull();
            assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
            List<String> first = new ArrayList<>(List.of("a"));
            queue.put(first);
            first.add("later");
            assertThat(queue.offer(List.of("b", "c"))).isTrue();
            queue.add(List.of());
            assertThat(queue).hasSize(3);
            assertThat(queue.peek()).containsExactly("a");
            assertThat(queue.take()).containsExactly("a");
            List<List<String>> rest = new ArrayList<>();
            assertThat(queue.drainTo(rest, 1)).isOne();
            assertThat(queue.drainTo(rest)).isOne();
            assertThat(rest).containsExactly(List.of("b", "c"), List.of());
            assertThat(queue.size()).isZero();
            assertThat(queue.isEmpty()).isTrue();
            assertThat(queue.remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
        }
    }

    @Test
    void itIsBounded_byItsBytes() throws Exception {
        try (MemoryQueue<byte[]> queue = MemoryQueue.create(name, 1024, BYTES)) {
            int room = 0;
            while (queue.offer(new byte[100])) {
                room++;
            }
            assertThat(room).isBetween(7, 10);
            assertThat(queue.offer(new byte[100], 5, TimeUnit.MILLISECONDS)).isFalse();
            assertThatThrownBy(() -> queue.add(new byte[100])).isInstanceOf(IllegalStateException.class);
            CompletableFuture<Void> put = CompletableFuture.runAsync(() -> {
                try {
                    queue.put(new byte[] {1});
                    queue.put(new byte[100]);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            for (int i = 0; i < room; i++) {
                assertThat(queue.take()).hasSize(100);
            }
            assertThat(queue.take()).containsExactly(1);
            assertThat(queue.take()).hasSize(100);
            put.get();
            assertThat(queue.poll()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2048, 1 << 16})
    void elementsOfAnySize_goThrough_largerThanTheQueueToo(int capacity) throws Exception {
        Random random = new Random(capacity);
        List<byte[]> elements = IntStream.range(0, 2_000)
                .mapToObj(i -> {
                    byte[] bytes =
                            new byte[random.nextInt(10) == 0 ? random.nextInt(5 * capacity) : random.nextInt(80)];
                    random.nextBytes(bytes);
                    return bytes;
                })
                .toList();
        try (MemoryQueue<byte[]> queue = MemoryQueue.create(name, capacity, BYTES)) {
            CompletableFuture<Void> put = CompletableFuture.runAsync(() -> elements.forEach(bytes -> {
                try {
                    queue.put(bytes);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
            for (byte[] expected : elements) {
                assertThat(Arrays.equals(queue.take(), expected)).isTrue();
            }
            put.get();
            assertThat(queue).isEmpty();
        }
    }

    @Test
    void aLargeElementThatIsGivenUp_leavesNothing() throws Exception {
        try (MemoryQueue<byte[]> queue = MemoryQueue.create(name, 1024, BYTES)) {
            for (int i = 0; i < 20; i++) {
                assertThat(queue.offer(new byte[5000], 2, TimeUnit.MILLISECONDS))
                        .isFalse();
                assertThat(queue.poll()).isNull();
                assertThat(queue.size()).isZero();
                assertThat(queue.offer(new byte[] {(byte) i})).isTrue();
                assertThat(queue.take()).containsExactly(i);
            }
        }
    }

    static void put(MemoryQueue<Long> queue, long count) throws InterruptedException {
        for (long i = 0; i < count; i++) {
            queue.put(i);
        }
        queue.close();
    }

    static void sum(MemoryQueue<Long> queue, MemoryLong sum) throws InterruptedException {
        try {
            while (true) {
                sum.addAndGet(queue.take());
            }
        } catch (EndOfPipe e) {
            queue.close();
        }
    }

    static void take(MemoryQueue<Long> queue, MemoryLong taken) throws InterruptedException {
        while (true) {
            taken.set(queue.take());
        }
    }

    @Test
    void twoProcesses_passElements_untilWhoPutsCloses() throws Exception {
        try (MemoryQueue<Long> queue = MemoryQueue.create(name, 4096, TypeRef.of(Long.class));
                MemoryLong sum = MemoryLong.create(0)) {
            WorkerProcess putter =
                    manager.worker(MemoryQueueTest::put, queue, 300_000L).start();
            WorkerProcess taker =
                    manager.worker(MemoryQueueTest::sum, queue, sum).start();
            assertThat(putter.join()).isZero();
            assertThat(taker.join()).isZero();
            assertThat(sum.get()).isEqualTo(299_999L * 300_000L / 2);
            assertThatThrownBy(() -> queue.offer(1L))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another process");
            assertThatThrownBy(queue::poll).hasMessageContaining("takes from");
        }
    }

    @Test
    void whoPutsAndIsKilled_leavesWholeElements_inTheirOrder_andAnEnd() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 8; round++) {
            try (MemoryQueue<Long> queue = MemoryQueue.create(Long.class)) {
                WorkerProcess putter = manager.worker(MemoryQueueTest::put, queue, Long.MAX_VALUE)
                        .start();
                long until = 1 + random.nextInt(200_000);
                for (long i = 0; i < until; i++) {
                    assertThat(queue.take().longValue()).isEqualTo(i);
                }
                putter.kill();
                long next = until;
                try {
                    while (true) {
                        Long element = queue.poll(30, TimeUnit.SECONDS);
                        assertThat(element).isEqualTo(next++);
                    }
                } catch (EndOfPipe e) {
                    assertThat(queue.poll()).isNull();
                    assertThat(queue.size()).isZero();
                }
            }
        }
    }

    @Test
    void whoPuts_noticesThatTheOtherWasKilled() throws Exception {
        for (int round = 0; round < 4; round++) {
            try (MemoryQueue<Long> queue = MemoryQueue.create(name, 2048, TypeRef.of(Long.class));
                    MemoryLong taken = MemoryLong.create(-1)) {
                WorkerProcess taker =
                        manager.worker(MemoryQueueTest::take, queue, taken).start();
                for (long i = 0; i < 10_000; i++) {
                    queue.put(i);
                }
                taker.kill();
                assertThatThrownBy(() -> {
                            while (true) {
                                queue.put(-5L);
                            }
                        })
                        .isInstanceOf(EndOfPipe.class);
            }
        }
    }

    @Test
    void whoWaits_isInterrupted_timesOut_andWaitsAgain() throws Exception {
        try (MemoryQueue<String> queue = MemoryQueue.create(String.class)) {
            for (int round = 0; round < 5; round++) {
                CountDownLatch waits = new CountDownLatch(1);
                CompletableFuture<String> outcome = new CompletableFuture<>();
                Thread taker = new Thread(() -> {
                    try {
                        waits.countDown();
                        outcome.complete(queue.take());
                    } catch (InterruptedException e) {
                        outcome.complete("interrupted");
                    }
                });
                taker.start();
                waits.await();
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> Stream.of(taker.getStackTrace())
                                .anyMatch(frame -> frame.getMethodName().equals("select")));
                taker.interrupt();
                assertThat(outcome.get()).isEqualTo("interrupted");
                taker.join();
                CompletableFuture<String> taken = CompletableFuture.supplyAsync(() -> {
                    try {
                        return queue.take();
                    } catch (InterruptedException e) {
                        return "interrupted";
                    }
                });
                // A thread that is interrupted can put, and wakes who takes.
                Thread.currentThread().interrupt();
                assertThat(queue.offer("next")).isTrue();
                assertThat(Thread.interrupted()).isTrue();
                assertThat(taken.get()).isEqualTo("next");
            }
            Thread.currentThread().interrupt();
            assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void whoWaits_endsWhenItIsClosed_hereOrThere() throws Exception {
        MemoryQueue<String> queue = MemoryQueue.create(name, 1024, TypeRef.of(String.class));
        MemoryQueue<String> other = MemoryQueue.open(name, TypeRef.of(String.class));
        other.put("last");
        assertThat(queue.take()).isEqualTo("last");
        CompletableFuture<Throwable> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                queue.take();
                return new AssertionError("something was taken");
            } catch (InterruptedException | IllegalStateException e) {
                return e;
            }
        });
        other.close();
        assertThat(waiting.get()).isInstanceOf(EndOfPipe.class);
        assertThatThrownBy(() -> other.put("more")).hasMessageContaining("closed here");
        queue.close();
        queue.close();
        assertThatThrownBy(queue::take).hasMessageContaining("closed here");
        assertThatThrownBy(() -> MemoryQueue.open(name, TypeRef.of(String.class)))
                .hasMessageContaining(name);
    }

    @Test
    void whatWasNotMeantForIt_isRefused() throws Exception {
        assertThatThrownBy(() -> MemoryQueue.create(name, 1000, BYTES)).hasMessageContaining("1000");
        assertThatThrownBy(() -> MemoryQueue.create(name, 512, BYTES)).hasMessageContaining("512");
        assertThatThrownBy(() -> MemoryQueue.create(name, 1024, TypeRef.of(Thread.class)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(SharedMemory.names()).doesNotContain(name);
        try (SharedMemory memory = SharedMemory.create(name, 1024)) {
            assertThatThrownBy(() -> MemoryQueue.open(name, BYTES)).hasMessageContaining("no queue");
        }
        SharedList<String> list = manager.list(String.class);
        try (MemoryQueue<Object> queue = MemoryQueue.create(Object.class)) {
            assertThatThrownBy(() -> queue.put(list)).hasMessageContaining("proxy");
            assertThatThrownBy(() -> queue.put(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(queue::iterator).isInstanceOf(UnsupportedOperationException.class);
            queue.put("text");
            try (MemoryQueue<Integer> wrong = MemoryQueue.open(queue.name(), TypeRef.of(Integer.class))) {
                assertThatThrownBy(wrong::take).isInstanceOf(ClassCastException.class);
                assertThat(wrong.size()).isOne();
            }
        }
    }

    @Test
    void noSocketsAreLeft() throws Exception {
        try (MemoryQueue<String> queue = MemoryQueue.create(String.class)) {
            assertThat(queue.poll(20, TimeUnit.MILLISECONDS)).isNull();
            assertThat(bells()).isNotEmpty();
        }
        assertThat(bells()).isEmpty();
    }

    /** Those of this process: others may run beside it. */
    private static List<Path> bells() throws IOException {
        Path directory = Segments.ofUser().directory();
        String own = Presence.own(directory).number() + "-";
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(own)
                            && file.toString().endsWith(".bell"))
                    .toList();
        }
    }
}
