package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.Refused;
import dev.holdall.client.TypeRef;
import dev.holdall.client.call.Holds;
import dev.holdall.v1.QueueEnd;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Queues that are last in first out or by priority, deques, and how a program meets them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueKindsTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static final TypeRef<String> STRINGS = TypeRef.of(String.class);

    record Job(String name, int urgency) {}

    private static Manager manager() {
        return MANAGERS.manager();
    }

    private static void mismatch(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.reason()).isEqualTo(Refused.Reason.MISMATCH));
    }

    // Names ------------------------------------------------------------------------------------------------------

    @Test
    void aName_hasOneOrderAndOneCapacity() {
        SharedQueue<String> lifo = manager().lifoQueue("lifo", String.class);
        assertThat(MANAGERS.other().lifoQueue("lifo", STRINGS)).isEqualTo(lifo);
        mismatch(() -> manager().queue("lifo", String.class));
        mismatch(() -> manager().deque("lifo", String.class));
        mismatch(() -> manager().priorityQueue("lifo", String.class, String::length));
        mismatch(() -> manager().lifoQueue("lifo", String.class, 3));
        manager().priorityQueue("by priority", String.class, 2, String::length);
        mismatch(() -> manager().queue("by priority", String.class, 2));
        mismatch(() -> manager().priorityQueue("by priority", String.class, String::length));
    }

    @Test
    void aDeque_isTheQueueOfItsName() {
        SharedDeque<String> deque = manager().deque("both", String.class, 3);
        SharedQueue<String> queue = MANAGERS.other().queue("both", String.class, 3);
        assertThat(deque).isEqualTo(queue).hasSameHashCodeAs(queue);
        assertThat(queue).isEqualTo(deque);
        queue.add("b");
        deque.addFirst("a");
        assertThat(queue).containsExactly("a", "b");
        assertThat(deque.remainingCapacity()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> deque.addAll(queue));
    }

    @Test
    void capacities_areChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> manager().deque(String.class, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> manager().lifoQueue("n", String.class, -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> manager().priorityQueue("n", String.class, 0, String::length));
        assertThatNullPointerException()
                .isThrownBy(() -> manager().priorityQueue(String.class, (ToLongFunction<String>) null));
        SharedQueue<String> lifo = manager().lifoQueue(String.class, 1);
        SharedQueue<String> byPriority = manager().priorityQueue(STRINGS, 1, String::length);
        for (SharedQueue<String> queue : List.of(lifo, byPriority)) {
            assertThat(queue.offer("a")).isTrue();
            assertThat(queue.offer("b")).isFalse();
            assertThat(queue).containsExactly("a");
        }
    }

    // Orders -----------------------------------------------------------------------------------------------------

    @Test
    void lifo_isAStack() throws Exception {
        SharedQueue<Integer> stack = manager().lifoQueue(Integer.class);
        stack.addAll(List.of(1, 2));
        stack.put(3);
        assertThat(stack).containsExactly(3, 2, 1);
        assertThat(stack.peek()).isEqualTo(3);
        assertThat(stack.take()).isEqualTo(3);
        assertThat(stack.takeMany(5)).containsExactly(2, 1);
    }

    @Test
    void byPriority_lowestFirstThenFirstInFirstOut() throws Exception {
        SharedQueue<Job> jobs = manager().priorityQueue("jobs", Job.class, Job::urgency);
        jobs.put(new Job("a", 5));
        jobs.offer(new Job("b", -1));
        jobs.addAll(List.of(new Job("c", 5), new Job("d", 0)));
        jobs.putAll(List.of(new Job("e", -1)));
        jobs.offer(new Job("f", 7), 1, TimeUnit.SECONDS);
        assertThat(jobs.stream().map(Job::name)).containsExactly("b", "e", "d", "a", "c", "f");
        assertThat(jobs.remove(new Job("d", 0))).isTrue();
        assertThat(jobs.removeIf(job -> job.urgency() == 7)).isTrue();
        Iterator<Job> iterator = jobs.iterator();
        assertThat(iterator.next().name()).isEqualTo("b");
        iterator.remove();
        assertThat(MANAGERS.other()
                        .priorityQueue("jobs", Job.class, Job::urgency)
                        .take()
                        .name())
                .isEqualTo("e");
        assertThat(jobs).containsExactly(new Job("a", 5), new Job("c", 5));
    }

    @Test
    void byPriority_iteratesOverManyPagesAndLevels() {
        SharedQueue<Integer> queue = manager().priorityQueue(Integer.class, element -> element % 7);
        List<Integer> all = IntStream.range(0, 10_000).boxed().toList();
        queue.addAll(all);
        List<Integer> expected = new ArrayList<>(all);
        expected.sort(java.util.Comparator.comparingInt(element -> element % 7));
        assertThat(new ArrayList<>(queue)).isEqualTo(expected);
        assertThat(queue.page(0).getMore()).isTrue();
        assertThat(queue.removeIf(element -> element % 2 == 0)).isTrue();
        expected.removeIf(element -> element % 2 == 0);
        List<Integer> drained = new ArrayList<>();
        queue.drainTo(drained);
        assertThat(drained).isEqualTo(expected);
    }

    // References -------------------------------------------------------------------------------------------------

    @Test
    void byPriority_readAsAReferenceIsTakenFromAndPutToOnceItHasAFunction() throws Exception {
        SharedQueue<String> queue = manager().priorityQueue(String.class, String::length);
        queue.addAll(List.of("ccc", "a"));
        SharedList<SharedQueue<String>> carrier = manager().list(new TypeRef<SharedQueue<String>>() {});
        carrier.add(queue);
        SharedQueue<String> read = carrier.get(0);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> read.put("b"),
                () -> read.offer("b"),
                () -> read.add("b"),
                () -> read.addAll(List.of("b")),
                () -> read.putAll(List.of("b")),
                () -> read.offer("b", 1, TimeUnit.SECONDS))) {
            assertThatThrownBy(call)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("priority");
        }
        assertThat(read.take()).isEqualTo("a");
        assertThat(read).containsExactly("ccc");
        read.withPriority(String::length).put("bb");
        assertThat(read).containsExactly("bb", "ccc");
    }

    @Test
    void aDequesReference_isReadAsADequeOrAQueue() {
        SharedDeque<String> deque = manager().deque(String.class);
        deque.addFirst("a");
        SharedList<SharedDeque<String>> deques = manager().list("deques", new TypeRef<SharedDeque<String>>() {});
        deques.add(deque);
        SharedDeque<String> read = MANAGERS.other()
                .list("deques", new TypeRef<SharedDeque<String>>() {})
                .get(0);
        read.addFirst("b");
        assertThat(deque).containsExactly("b", "a");
        SharedList<Object> untyped = manager().list(Object.class);
        untyped.add(deque);
        untyped.add(manager().list(String.class));
        assertThat(untyped.get(0)).isExactlyInstanceOf(SharedQueue.class).isEqualTo(deque);
    }

    @Test
    void aReferenceToSomethingElse_isNoDeque() {
        SharedDict<String, SharedDeque<String>> deques =
                manager().dict("mixed", TypeRef.of(String.class), new TypeRef<SharedDeque<String>>() {});
        SharedDict<String, SharedList<String>> lists =
                manager().dict("mixed", TypeRef.of(String.class), new TypeRef<SharedList<String>>() {});
        lists.put("list", manager().list(String.class));
        assertThatThrownBy(() -> deques.get("list"))
                .isInstanceOf(ClassCastException.class)
                .hasMessageContaining("holdall.v1.Lists");
    }

    @Test
    void aLifoQueueReadAsADeque_refusesItsOtherEnd() {
        SharedDict<String, SharedDeque<String>> deques =
                manager().dict("stacks", TypeRef.of(String.class), new TypeRef<SharedDeque<String>>() {});
        SharedDict<String, SharedQueue<String>> queues =
                manager().dict("stacks", TypeRef.of(String.class), new TypeRef<SharedQueue<String>>() {});
        queues.put("stack", manager().lifoQueue(String.class));
        SharedDeque<String> stack = deques.get("stack");
        stack.push("a");
        stack.push("b");
        mismatch(() -> stack.addLast("c"));
        mismatch(stack::pollLast);
        assertThat(stack.pop()).isEqualTo("b");
    }

    @Test
    void toString_namesTheKind() {
        SharedDeque<String> deque = manager().deque("shown", String.class);
        deque.add("a");
        assertThat(deque).hasToString("[a]");
        SharedList<SharedDeque<String>> list = manager().list(new TypeRef<SharedDeque<String>>() {});
        list.add(deque);
        assertThat(list.toString()).contains("SharedDeque[#");
    }

    @Test
    void anElementWhosePriorityTakesACall_isKeptByTheCallThatPutsIt() {
        SharedQueue<SharedList<String>> queue = SharedQueue.openByPriority(
                manager().proxies(), "by size", new TypeRef<SharedList<String>>() {}, 1, list -> list.size());
        SharedList<String> element = manager().list(String.class);
        queue.requests().offer(QueueEnd.NATURAL, element);
        assertThat(Holds.takeEncoded()).containsExactly(element.handle().held());
        queue.requests().sent(List.of(element, element));
        assertThat(Holds.takeEncoded())
                .containsExactly(element.handle().held(), element.handle().held());
    }
}
