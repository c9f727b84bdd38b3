package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.TypeRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link java.util.concurrent.BlockingQueue} promises beyond {@link Queue}: waiting, and ending a wait without a loss. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueBlockingTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static final TypeRef<String> STRINGS = TypeRef.of(String.class);

    private static SharedQueue<String> empty() {
        return MANAGERS.manager().queue(STRINGS);
    }

    private static SharedQueue<String> full(String element) {
        SharedQueue<String> queue = MANAGERS.manager().queue(STRINGS, 1);
        queue.add(element);
        return queue;
    }

    /** The same queue through another connection. */
    private static <E> SharedQueue<E> elsewhere(SharedQueue<E> queue, Class<E> type) {
        SharedList<SharedQueue<E>> carrier = MANAGERS.manager().list("carrier", queueOf(type));
        carrier.add(queue);
        return MANAGERS.other().list("carrier", queueOf(type)).removeLast();
    }

    private static <E> TypeRef<SharedQueue<E>> queueOf(Class<E> type) {
        @SuppressWarnings("unchecked")
        TypeRef<SharedQueue<E>> ref = (TypeRef<SharedQueue<E>>) (TypeRef<?>)
                (type == String.class ? new TypeRef<SharedQueue<String>>() {} : new TypeRef<SharedQueue<Integer>>() {});
        return ref;
    }

    /** The four methods that wait, each on a queue where it has to. */
    enum Wait {
        TAKE {
            @Override
            Callable<?> on(SharedQueue<String> queue) {
                return queue::take;
            }
        },
        POLL {
            @Override
            Callable<?> on(SharedQueue<String> queue) {
                return () -> queue.poll(1, TimeUnit.HOURS);
            }
        },
        PUT {
            @Override
            Callable<?> on(SharedQueue<String> queue) {
                return () -> {
                    queue.put("new");
                    return null;
                };
            }
        },
        OFFER {
            @Override
            Callable<?> on(SharedQueue<String> queue) {
                return () -> queue.offer("new", 1, TimeUnit.HOURS);
            }
        };

        abstract Callable<?> on(SharedQueue<String> queue);

        SharedQueue<String> queue() {
            return this == TAKE || this == POLL ? empty() : full("old");
        }
    }

    // Interrupts -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void interruptedBefore(Wait wait) throws Exception {
        SharedQueue<String> queue = wait.queue();
        List<String> before = new ArrayList<>(queue);
        Waiting<?> waiting = Waiting.start(() -> {
            Thread.currentThread().interrupt();
            return wait.on(queue).call();
        });
        assertThatThrownBy(waiting::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(InterruptedException.class);
        assertThat(waiting.leftInterrupted()).isFalse();
        assertThat(queue).containsExactlyElementsOf(before);
    }

    @ParameterizedTest
    @EnumSource
    void interruptedBefore_evenWhereItWouldNotWait(Wait wait) {
        SharedQueue<String> queue = MANAGERS.manager().queue(STRINGS, 10);
        queue.add("old");
        Waiting<?> waiting = Waiting.start(() -> {
            Thread.currentThread().interrupt();
            return wait.on(queue).call();
        });
        assertThatThrownBy(waiting::get).cause().isInstanceOf(InterruptedException.class);
        assertThat(queue).containsExactly("old");
    }

    @ParameterizedTest
    @EnumSource
    void interruptedWhileItWaits(Wait wait) throws Exception {
        SharedQueue<String> queue = wait.queue();
        List<String> before = new ArrayList<>(queue);
        Waiting<?> waiting = Waiting.parked(queue, wait.on(queue));
        assertThat(waiting.isOver()).isFalse();
        waiting.interrupt();
        assertThatThrownBy(waiting::get).cause().isInstanceOf(InterruptedException.class);
        assertThat(waiting.leftInterrupted()).isFalse();

        // Nobody waits any more: what comes next meets the queue as it was.
        assertThat(queue).containsExactlyElementsOf(before);
        if (before.isEmpty()) {
            queue.add("later");
            assertThat(queue.poll()).isEqualTo("later");
        } else {
            assertThat(queue.poll()).isEqualTo("old");
            assertThat(queue).isEmpty();
        }
    }

    /** Whoever wins, the element is there once: with the taker, who then knows, or in the queue. */
    @Test
    void interruptAndGrantAtTheSameMoment() throws Exception {
        SharedQueue<String> queue = empty();
        SharedQueue<String> giver = elsewhere(queue, String.class);
        int granted = 0;
        int interrupted = 0;
        for (int i = 0; i < 200; i++) {
            String element = "e" + i;
            Waiting<String> taker = Waiting.parked(queue, queue::take);
            Waiting<Boolean> putter = Waiting.start(() -> giver.add(element));
            if (i % 2 == 0) {
                // Half of them a little later, so that both outcomes happen.
                putter.get();
            }
            taker.interrupt();
            putter.get();
            try {
                assertThat(taker.get()).isEqualTo(element);
                assertThat(queue.poll()).isNull();
                granted++;
            } catch (ExecutionException e) {
                assertThat(e).cause().isInstanceOf(InterruptedException.class);
                assertThat(taker.leftInterrupted()).isFalse();
                assertThat(queue.poll()).isEqualTo(element);
                interrupted++;
            }
        }
        assertThat(granted + interrupted).isEqualTo(200);
    }

    @Test
    void anInterruptThatComesTooLateIsKept() throws Exception {
        SharedQueue<String> queue = empty();
        queue.add("a");
        // size() is not a wait: it goes through, and the thread stays interrupted.
        Waiting<Integer> waiting = Waiting.start(() -> {
            Thread.currentThread().interrupt();
            return queue.size();
        });
        assertThat(waiting.get()).isEqualTo(1);
        assertThat(waiting.leftInterrupted()).isTrue();
    }

    // Time-outs --------------------------------------------------------------------------------------------------

    @Test
    void timeThatIsNotPositive_doesNotWait() throws Exception {
        SharedQueue<String> queue = full("a");
        assertThat(queue.offer("b", 0, TimeUnit.SECONDS)).isFalse();
        assertThat(queue.offer("b", -1, TimeUnit.DAYS)).isFalse();
        assertThat(queue.offer("b", Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
        assertThat(queue).containsExactly("a");
        assertThat(queue.poll(0, TimeUnit.SECONDS)).isEqualTo("a");
        assertThat(queue.poll(0, TimeUnit.SECONDS)).isNull();
        assertThat(queue.poll(-1, TimeUnit.DAYS)).isNull();
        assertThat(queue.poll(Long.MIN_VALUE, TimeUnit.DAYS)).isNull();
        assertThat(queue.offer("b", -1, TimeUnit.SECONDS)).isTrue();
        assertThat(queue).containsExactly("b");
    }

    @Test
    void timeOut_passes() throws Exception {
        SharedQueue<String> queue = full("a");
        long start = System.nanoTime();
        assertThat(queue.offer("b", 60, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
        assertThat(queue.poll()).isEqualTo("a");
        start = System.nanoTime();
        assertThat(queue.poll(60, TimeUnit.MILLISECONDS)).isNull();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
        assertThat(queue).isEmpty();
    }

    @Test
    void timeOut_endsWithTheElement() throws Exception {
        SharedQueue<String> queue = empty();
        for (long timeout : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1, TimeUnit.DAYS.toNanos(100_000)}) {
            Waiting<String> taker = Waiting.parked(queue, () -> queue.poll(timeout, TimeUnit.NANOSECONDS));
            assertThat(taker.isOver()).isFalse();
            queue.add("x");
            assertThat(taker.get()).isEqualTo("x");
        }
        Waiting<String> forDays = Waiting.parked(queue, () -> queue.poll(Long.MAX_VALUE, TimeUnit.DAYS));
        queue.add("y");
        assertThat(forDays.get()).isEqualTo("y");
    }

    @Test
    void timeUnitMissing() {
        SharedQueue<String> queue = empty();
        assertThatNullPointerException().isThrownBy(() -> queue.poll(1, null));
        assertThatNullPointerException().isThrownBy(() -> queue.offer("a", 1, null));
        assertThat(queue).isEmpty();
    }

    // Order ------------------------------------------------------------------------------------------------------

    @Test
    void put_waitsForRoomAndIsServedInOrder() throws Exception {
        SharedQueue<String> queue = full("a");
        SharedQueue<String> far = elsewhere(queue, String.class);
        Waiting<?> b = Waiting.parked(queue, () -> {
            queue.put("b");
            return null;
        });
        Waiting<Boolean> c = Waiting.parked(far, () -> far.offer("c", 1, TimeUnit.HOURS));
        assertThat(b.isOver()).isFalse();
        assertThat(c.isOver()).isFalse();
        // Who did not wait does not overtake those who do.
        assertThat(far.poll()).isEqualTo("a");
        b.get();
        assertThat(queue.offer("d")).isFalse();
        assertThat(queue.remove("b")).isTrue();
        assertThat(c.get()).isTrue();
        assertThat(queue).containsExactly("c");
    }

    @Test
    void clear_makesRoomForThoseWhoWait() throws Exception {
        SharedQueue<String> queue = full("a");
        Waiting<Boolean> b = Waiting.parked(queue, () -> queue.offer("b", 1, TimeUnit.HOURS));
        queue.clear();
        assertThat(b.get()).isTrue();
        assertThat(queue).containsExactly("b");
    }

    @Test
    void take_servesThoseWhoWaitInTheirOrderAcrossConnections() throws Exception {
        SharedQueue<String> near = empty();
        SharedQueue<String> far = elsewhere(near, String.class);
        List<Waiting<String>> takers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            SharedQueue<String> queue = i % 2 == 0 ? near : far;
            takers.add(Waiting.parked(queue, queue::take));
        }
        near.addAll(List.of("0", "1", "2", "3", "4"));
        far.addAll(List.of("5", "6", "7", "8", "9"));
        for (int i = 0; i < 10; i++) {
            assertThat(takers.get(i).get()).isEqualTo(String.valueOf(i));
        }
    }

    @Test
    void firstInFirstOut_acrossConnections() {
        SharedQueue<String> near = empty();
        SharedQueue<String> far = elsewhere(near, String.class);
        for (int i = 0; i < 100; i++) {
            (i % 3 == 0 ? far : near).add(String.valueOf(i));
        }
        for (int i = 0; i < 100; i++) {
            assertThat((i % 2 == 0 ? near : far).poll()).isEqualTo(String.valueOf(i));
        }
    }

    @Test
    void manyProducersAndConsumers_loseAndDuplicateNothing() throws Exception {
        int each = 1_500;
        List<Manager> connections =
                IntStream.range(0, 3).mapToObj(i -> MANAGERS.connect()).toList();
        List<SharedQueue<Integer>> queues = connections.stream()
                .map(manager -> manager.queue("busy", Integer.class, 50))
                .toList();
        List<Waiting<List<Integer>>> consumers = new ArrayList<>();
        List<Waiting<Void>> producers = new ArrayList<>();
        Queue<Integer> all = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 6; i++) {
            SharedQueue<Integer> queue = queues.get(i % 3);
            int producer = i;
            producers.add(Waiting.start(() -> {
                for (int n = 0; n < each; n++) {
                    queue.put(producer * each + n);
                }
                return null;
            }));
            consumers.add(Waiting.start(() -> {
                List<Integer> taken = new ArrayList<>();
                for (int element = queue.take(); element >= 0; element = queue.take()) {
                    taken.add(element);
                    all.add(element);
                }
                return taken;
            }));
        }
        for (Waiting<Void> producer : producers) {
            producer.get();
        }
        for (int i = 0; i < 6; i++) {
            queues.get(0).put(-1);
        }
        for (Waiting<List<Integer>> consumer : consumers) {
            // What one producer put, each consumer sees in that order.
            int[] last = new int[6];
            Arrays.fill(last, -1);
            for (int element : consumer.get()) {
                assertThat(element).isGreaterThan(last[element / each]);
                last[element / each] = element;
            }
        }
        List<Integer> sorted = new ArrayList<>(all);
        Collections.sort(sorted);
        assertThat(sorted)
                .containsExactlyElementsOf(IntStream.range(0, 6 * each).boxed().toList());
        assertThat(queues.get(1)).isEmpty();
    }

    // Draining ---------------------------------------------------------------------------------------------------

    @Test
    void drainTo_itself() {
        SharedQueue<String> queue = full("a");
        assertThatIllegalArgumentException().isThrownBy(() -> queue.drainTo(queue));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.drainTo(queue, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.drainTo(elsewhere(queue, String.class)));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.addAll(queue));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.addAll(elsewhere(queue, String.class)));
        assertThatNullPointerException().isThrownBy(() -> queue.drainTo(null));
        assertThat(queue).containsExactly("a");
    }

    @Test
    void drainTo_withLimits() {
        SharedQueue<String> queue = empty();
        queue.addAll(List.of("a", "b", "c", "d", "e"));
        List<String> drained = new ArrayList<>();
        assertThat(queue.drainTo(drained, 0)).isZero();
        assertThat(queue.drainTo(drained, -1)).isZero();
        assertThat(queue.drainTo(drained, Integer.MIN_VALUE)).isZero();
        assertThat(queue).hasSize(5);
        assertThat(queue.drainTo(drained, 2)).isEqualTo(2);
        assertThat(drained).containsExactly("a", "b");
        assertThat(queue.drainTo(drained)).isEqualTo(3);
        assertThat(queue.drainTo(drained)).isZero();
        assertThat(drained).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void drainTo_manyPages() {
        SharedQueue<Integer> queue = MANAGERS.manager().queue(Integer.class);
        List<Integer> all = IntStream.range(0, 50_000).boxed().toList();
        queue.addAll(all);
        List<Integer> drained = new ArrayList<>();
        assertThat(queue.drainTo(drained)).isEqualTo(50_000);
        assertThat(drained).isEqualTo(all);
        assertThat(queue).isEmpty();
    }

    @Test
    void drainTo_aCollectionThatRefuses_losesNothing() {
        SharedQueue<String> queue = empty();
        queue.addAll(List.of("a", "b", "c"));
        assertThatThrownBy(() -> queue.drainTo(List.of())).isInstanceOf(UnsupportedOperationException.class);
        await().untilAsserted(() -> assertThat(queue).containsExactly("a", "b", "c"));

        ArrayBlockingQueue<String> small = new ArrayBlockingQueue<>(2);
        assertThatThrownBy(() -> queue.drainTo(small)).isInstanceOf(IllegalStateException.class);
        // As BlockingQueue allows, an element may be in both; none is in neither.
        assertThat(queue).contains("c");
    }

    // Capacity ---------------------------------------------------------------------------------------------------

    @Test
    void remainingCapacity() {
        SharedQueue<String> queue = MANAGERS.manager().queue(STRINGS, 3);
        assertThat(queue.remainingCapacity()).isEqualTo(3);
        queue.add("a");
        assertThat(queue.remainingCapacity()).isEqualTo(2);
        queue.addAll(List.of("b", "c"));
        assertThat(queue.remainingCapacity()).isZero();
        assertThat(queue.offer("d")).isFalse();
        assertThatThrownBy(() -> queue.add("d")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queue.addAll(List.of("d", "e"))).isInstanceOf(IllegalStateException.class);
        assertThat(queue).containsExactly("a", "b", "c");
        assertThat(empty().remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
        assertThat(MANAGERS.manager().queue(STRINGS, Integer.MAX_VALUE).remainingCapacity())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void addAll_fillsUpAndThenRefuses() {
        SharedQueue<String> queue = MANAGERS.manager().queue(STRINGS, 2);
        assertThatThrownBy(() -> queue.addAll(List.of("a", "b", "c"))).isInstanceOf(IllegalStateException.class);
        assertThat(queue).containsExactly("a", "b");
    }
}
