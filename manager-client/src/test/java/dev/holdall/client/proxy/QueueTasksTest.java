package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.server.ServerOptions;
import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tasks that are counted, the end of a queue, and many elements in one waiting call, as a program meets them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueTasksTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static SharedQueue<String> queue(String... elements) {
        SharedQueue<String> queue = MANAGERS.manager().queue(String.class);
        queue.addAll(List.of(elements));
        return queue;
    }

    private static SharedQueue<Integer> bounded(int capacity) {
        return MANAGERS.manager().queue(Integer.class, capacity);
    }

    private static <T> T of(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    // Tasks ------------------------------------------------------------------------------------------------------

    @Test
    void join_waitsForTheWorkers() throws Exception {
        SharedQueue<Integer> jobs = MANAGERS.manager().queue("joined", Integer.class);
        SharedQueue<Integer> elsewhere = MANAGERS.other().queue("joined", Integer.class);
        List<Integer> worked = java.util.Collections.synchronizedList(new ArrayList<>());
        Waiting<Void> worker = Waiting.start(() -> {
            for (int job = elsewhere.take(); job >= 0; job = elsewhere.take()) {
                worked.add(job);
                elsewhere.taskDone();
            }
            return null;
        });
        jobs.addAll(IntStream.range(0, 200).boxed().toList());
        jobs.join();
        assertThat(worked).hasSize(200);
        assertThat(jobs.unfinishedTasks()).isZero();
        jobs.put(-1);
        worker.get();
        assertThat(jobs.unfinishedTasks()).isEqualTo(1);
    }

    @Test
    void join_withATime() throws Exception {
        SharedQueue<String> queue = queue("a");
        assertThat(queue.join(0, TimeUnit.SECONDS)).isFalse();
        assertThat(queue.join(20, TimeUnit.MILLISECONDS)).isFalse();
        Waiting<Boolean> join = Waiting.parked(queue, () -> queue.join(1, TimeUnit.HOURS));
        assertThat(join.isOver()).isFalse();
        queue.taskDone();
        assertThat(join.get()).isTrue();
    }

    @Test
    void join_canBeInterrupted() throws Exception {
        SharedQueue<String> queue = queue("a");
        Waiting<?> join = Waiting.parked(queue, () -> {
            queue.join();
            return null;
        });
        join.interrupt();
        assertThatThrownBy(join::get).cause().isInstanceOf(InterruptedException.class);
    }

    @Test
    void taskDone_tooOften() {
        SharedQueue<String> queue = queue("a", "b");
        assertThatThrownBy(() -> queue.taskDone(3))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("too many times");
        queue.taskDone(2);
        assertThatThrownBy(queue::taskDone).isExactlyInstanceOf(IllegalStateException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> queue.taskDone(0));
    }

    @Test
    void whatIsRemoved_isDone_andWhatIsTakenIsNot() throws Exception {
        SharedQueue<String> queue = queue("a", "b", "c", "d", "e", "f");
        queue.remove("a");
        queue.removeIf("b"::equals);
        Iterator<String> iterator = queue.iterator();
        iterator.next();
        iterator.remove();
        assertThat(queue.unfinishedTasks()).isEqualTo(3);
        queue.drainTo(new ArrayList<>(), 1);
        queue.take();
        assertThat(queue.unfinishedTasks()).isEqualTo(3);
        queue.clear();
        assertThat(queue.unfinishedTasks()).isEqualTo(2);
    }

    @Test
    void aTakenElementThatGoesBack_isNotCountedTwice() {
        SharedQueue<String> queue = queue("a");
        assertThatThrownBy(() -> queue.drainTo(List.of())).isInstanceOf(UnsupportedOperationException.class);
        await().untilAsserted(() -> assertThat(queue).hasSize(1));
        assertThat(queue.unfinishedTasks()).isEqualTo(1);
    }

    // The end ----------------------------------------------------------------------------------------------------

    @Test
    void afterShutdown_nothingCanBePut() {
        SharedDeque<String> deque = MANAGERS.manager().deque("closed", String.class);
        assertThat(deque.isShutdown()).isFalse();
        deque.shutdown();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> deque.add("a"),
                () -> deque.offer("a"),
                () -> deque.put("a"),
                () -> deque.offer("a", 1, TimeUnit.SECONDS),
                () -> deque.addAll(List.of("a")),
                () -> deque.offerAll(List.of("a")),
                () -> deque.putAll(List.of("a")),
                () -> deque.offerAll(List.of("a"), 1, TimeUnit.SECONDS),
                () -> deque.addFirst("a"),
                () -> deque.putLast("a"),
                () -> deque.offerFirst("a", 1, TimeUnit.SECONDS))) {
            assertThatThrownBy(call).isInstanceOf(QueueShutDown.class).hasMessageContaining("closed");
        }
        assertThat(deque).isEmpty();
        assertThat(deque.isShutdown()).isTrue();
    }

    @Test
    void afterShutdown_whatIsThereCanBeTakenAndThenNothing() throws Exception {
        SharedDeque<String> deque = MANAGERS.manager().deque(String.class);
        deque.addAll(List.of("a", "b", "c"));
        deque.shutdown();
        assertThat(deque.take()).isEqualTo("a");
        assertThat(deque.pollLast()).isEqualTo("c");
        assertThat(deque.poll(1, TimeUnit.SECONDS)).isEqualTo("b");
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                deque::take,
                deque::poll,
                deque::remove,
                deque::takeLast,
                deque::pollFirst,
                () -> deque.poll(1, TimeUnit.SECONDS),
                () -> deque.takeMany(3),
                () -> deque.pollMany(3, 0, TimeUnit.SECONDS))) {
            assertThatThrownBy(call).isInstanceOf(QueueShutDown.class);
        }
        assertThat(deque.peek()).isNull();
        assertThat(deque.drainTo(new ArrayList<>())).isZero();
        assertThat(deque.remove("a")).isFalse();
        assertThat(deque).isEmpty();
    }

    @Test
    void shutdown_endsAllWaits() throws Exception {
        SharedQueue<String> empty = queue();
        SharedQueue<String> full = MANAGERS.manager().queue(String.class, 1);
        full.add("a");
        List<Waiting<?>> waiting = List.of(
                Waiting.parked(empty, empty::take),
                Waiting.parked(empty, () -> empty.poll(1, TimeUnit.HOURS)),
                Waiting.parked(full, () -> full.offer("b", 1, TimeUnit.HOURS)));
        empty.shutdown();
        full.shutdown();
        for (Waiting<?> each : waiting) {
            assertThatThrownBy(each::get).cause().isInstanceOf(QueueShutDown.class);
        }
        assertThat(full).containsExactly("a");
    }

    @Test
    void shutdownNow_drainsAndLetsJoinReturn() throws Exception {
        SharedQueue<String> queue = queue("a", "b");
        Waiting<Boolean> join = Waiting.parked(queue, () -> queue.join(1, TimeUnit.HOURS));
        queue.shutdownNow();
        assertThat(join.get()).isTrue();
        assertThat(queue).isEmpty();
        assertThatThrownBy(queue::take).isInstanceOf(QueueShutDown.class);
        assertThat(queue.isShutdown()).isTrue();
    }

    /** A call whose reply becomes an exception must not stay in the session's window. */
    @Test
    void failedPuts_useUpNothing() {
        ServerOptions few = new ServerOptions().limits(Limits.defaults(64 << 20).with(Limit.WINDOW_CALLS, 20));
        try (ManagerFixture fixture = ManagerFixture.start(few)) {
            SharedQueue<String> queue = fixture.manager().queue(String.class);
            queue.shutdown();
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> queue.put("a")).isInstanceOf(QueueShutDown.class);
                assertThatThrownBy(queue::take).isInstanceOf(QueueShutDown.class);
            }
            assertThat(queue).isEmpty();
        }
    }

    // Many -------------------------------------------------------------------------------------------------------

    @Test
    void takeMany_waitsForTheFirst() throws Exception {
        SharedQueue<String> queue = queue();
        Waiting<List<String>> waiting = Waiting.parked(queue, () -> queue.takeMany(2));
        assertThat(waiting.isOver()).isFalse();
        queue.addAll(List.of("a", "b", "c"));
        assertThat(waiting.get()).containsExactly("a", "b");
        assertThat(queue.pollMany(5, 1, TimeUnit.HOURS)).containsExactly("c");
        assertThat(queue.pollMany(5, 0, TimeUnit.HOURS)).isEmpty();
        assertThat(queue.pollMany(5, 5, TimeUnit.MILLISECONDS)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> queue.takeMany(0));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.pollMany(-1, 1, TimeUnit.SECONDS));
    }

    @Test
    void putAll_goesThroughAQueueThatIsMuchSmaller() throws Exception {
        SharedQueue<Integer> queue = bounded(7);
        List<Integer> all = IntStream.range(0, 500).boxed().toList();
        Waiting<Void> putter = Waiting.start(() -> {
            queue.putAll(all);
            return null;
        });
        List<Integer> taken = new ArrayList<>();
        while (taken.size() < 500) {
            assertThat(queue.size()).isLessThanOrEqualTo(7);
            taken.addAll(queue.takeMany(4));
        }
        putter.get();
        assertThat(taken).isEqualTo(all);
        assertThat(queue).isEmpty();
        queue.putAll(List.of());
        assertThatIllegalArgumentException().isThrownBy(() -> queue.putAll(queue));
    }

    @Test
    void putAll_ofACapacityOfOne() throws Exception {
        SharedQueue<Integer> queue = bounded(1);
        Waiting<Void> putter = Waiting.start(() -> {
            queue.putAll(List.of(1, 2, 3));
            return null;
        });
        assertThat(List.of(queue.take(), queue.take(), queue.take())).containsExactly(1, 2, 3);
        putter.get();
    }

    @Test
    void putAll_saysHowFarItCameWhenItIsInterrupted() throws Exception {
        SharedQueue<Integer> queue = bounded(4);
        Waiting<Void> putter = Waiting.parked(queue, () -> {
            queue.putAll(List.of(1, 2, 3, 4, 5));
            return null;
        });
        await().untilAsserted(() -> assertThat(queue).hasSize(4));
        putter.interrupt();
        assertThatThrownBy(putter::get)
                .cause()
                .isInstanceOf(InterruptedException.class)
                .hasMessageContaining("4");
        assertThat(putter.leftInterrupted()).isFalse();
        assertThat(queue).containsExactly(1, 2, 3, 4);
    }

    @Test
    void offerAll_addsWhatThereIsRoomFor() throws Exception {
        SharedQueue<Integer> queue = bounded(5);
        assertThat(queue.offerAll(List.of(1, 2))).isEqualTo(2);
        assertThat(queue.offerAll(List.of())).isZero();
        assertThat(queue.offerAll(List.of(3, 4, 5, 6), 10, TimeUnit.MILLISECONDS))
                .isEqualTo(3);
        assertThat(queue.offerAll(List.of(6))).isZero();
        assertThat(queue.offerAll(List.of(6), 0, TimeUnit.SECONDS)).isZero();
        assertThat(queue).containsExactly(1, 2, 3, 4, 5);
        Waiting<Integer> waiting = Waiting.parked(queue, () -> queue.offerAll(List.of(6, 7), 1, TimeUnit.HOURS));
        queue.poll();
        assertThat(waiting.isOver()).isFalse();
        queue.poll();
        assertThat(waiting.get()).isEqualTo(2);
    }

    @Test
    void offerAll_thatIsInterruptedTellsWhatItPut() throws Exception {
        SharedQueue<Integer> queue = bounded(2);
        Waiting<Integer> waiting = Waiting.parked(queue, () -> queue.offerAll(List.of(1, 2, 3), 1, TimeUnit.HOURS));
        await().untilAsserted(() -> assertThat(queue).hasSize(2));
        waiting.interrupt();
        assertThat(waiting.get()).isEqualTo(2);
        assertThat(waiting.leftInterrupted()).isTrue();
        Waiting<Integer> before = Waiting.parked(queue, () -> queue.offerAll(List.of(3), 1, TimeUnit.HOURS));
        before.interrupt();
        assertThatThrownBy(before::get).cause().isInstanceOf(InterruptedException.class);
    }

    // Asynchronous -----------------------------------------------------------------------------------------------

    @Test
    void asynchronousQueue() throws Exception {
        Manager manager = MANAGERS.manager();
        AsyncQueue<Integer> async =
                manager.priorityQueue(Integer.class, 4, element -> -element).async();
        assertThat(of(async.offerAll(List.of(1, 2, 3)))).isEqualTo(3);
        CompletableFuture<Boolean> two = async.putAll(List.of(4, 5));
        assertThat(of(async.takeMany(2))).containsExactly(3, 2);
        assertThat(of(two)).isTrue();
        assertThat(of(async.putAll(List.of(6, 7), 5, TimeUnit.MILLISECONDS))).isFalse();
        assertThat(of(async.pollMany(9, 1, TimeUnit.SECONDS))).containsExactly(5, 4, 1);
        CompletableFuture<Boolean> join = async.join();
        assertThat(of(async.join(1, TimeUnit.MILLISECONDS))).isFalse();
        assertThat(of(async.unfinishedTasks())).isEqualTo(5);
        of(async.taskDone());
        of(async.taskDone(4));
        assertThat(of(join)).isTrue();
        assertThatThrownBy(() -> of(async.taskDone())).cause().isExactlyInstanceOf(IllegalStateException.class);
        CompletableFuture<Integer> waiting = async.take();
        assertThat(of(async.isShutdown())).isFalse();
        of(async.shutdown());
        assertThatThrownBy(() -> of(waiting))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(QueueShutDown.class);
        assertThatThrownBy(() -> of(async.offer(1))).cause().isInstanceOf(QueueShutDown.class);
        of(async.shutdownNow());
        assertThat(of(async.isShutdown())).isTrue();
    }

    @Test
    void asynchronousDeque() throws Exception {
        SharedDeque<String> deque = MANAGERS.manager().deque(String.class, 3);
        AsyncDeque<String> async = deque.async();
        assertThat(of(async.offerFirst("b"))).isTrue();
        assertThat(of(async.putFirst("a"))).isTrue();
        assertThat(of(async.putLast("c"))).isTrue();
        assertThat(of(async.offerLast("d"))).isFalse();
        assertThat(of(async.offerLast("d", 1, TimeUnit.MILLISECONDS))).isFalse();
        CompletableFuture<Boolean> first = async.offerFirst("x", 1, TimeUnit.HOURS);
        assertThat(of(async.peekFirst())).isEqualTo("a");
        assertThat(of(async.peekLast())).isEqualTo("c");
        assertThat(of(async.pollLast())).isEqualTo("c");
        assertThat(of(first)).isTrue();
        assertThat(of(async.pollFirst())).isEqualTo("x");
        assertThat(of(async.takeLast())).isEqualTo("b");
        assertThat(of(async.takeFirst())).isEqualTo("a");
        assertThat(of(async.pollFirst(1, TimeUnit.MILLISECONDS))).isNull();
        assertThat(of(async.pollLast(0, TimeUnit.MILLISECONDS))).isNull();
        of(async.offerAll(List.of("a", "b", "a")));
        assertThat(of(async.removeLastOccurrence("a"))).isTrue();
        assertThat(deque).containsExactly("a", "b");
        assertThat(of(async.removeFirstOccurrence("a"))).isTrue();
        CompletableFuture<String> last = async.takeLast();
        assertThat(of(last)).isEqualTo("b");
        CompletableFuture<String> waiting = async.takeFirst();
        assertThat(waiting.cancel(true)).isTrue();
        of(async.putLast("later"));
        assertThat(deque).containsExactly("later");
    }
}
