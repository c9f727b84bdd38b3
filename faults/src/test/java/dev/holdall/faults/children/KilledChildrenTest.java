package dev.holdall.faults.children;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.TypeRef;
import dev.holdall.client.memory.MemoryLong;
import dev.holdall.client.memory.MemoryLongArray;
import dev.holdall.client.memory.ring.MemoryQueue;
import dev.holdall.client.pool.PoolOptions;
import dev.holdall.client.pool.WorkerPool;
import dev.holdall.client.process.WorkerProcess;
import dev.holdall.client.proxy.Connection;
import dev.holdall.client.proxy.EndOfPipe;
import dev.holdall.client.proxy.SharedPipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As often as {@code faults.kills} says for each of ring, lock, pool and pipe. */
@Tag("run")
@Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KilledChildrenTest {
    /** Nothing takes as long as this, whoever was killed. */
    private static final int HANG_SECONDS = 30;

    /** How many children send at the same time. */
    private static final int AT_A_TIME = 5;

    /** Not a constant: the children have the class too, and not the property. */
    private final int kills = Integer.getInteger("faults.kills");

    private final Random random = new Random(kills);
    private final ExecutorService receivers = Executors.newCachedThreadPool();
    private Manager manager;

    @BeforeEach
    void start() {
        manager = Manager.start();
    }

    @AfterEach
    void stop() {
        manager.close();
        receivers.shutdownNow();
    }

    private void kill(WorkerProcess child) throws InterruptedException {
        child.kill();
        child.join();
    }

    /** A moment of up to so many microseconds: the schedule of the kills. */
    private void letPass(int micros) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(micros)));
    }

    // Ring -------------------------------------------------------------------------------------------------------

    /** Elements of many sizes, some larger than the ring; each begins with its number. */
    private static byte[] element(long number) {
        byte[] element = new byte[8 + (int) (number * 31 % (number % 50 == 0 ? 9000 : 90))];
        for (int i = 0; i < element.length; i++) {
            element[i] = (byte) (number >> (i % 8 * 8));
        }
        return element;
    }

    static void put(MemoryQueue<byte[]> queue) throws InterruptedException {
        for (long i = 0; ; i++) {
            queue.put(element(i));
        }
    }

    /** Takes, and says how many it has taken and whether one was not the next. */
    static void take(MemoryQueue<byte[]> queue, MemoryLong taken, MemoryLong wrong) throws InterruptedException {
        for (long i = 0; ; i++) {
            if (!Arrays.equals(queue.take(), element(i))) {
                wrong.set(1);
            }
            taken.set(i + 1);
        }
    }

    @Test
    void ofARing_whoPutsIsKilled() throws Exception {
        for (int kill = 0; kill < (kills + 1) / 2; kill++) {
            try (MemoryQueue<byte[]> queue =
                    MemoryQueue.create("ring-" + random.nextLong(), 4096, TypeRef.of(byte[].class))) {
                WorkerProcess child =
                        manager.worker(KilledChildrenTest::put, queue).start();
                long next = 0;
                for (int first = 1 + random.nextInt(20_000); next < first; next++) {
                    assertThat(queue.poll(HANG_SECONDS, TimeUnit.SECONDS)).isEqualTo(element(next));
                }
                kill(child);
                try {
                    while (true) {
                        assertThat(queue.poll(HANG_SECONDS, TimeUnit.SECONDS)).isEqualTo(element(next++));
                    }
                } catch (EndOfPipe e) {
                    assertThat(queue.poll()).isNull();
                }
            }
        }
    }

    @Test
    void ofARing_whoTakesIsKilled() throws Exception {
        for (int kill = 0; kill < kills / 2; kill++) {
            try (MemoryQueue<byte[]> queue =
                            MemoryQueue.create("ring-" + random.nextLong(), 4096, TypeRef.of(byte[].class));
                    MemoryLong taken = MemoryLong.create(0);
                    MemoryLong wrong = MemoryLong.create(0)) {
                WorkerProcess child = manager.worker(KilledChildrenTest::take, queue, taken, wrong)
                        .start();
                int first = 1 + random.nextInt(20_000);
                long put = 0;
                for (; put < first; put++) {
                    assertThat(queue.offer(element(put), HANG_SECONDS, TimeUnit.SECONDS))
                            .isTrue();
                }
                kill(child);
                assertThatThrownBy(() -> {
                            while (queue.offer(element(1), HANG_SECONDS, TimeUnit.SECONDS)) {
                                // Until it is full, or sees that nobody takes.
                            }
                        })
                        .isInstanceOf(EndOfPipe.class);
                assertThat(wrong.get()).isZero();
                assertThat(taken.get()).isBetween(0L, put);
                // It had taken all but what the ring has room for: elements are 4 + 8 bytes at least.
                assertThat(put - taken.get()).isLessThan(4096 / 12);
            }
        }
    }

    // Lock -------------------------------------------------------------------------------------------------------

    private static final int FIRST = 0;
    private static final int SECOND = 1;
    private static final int INSIDE = 2;
    private static final int BROKEN = 3;
    private static final int REPAIRED = 4;

    /** Counts two numbers up under the lock, and repairs what a killed process has left. */
    static void count(MemoryLongArray numbers) {
        while (true) {
            numbers.lock().lock();
            try {
                step(numbers);
            } finally {
                numbers.lock().unlock();
            }
        }
    }

    private static void step(MemoryLongArray numbers) {
        if (numbers.lock().wasAbandoned()) {
            numbers.incrementAndGet(REPAIRED);
            numbers.setPlain(SECOND, numbers.getPlain(FIRST));
            numbers.setPlain(INSIDE, 0);
        }
        if (numbers.getAndIncrement(INSIDE) != 0 || numbers.getPlain(FIRST) != numbers.getPlain(SECOND)) {
            numbers.setPlain(BROKEN, 1);
        }
        numbers.setPlain(FIRST, numbers.getPlain(FIRST) + 1);
        numbers.setPlain(SECOND, numbers.getPlain(SECOND) + 1);
        numbers.getAndDecrement(INSIDE);
    }

    @Test
    void ofALock_whoHoldsItIsKilled() throws Exception {
        try (MemoryLongArray numbers = MemoryLongArray.create(5)) {
            List<WorkerProcess> children = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                children.add(manager.worker(KilledChildrenTest::count, numbers).start());
            }
            for (int kill = 0; kill < kills; kill++) {
                awaitProgress(numbers);
                letPass(3_000);
                kill(children.remove(0));
                awaitProgress(numbers);
                children.add(manager.worker(KilledChildrenTest::count, numbers).start());
            }
            for (WorkerProcess child : children) {
                kill(child);
            }
            assertThat(numbers.lock().tryLock(HANG_SECONDS, TimeUnit.SECONDS)).isTrue();
            step(numbers);
            assertThat(numbers.get(BROKEN)).isZero();
            assertThat(numbers.get(FIRST)).isEqualTo(numbers.get(SECOND));
            assertThat(numbers.get(REPAIRED)).isPositive();
            numbers.lock().unlock();
        }
    }

    private static void awaitProgress(MemoryLongArray numbers) {
        long before = numbers.get(FIRST);
        long begin = System.nanoTime();
        while (numbers.get(FIRST) == before) {
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(HANG_SECONDS));
            LockSupport.parkNanos(100_000);
        }
    }

    // Pipe -------------------------------------------------------------------------------------------------------

    static void send(Connection<Long> connection) throws InterruptedException {
        for (long i = 0; ; i++) {
            connection.send(i);
        }
    }

    @Test
    void ofAPipe_whoSendsIsKilled() throws Exception {
        // That a session has ended takes the manager some seconds to believe, so several go at a time.
        for (int kill = 0; kill < kills; kill += AT_A_TIME) {
            List<CompletableFuture<Long>> received = new ArrayList<>();
            for (int i = 0; i < AT_A_TIME; i++) {
                SharedPipe<Long> pipe = manager.pipe(Long.class);
                Connection<Long> end = pipe.first();
                WorkerProcess child =
                        manager.worker(KilledChildrenTest::send, pipe.second()).start();
                int first = 1 + random.nextInt(500);
                received.add(CompletableFuture.supplyAsync(() -> receiveAll(end, child, first), receivers));
            }
            for (CompletableFuture<Long> each : received) {
                assertThat(each.get(2 * HANG_SECONDS, TimeUnit.SECONDS)).isPositive();
            }
        }
    }

    /** Kills the child after some messages; how many came in all, of which none was lost or doubled. */
    private static long receiveAll(Connection<Long> end, WorkerProcess child, int first) {
        long next = 0;
        try {
            while (true) {
                assertThat(end.recv()).isEqualTo(next++);
                if (next == first) {
                    child.kill();
                }
            }
        } catch (EndOfPipe e) {
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // Pool -------------------------------------------------------------------------------------------------------

    static int square(int number) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(number % 7 * 200));
        return number * number;
    }

    @Test
    void ofAPool_workersAreKilled() throws Exception {
        List<Integer> numbers = IntStream.range(0, 5_000).boxed().toList();
        List<Integer> squares = numbers.stream().map(number -> number * number).toList();
        AtomicLong outcomes = new AtomicLong();
        int killed = 0;
        try (WorkerPool pool = manager.pool(new PoolOptions().workers(2).retries(1_000))) {
            while (killed < kills) {
                CompletableFuture<List<Integer>> results = pool.over(numbers)
                        .chunk(1)
                        .progress((done, all) -> outcomes.incrementAndGet())
                        .mapAsync(KilledChildrenTest::square);
                while (killed < kills && awaitOutcome(outcomes, results)) {
                    letPass(100_000);
                    List<WorkerProcess> workers = pool.workers();
                    kill(workers.get(random.nextInt(workers.size())));
                    killed++;
                }
                assertThat(results.get(2 * HANG_SECONDS, TimeUnit.SECONDS)).isEqualTo(squares);
            }
        }
    }

    /** Waits for another outcome: a pool whose workers all end before they have done anything gives up. False if all are there. */
    private static boolean awaitOutcome(AtomicLong outcomes, CompletableFuture<?> results) {
        long before = outcomes.get();
        long begin = System.nanoTime();
        while (outcomes.get() == before && !results.isDone()) {
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(HANG_SECONDS));
            LockSupport.parkNanos(100_000);
        }
        return !results.isDone();
    }
}
