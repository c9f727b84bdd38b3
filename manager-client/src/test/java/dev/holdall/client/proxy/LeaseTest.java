package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerException;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.Refused;
import dev.holdall.client.TypeRef;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Elements of queues that are leased, and what becomes of them: as programs meet it, several processes at once. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeaseTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(50);

    private static SharedQueue<String> queue(String name, String... elements) {
        SharedQueue<String> queue = MANAGERS.manager().queue(name, String.class);
        queue.addAll(List.of(elements));
        return queue;
    }

    /** The same queue, as another process sees it. */
    private static SharedQueue<String> elsewhere(String name) {
        return MANAGERS.other().queue(name, String.class);
    }

    private static <T> T of(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    // Holding ----------------------------------------------------------------------------------------------------

    @Test
    void acknowledgedElement_isGone() throws Exception {
        SharedQueue<String> queue = queue("acknowledged", "a", "b");
        try (Lease<String> lease = queue.takeLeased(HOUR)) {
            assertThat(lease.element()).isEqualTo("a");
            assertThat(lease.deliveries()).isEqualTo(1);
            assertThat(lease.isRedelivered()).isFalse();
            assertThat(queue).containsExactly("b");
            assertThat(queue).hasSize(1).doesNotContain("a");
            assertThat(queue.leasedElements()).isEqualTo(1);
            assertThat(lease.ack()).isTrue();
        }
        assertThat(queue).containsExactly("b");
        assertThat(queue.leasedElements()).isZero();
    }

    @Test
    void leaseThatIsClosedBefore_givesItsElementBack() throws Exception {
        SharedQueue<String> queue = queue("closed", "a", "b");
        assertThatThrownBy(() -> {
                    try (Lease<String> lease = queue.takeLeased(HOUR)) {
                        throw new IllegalStateException("cannot work on " + lease.element());
                    }
                })
                .hasMessage("cannot work on a")
                .hasNoSuppressedExceptions();
        assertThat(queue).containsExactly("a", "b");
        Lease<String> again = queue.takeLeased(HOUR);
        assertThat(again.element()).isEqualTo("a");
        assertThat(again.deliveries()).isEqualTo(2);
        assertThat(again.isRedelivered()).isTrue();
        again.close();
        again.close();
        assertThat(queue.takeLeased(HOUR).deliveries()).isEqualTo(3);
    }

    @Test
    void leaseEndsOnce() throws Exception {
        SharedQueue<String> queue = queue("once", "a", "b");
        Lease<String> a = queue.takeLeased(HOUR);
        assertThat(a.nack()).isTrue();
        assertThat(a.nack()).isFalse();
        assertThat(a.ack()).isFalse();
        assertThat(a.extend(HOUR)).isFalse();
        assertThat(queue).containsExactly("a", "b");
        Lease<String> again = queue.takeLeased(HOUR);
        assertThat(again.ack()).isTrue();
        assertThat(again.ack()).isFalse();
        assertThat(again.nack()).isFalse();
        assertThat(queue).containsExactly("b");
    }

    @Test
    void anyThread_mayAcknowledge() throws Exception {
        Lease<String> lease = queue("threads", "a").takeLeased(HOUR);
        assertThat(Waiting.start(lease::ack).get()).isTrue();
    }

    @Test
    void acknowledgement_isTheTasksEnd() throws Exception {
        SharedQueue<String> queue = queue("tasks", "a", "b");
        Lease<String> a = queue.takeLeased(HOUR);
        Lease<String> b = queue.takeLeased(HOUR);
        Waiting<Boolean> join = Waiting.parked(queue, () -> queue.join(1, TimeUnit.HOURS));
        a.ack();
        assertThat(queue.unfinishedTasks()).isEqualTo(1);
        assertThat(join.isOver()).isFalse();
        b.ack();
        assertThat(join.get()).isTrue();
    }

    // The end ----------------------------------------------------------------------------------------------------

    @Test
    void elementWhoseTimeHasPassed_goesToWhoWaits() throws Exception {
        SharedQueue<String> queue = queue("expired", "a");
        Lease<String> lost = queue.takeLeased(SOON);
        Lease<String> redelivered = elsewhere("expired").takeLeased(HOUR);
        assertThat(redelivered.element()).isEqualTo("a");
        assertThat(redelivered.deliveries()).isEqualTo(2);
        assertThat(lost.ack()).isFalse();
        lost.close();
        assertThat(redelivered.ack()).isTrue();
        assertThat(queue).isEmpty();
    }

    @Test
    void lease_isOverEvenIfNobodyElseHasTheElement() throws Exception {
        SharedQueue<String> queue = queue("over", "a");
        Lease<String> lease = queue.takeLeased(SOON);
        await().until(() -> queue.size() == 1);
        assertThat(lease.ack()).isFalse();
        assertThat(queue).containsExactly("a");
    }

    @Test
    void extend_sets_the_time_that_is_left() throws Exception {
        SharedQueue<String> queue = queue("extended", "a");
        Lease<String> lease = queue.takeLeased(HOUR);
        assertThat(lease.extend(Duration.ofDays(7))).isTrue();
        assertThat(lease.extend(SOON)).isTrue();
        assertThat(elsewhere("extended").take()).isEqualTo("a");
        assertThat(lease.extend(HOUR)).isFalse();
    }

    @Test
    void endOfAProcess_givesItsElementsBackInOrder() throws Exception {
        SharedQueue<String> queue = queue("dies", "a", "b", "c");
        Manager dying = MANAGERS.connect();
        SharedQueue<String> there = dying.queue("dies", String.class);
        Lease<String> a = there.takeLeased(HOUR);
        there.takeLeased(HOUR);
        Lease<String> c = there.takeLeased(HOUR);
        assertThat(c.ack()).isTrue();
        Waiting<Lease<String>> waiting = Waiting.parked(queue, () -> queue.takeLeased(HOUR));
        dying.close();
        assertThat(waiting.get().element()).isEqualTo("a");
        assertThat(waiting.get().deliveries()).isEqualTo(2);
        assertThat(queue).containsExactly("b");
        assertThatThrownBy(a::ack).isInstanceOf(ManagerException.class);
    }

    @Test
    void endOfAProcess_leavesAllAsItWas() throws Exception {
        SharedQueue<String> queue = queue("leaves", "a", "b", "c");
        Manager dying = MANAGERS.connect();
        SharedQueue<String> there = dying.queue("leaves", String.class);
        there.takeLeased(HOUR);
        there.takeLeased(HOUR);
        dying.close();
        await().until(() -> queue.leasedElements() == 0);
        assertThat(queue).containsExactly("a", "b", "c");
        assertThat(queue.takeDelivery()).isEqualTo(new Delivery<>("a", 2));
        assertThat(queue.pollDelivery()).isEqualTo(new Delivery<>("b", 2));
        assertThat(queue.pollDelivery(1, TimeUnit.SECONDS)).isEqualTo(new Delivery<>("c", 1));
        assertThat(queue.pollDelivery()).isNull();
        assertThat(queue.pollDelivery(1, TimeUnit.MILLISECONDS)).isNull();
        assertThat(new Delivery<>("a", 2).isRedelivered()).isTrue();
        assertThat(new Delivery<>("c", 1).isRedelivered()).isFalse();
    }

    @Test
    void deletedQueue_hasNoLeases() throws Exception {
        SharedQueue<String> queue = queue("deleted", "a");
        Lease<String> lease = queue.takeLeased(HOUR);
        MANAGERS.manager().delete("deleted");
        // A queue of the same name is another one.
        SharedQueue<String> another = queue("deleted", "x");
        another.takeLeased(HOUR);
        assertThatThrownBy(lease::ack)
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.reason()).isEqualTo(Refused.Reason.NO_SUCH_OBJECT));
        assertThat(another.leasedElements()).isEqualTo(1);
    }

    // Waiting ----------------------------------------------------------------------------------------------------

    @Test
    void pollLeased_returnsNullWhereNothingIs() throws Exception {
        SharedQueue<String> queue = queue("poll");
        assertThat(queue.pollLeased(HOUR)).isNull();
        assertThat(queue.pollLeased(HOUR, 0, TimeUnit.SECONDS)).isNull();
        assertThat(queue.pollLeased(HOUR, 10, TimeUnit.MILLISECONDS)).isNull();
        queue.addAll(List.of("a", "b"));
        assertThat(queue.pollLeased(HOUR).element()).isEqualTo("a");
        assertThat(queue.pollLeased(HOUR, 1, TimeUnit.HOURS).element()).isEqualTo("b");
    }

    @Test
    void takeLeased_waits() throws Exception {
        SharedQueue<String> queue = queue("waits");
        Waiting<Lease<String>> waiting = Waiting.parked(queue, () -> queue.takeLeased(HOUR));
        assertThat(waiting.isOver()).isFalse();
        elsewhere("waits").add("a");
        assertThat(waiting.get().element()).isEqualTo("a");
    }

    @Test
    void takeLeased_canBeInterrupted() throws Exception {
        SharedQueue<String> queue = queue("interrupted");
        Waiting<Lease<String>> waiting = Waiting.parked(queue, () -> queue.takeLeased(HOUR));
        waiting.interrupt();
        assertThatThrownBy(waiting::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(InterruptedException.class);
        queue.add("a");
        Waiting<Lease<String>> before = Waiting.start(() -> {
            Thread.currentThread().interrupt();
            return queue.pollLeased(HOUR, 1, TimeUnit.SECONDS);
        });
        assertThatThrownBy(before::get).cause().isInstanceOf(InterruptedException.class);
        assertThat(queue).containsExactly("a");
    }

    @Test
    void shutDownQueue_throwsOnceNothingIsLeft() throws Exception {
        SharedQueue<String> queue = queue("shut", "a");
        queue.shutdown();
        Lease<String> a = queue.takeLeased(HOUR);
        for (ThrowingCallable taking : List.<ThrowingCallable>of(
                () -> queue.takeLeased(HOUR),
                () -> queue.pollLeased(HOUR),
                queue::takeDelivery,
                queue::pollDelivery,
                () -> queue.pollDelivery(1, TimeUnit.SECONDS))) {
            assertThatThrownBy(taking).isInstanceOf(QueueShutDown.class);
        }
        a.nack();
        assertThat(queue.takeDelivery()).isEqualTo(new Delivery<>("a", 2));
    }

    // Kinds of queues --------------------------------------------------------------------------------------------

    @Test
    void lifo_byPriority_andBothEndsOfADeque() throws Exception {
        SharedQueue<String> lifo = MANAGERS.manager().lifoQueue(String.class);
        lifo.addAll(List.of("a", "b"));
        Lease<String> latest = lifo.takeLeased(HOUR);
        assertThat(latest.element()).isEqualTo("b");
        lifo.add("c");
        latest.close();
        assertThat(lifo).containsExactly("c", "b", "a");

        SharedQueue<String> shortest = MANAGERS.manager().priorityQueue(String.class, String::length);
        shortest.addAll(List.of("aaa", "b"));
        Lease<String> first = shortest.pollLeased(HOUR);
        assertThat(first.element()).isEqualTo("b");
        shortest.add("cc");
        first.nack();
        assertThat(shortest).containsExactly("b", "cc", "aaa");

        SharedDeque<String> deque = MANAGERS.manager().deque(String.class);
        deque.addAll(List.of("a", "b", "c", "d"));
        assertThat(deque.takeLeased(HOUR).element()).isEqualTo("a");
        Lease<String> d = deque.takeLastLeased(HOUR);
        assertThat(d.element()).isEqualTo("d");
        assertThat(deque.pollLastLeased(HOUR).element()).isEqualTo("c");
        deque.addLast("e");
        d.close();
        assertThat(deque).containsExactly("b", "d", "e");
        deque.clear();
        assertThat(deque.pollLastLeased(HOUR)).isNull();
        assertThat(deque.pollLastLeased(HOUR, 1, TimeUnit.MILLISECONDS)).isNull();
    }

    // Asynchronous -----------------------------------------------------------------------------------------------

    @Test
    void asynchronousTwins() throws Exception {
        SharedDeque<String> deque = MANAGERS.manager().deque(String.class);
        AsyncDeque<String> async = deque.async();
        CompletableFuture<Lease<String>> waiting = async.takeLeased(HOUR);
        assertThat(of(async.pollLeased(HOUR))).isNull();
        assertThat(of(async.pollLeased(HOUR, 1, TimeUnit.MILLISECONDS))).isNull();
        deque.addAll(List.of("a", "b", "c"));
        Lease<String> a = of(waiting);
        assertThat(a.element()).isEqualTo("a");
        assertThat(of(async.leasedElements())).isEqualTo(1);
        assertThat(of(a.async().extend(HOUR))).isTrue();
        assertThat(of(a.async().nack())).isTrue();
        assertThat(of(a.async().extend(HOUR))).isFalse();
        assertThat(of(a.async().ack())).isFalse();
        assertThat(of(async.takeDelivery())).isEqualTo(new Delivery<>("a", 2));
        assertThat(of(of(async.takeLastLeased(HOUR)).async().ack())).isTrue();
        assertThat(of(async.pollLastLeased(HOUR)).element()).isEqualTo("b");
        assertThat(of(async.pollLastLeased(HOUR, 1, TimeUnit.MILLISECONDS))).isNull();
        assertThat(of(async.pollDelivery())).isNull();
        assertThat(of(async.pollDelivery(1, TimeUnit.MILLISECONDS))).isNull();
        assertThat(deque.unfinishedTasks()).isEqualTo(2);
    }

    @Test
    void cancelledLease_isNotGranted() throws Exception {
        SharedQueue<String> queue = queue("cancelled");
        CompletableFuture<Lease<String>> waiting = queue.async().takeLeased(HOUR);
        waiting.cancel(true);
        queue.add("a");
        await().until(() -> queue.contains("a"));
        assertThat(queue.leasedElements()).isZero();
    }

    // Dead letters -----------------------------------------------------------------------------------------------

    @Test
    void elementThatComesBackTooOften_goesToTheOtherQueue() throws Exception {
        SharedQueue<String> queue = queue("poisoned", "bad", "good");
        SharedQueue<Object> dead = MANAGERS.manager().queue("dead", new TypeRef<Object>() {}, 1);
        dead.add("full");
        queue.deadLetters(dead, 2);
        elsewhere("poisoned").takeLeased(HOUR).nack();
        assertThat(queue).containsExactly("bad", "good");
        queue.takeLeased(HOUR).nack();
        assertThat(queue).containsExactly("good");
        assertThat(dead).containsExactly("full", "bad");
        assertThat(queue.unfinishedTasks()).isEqualTo(1);
        assertThat(dead.unfinishedTasks()).isEqualTo(2);
        // What is wanted back is put again.
        assertThat(dead.poll()).isEqualTo("full");
        assertThat(dead.takeDelivery()).isEqualTo(new Delivery<>("bad", 1));
        queue.noDeadLetters();
        queue.takeLeased(HOUR).nack();
        queue.takeLeased(HOUR).nack();
        assertThat(queue).containsExactly("good");
    }

    @Test
    void elementThatKillsItsConsumers_goesToTheOtherQueue() throws Exception {
        SharedQueue<String> queue = queue("kills", "deadly", "good");
        SharedQueue<String> dead = MANAGERS.manager().queue(String.class);
        of(queue.async().deadLetters(dead, 2));
        for (int i = 0; i < 2; i++) {
            Manager consumer = MANAGERS.connect();
            assertThat(consumer.queue("kills", String.class).takeLeased(HOUR).element())
                    .isEqualTo("deadly");
            consumer.close();
            await().until(() -> queue.leasedElements() == 0);
        }
        assertThat(dead.take()).isEqualTo("deadly");
        assertThat(queue).containsExactly("good");
        of(queue.async().noDeadLetters());
    }

    // Wrong arguments --------------------------------------------------------------------------------------------

    @Test
    void timesThatNoLeaseLasts() throws Exception {
        SharedQueue<String> queue = queue("times", "a", "b");
        Lease<String> lease = queue.takeLeased(Lease.LONGEST);
        for (Duration none : List.of(
                Duration.ZERO,
                Duration.ofNanos(-1),
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofSeconds(Long.MAX_VALUE),
                Lease.LONGEST.plusNanos(1))) {
            for (ThrowingCallable taking : List.<ThrowingCallable>of(
                    () -> queue.takeLeased(none),
                    () -> queue.pollLeased(none),
                    () -> queue.pollLeased(none, 1, TimeUnit.SECONDS),
                    () -> queue.async().takeLeased(none),
                    () -> lease.extend(none),
                    () -> lease.async().extend(none))) {
                assertThatIllegalArgumentException().isThrownBy(taking).withMessageContaining(none.toString());
            }
        }
        assertThatNullPointerException().isThrownBy(() -> queue.takeLeased(null));
        assertThat(queue).containsExactly("b");
        assertThat(lease.ack()).isTrue();
    }

    @Test
    void queuesThatAreNoDeadLetterQueues() {
        SharedQueue<String> queue = queue("letters", "a");
        SharedQueue<String> byPriority = MANAGERS.manager().priorityQueue(String.class, String::length);
        assertThatIllegalArgumentException().isThrownBy(() -> queue.deadLetters(elsewhere("letters"), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.deadLetters(elsewhere("letters"), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.deadLetters(byPriority, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.deadLetters(byPriority, Integer.MIN_VALUE));
        assertThatNullPointerException().isThrownBy(() -> queue.deadLetters(null, 1));
        assertThatThrownBy(() -> queue.deadLetters(byPriority, 1))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.reason()).isEqualTo(Refused.Reason.MISMATCH));
        try (ManagerFixture another = ManagerFixture.start()) {
            SharedQueue<String> far = another.manager().queue(String.class);
            assertThatThrownBy(() -> queue.deadLetters(far, 1))
                    .isInstanceOfSatisfying(
                            Refused.class, e -> assertThat(e.reason()).isEqualTo(Refused.Reason.NO_SUCH_OBJECT));
        }
        queue.pollLeased(HOUR).nack();
        assertThat(queue).containsExactly("a");
    }

    @Test
    void toString_isShortAndMakesNoCall() {
        Lease<String> lease = queue("shown", "x".repeat(5_000)).pollLeased(HOUR);
        MANAGERS.manager().delete("shown");
        assertThat(lease.toString())
                .startsWith("Lease[xxx")
                .endsWith("of SharedQueue[shown]]")
                .hasSizeLessThan(200);
    }
}
