package dev.holdall.client.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdall.client.ManagerFixture;
import dev.holdall.client.proxy.QueueShutDown;
import dev.holdall.client.proxy.SharedQueue;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Python's {@code Queue} and {@code JoinableQueue}, and {@code LifoQueue} and {@code PriorityQueue} of its {@code queue}, method by method. */
@Timeout(60)
class PythonQueueTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static SharedQueue<String> queue(String... elements) {
        SharedQueue<String> queue = MANAGERS.manager().queue(String.class);
        queue.addAll(Arrays.asList(elements));
        return queue;
    }

    /** With room for one. */
    private static SharedQueue<String> full() {
        SharedQueue<String> queue = MANAGERS.manager().queue(String.class, 1);
        queue.add("first");
        return queue;
    }

    @Test
    @Python("Queue")
    void newQueue() throws Exception {
        SharedQueue<String> near = MANAGERS.manager().queue("named", String.class, 3);
        SharedQueue<String> far = MANAGERS.other().queue("named", String.class, 3);
        near.put("a");
        near.put("b");
        assertThat(far.take()).isEqualTo("a");
        assertThat(far.take()).isEqualTo("b");
        assertThat(far.remainingCapacity()).isEqualTo(3);
        assertThat(queue().remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    @Python("Queue.put")
    void put() throws Exception {
        SharedQueue<String> q = full();
        assertThat(q.offer("second", 1, TimeUnit.MILLISECONDS)).isFalse(); // Full
        Elsewhere<Boolean> timed = Elsewhere.call(() -> q.offer("second", 1, TimeUnit.HOURS));
        assertThat(q.take()).isEqualTo("first");
        assertThat(timed.outcome()).isTrue();
        Elsewhere<Void> untimed = Elsewhere.call(() -> {
            q.put("third");
            return null;
        });
        assertThat(q.take()).isEqualTo("second");
        untimed.outcome();
        assertThat(q).containsExactly("third");
    }

    @Test
    @Python("Queue.put_nowait")
    void putNoWait() {
        SharedQueue<String> q = full();
        assertThat(q.offer("second")).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> q.add("second"));
        assertThat(q.poll()).isEqualTo("first");
        assertThat(q.offer("second")).isTrue();
        assertThat(q).containsExactly("second");
    }

    @Test
    @Python("Queue.get")
    void get() throws Exception {
        SharedQueue<String> q = queue();
        assertThat(q.poll(1, TimeUnit.MILLISECONDS)).isNull(); // Empty
        Elsewhere<String> timed = Elsewhere.call(() -> q.poll(1, TimeUnit.HOURS));
        q.put("a");
        assertThat(timed.outcome()).isEqualTo("a");
        Elsewhere<String> untimed = Elsewhere.call(q::take);
        q.put("b");
        assertThat(untimed.outcome()).isEqualTo("b");
    }

    @Test
    @Python("Queue.get_nowait")
    void getNoWait() {
        SharedQueue<String> q = queue("a", "b");
        assertThat(q.poll()).isEqualTo("a");
        assertThat(q.remove()).isEqualTo("b");
        assertThat(q.poll()).isNull();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(q::remove);
    }

    @Test
    @Python("Queue.qsize")
    void qsize() {
        assertThat(queue().size()).isZero();
        assertThat(queue("a", "b").size()).isEqualTo(2);
    }

    @Test
    @Python("Queue.empty")
    void empty() {
        assertThat(queue().isEmpty()).isTrue();
        assertThat(queue("a").isEmpty()).isFalse();
    }

    @Test
    @Python("Queue.full")
    void isFull() {
        SharedQueue<String> q = full();
        assertThat(q.remainingCapacity()).isZero();
        q.poll();
        assertThat(q.remainingCapacity()).isOne();
    }

    @Test
    @Python("Queue.task_done")
    void taskDone() {
        SharedQueue<String> q = queue("a", "b");
        q.poll();
        assertThat(q.unfinishedTasks()).isEqualTo(2);
        q.taskDone();
        assertThat(q.unfinishedTasks()).isEqualTo(1);
        q.taskDone(); // Python counts what was put, not what was taken
        assertThatIllegalStateException().isThrownBy(q::taskDone);
        assertThat(q.unfinishedTasks()).isZero();
    }

    @Test
    @Python("Queue.join")
    void join() throws Exception {
        SharedQueue<String> q = queue("a", "b");
        assertThat(q.join(1, TimeUnit.MILLISECONDS)).isFalse();
        Elsewhere<Boolean> joined = Elsewhere.call(() -> {
            q.join();
            return q.unfinishedTasks() == 0;
        });
        q.take();
        q.taskDone();
        q.take();
        assertThat(joined.isOver()).isFalse();
        q.taskDone();
        assertThat(joined.outcome()).isTrue();
        q.join();
    }

    @Test
    @Python("Queue.shutdown")
    void shutdown() throws Exception {
        SharedQueue<String> q = queue("a");
        SharedQueue<String> full = full();
        Elsewhere<Boolean> waits = Elsewhere.call(() -> full.offer("second", 1, TimeUnit.HOURS));
        q.shutdown();
        full.shutdown();
        assertThatExceptionOfType(QueueShutDown.class).isThrownBy(waits::outcome);
        assertThatExceptionOfType(QueueShutDown.class).isThrownBy(() -> q.put("b"));
        assertThatExceptionOfType(QueueShutDown.class).isThrownBy(() -> q.offer("b"));
        assertThat(q.take()).isEqualTo("a"); // what is in it can be taken
        assertThatExceptionOfType(QueueShutDown.class).isThrownBy(q::take);
        assertThatExceptionOfType(QueueShutDown.class).isThrownBy(q::poll);
        q.taskDone();
        q.join();
    }

    @Test
    @Python("Queue.shutdown(immediate)")
    void shutdownImmediate() throws Exception {
        SharedQueue<String> q = queue("a", "b");
        SharedQueue<String> empty = queue();
        Elsewhere<String> waits = Elsewhere.call(empty::take);
        q.shutdownNow();
        empty.shutdownNow();
        assertThatExceptionOfType(QueueShutDown.class).isThrownBy(waits::outcome);
        assertThatExceptionOfType(QueueShutDown.class).isThrownBy(q::take);
        assertThatExceptionOfType(QueueShutDown.class).isThrownBy(() -> q.put("c"));
        assertThat(q.unfinishedTasks()).isZero();
        q.join();
    }

    // LifoQueue, PriorityQueue -----------------------------------------------------------------------------------

    @Test
    @Python("LifoQueue")
    @Python("LifoQueue.put")
    @Python("LifoQueue.get")
    void lifoQueue() throws Exception {
        SharedQueue<String> q = MANAGERS.manager().lifoQueue(String.class, 3);
        q.put("a");
        q.put("b");
        q.put("c");
        assertThat(q.offer("d")).isFalse();
        assertThat(q.take()).isEqualTo("c");
        q.put("d");
        assertThat(q.take()).isEqualTo("d");
        assertThat(q.take()).isEqualTo("b");
        assertThat(q.take()).isEqualTo("a");
    }

    record Prioritised(long priority, String element) {}

    @Test
    @Python("PriorityQueue")
    @Python("PriorityQueue.put")
    @Python("PriorityQueue.get")
    void priorityQueue() throws Exception {
        SharedQueue<Prioritised> q = MANAGERS.manager().priorityQueue(Prioritised.class, 3, Prioritised::priority);
        q.put(new Prioritised(5, "a"));
        q.put(new Prioritised(-1, "c"));
        q.put(new Prioritised(5, "b"));
        assertThat(q.offer(new Prioritised(0, "d"))).isFalse();
        assertThat(q.take().element()).isEqualTo("c");
        assertThat(q.take().element()).isEqualTo("a");
        assertThat(q.take().element()).isEqualTo("b");
    }
}
