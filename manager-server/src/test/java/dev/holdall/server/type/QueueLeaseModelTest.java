package dev.holdall.server.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.QueueOrder;
import dev.holdall.v1.QueueSizeReply;
import dev.holdall.v1.QueueTakeLeasedReply;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueuesGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thousands of random steps of several sessions that take, lease, acknowledge, fail and die, against a simple model. */
class QueueLeaseModelTest {
    private static final int STEPS = 3_000;
    private static final int DEAD_AFTER = 4;
    private static final Duration STEP = Duration.ofMillis(1);

    @RegisterExtension
    final TestMachine machine = new TestMachine().withoutCheckOfEachCall();

    /** An element of the model. Its place never changes. */
    private static final class Item {
        private final String text;
        private final long place;
        private int deliveries;

        Item(String text, long place) {
            this.text = text;
            this.place = place;
        }
    }

    /** Somebody has an element, by a lease or by an answer that is not acknowledged. */
    private static final class Out {
        private final Item item;
        private final TestSession by;
        private final Pending<?> call;
        private final boolean leased;
        private long until;
        /** The answer can still come back. */
        private boolean kept = true;

        Out(Item item, TestSession by, Pending<?> call, boolean leased) {
            this.item = item;
            this.by = by;
            this.call = call;
            this.leased = leased;
        }
    }

    private final TreeSet<Item> there = new TreeSet<>(Comparator.comparingLong(item -> item.place));
    private final List<Out> out = new ArrayList<>();
    private final List<String> dead = new ArrayList<>();
    private final List<TestSession> sessions = new ArrayList<>();
    private Random random = new Random(0);
    private boolean lifo;
    private long unfinished;
    private long time;
    private int lastElement;
    private int acknowledged;
    private int expired;

    private ObjectId queue = ObjectId.getDefaultInstance();
    private ObjectId deadQueue = ObjectId.getDefaultInstance();

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, false", "4, true", "5, true"})
    void elementsAreInTheQueueOrOutOrDead_andComeInOrder(long seed, boolean lastInFirstOut) {
        random = new Random(seed);
        lifo = lastInFirstOut;
        queue = open("q", lifo ? QueueOrder.LIFO : QueueOrder.FIFO);
        deadQueue = open("dead", QueueOrder.FIFO);
        machine.call(QueuesGrpc.getSetDeadLettersMethod(), QueueCalls.deadLetters(queue, deadQueue, DEAD_AFTER));
        for (int i = 0; i < 3; i++) {
            sessions.add(machine.open());
        }
        for (int step = 0; step < STEPS; step++) {
            act();
            if (step % 5 == 0) {
                check();
            }
        }
        check();
        assertThat(acknowledged).isGreaterThan(100);
        assertThat(expired).isGreaterThan(50);
        assertThat(dead).hasSizeGreaterThan(40);
    }

    private ObjectId open(String name, QueueOrder order) {
        return machine.call(
                        QueuesGrpc.getOpenMethod(),
                        QueueCalls.open(name, 0).toBuilder().setOrder(order).build())
                .getId();
    }

    // Steps ------------------------------------------------------------------------------------------------------

    private void act() {
        TestSession by = sessions.get(random.nextInt(sessions.size()));
        switch (random.nextInt(16)) {
            case 0, 1 -> put();
            case 2, 3, 4, 5 -> lease(by);
            case 6 -> take(by);
            case 7, 8 -> acknowledge(by);
            case 9, 10 -> giveLeaseBack(by);
            case 11 -> extend(by);
            case 12 -> receive(by);
            case 13 -> {
                if (random.nextBoolean()) {
                    giveReplyBack(by);
                } else {
                    findReplyUndecodable(by);
                }
            }
            case 14 -> pass(STEP.multipliedBy(random.nextInt(40)));
            default -> {
                if (random.nextInt(5) == 0) {
                    end(by);
                }
            }
        }
    }

    private void put() {
        String text = "" + ++lastElement;
        machine.call(QueuesGrpc.getOfferMethod(), QueueCalls.offer(queue, text));
        there.add(new Item(text, lifo ? -lastElement : lastElement));
        unfinished++;
    }

    private Duration someTime() {
        return STEP.multipliedBy(1 + random.nextInt(100));
    }

    private void lease(TestSession by) {
        Duration visibility = someTime();
        Pending<QueueTakeLeasedReply> call =
                by.start(QueuesGrpc.getTakeLeasedMethod(), QueueCalls.pollLeased(queue, visibility));
        QueueTakeLeasedReply reply = call.reply();
        assertThat(reply.hasElement()).isEqualTo(!there.isEmpty());
        if (reply.hasElement()) {
            Out taken = take(by, call, true);
            taken.until = time + visibility.toNanos();
            assertThat(Elements.text(reply.getElement())).isEqualTo(taken.item.text);
            assertThat(reply.getDeliveries()).isEqualTo(taken.item.deliveries);
        }
    }

    private void take(TestSession by) {
        Pending<QueueTakeReply> call = by.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue, Duration.ZERO));
        QueueTakeReply reply = call.reply();
        assertThat(reply.hasElement()).isEqualTo(!there.isEmpty());
        if (reply.hasElement()) {
            Out taken = take(by, call, false);
            assertThat(Elements.text(reply.getElement())).isEqualTo(taken.item.text);
            assertThat(reply.getDeliveries()).isEqualTo(taken.item.deliveries);
            assertThat(reply.getRedelivered()).isEqualTo(taken.item.deliveries > 1);
        }
    }

    private Out take(TestSession by, Pending<?> call, boolean leased) {
        Item item = there.pollFirst();
        item.deliveries++;
        Out taken = new Out(item, by, call, leased);
        out.add(taken);
        return taken;
    }

    /** One of those leases that were this session's at some time. */
    private Out anyLease(TestSession by) {
        List<Out> leases =
                out.stream().filter(each -> each.leased && each.by == by).toList();
        return leases.isEmpty() ? null : leases.get(random.nextInt(leases.size()));
    }

    private static long number(Out lease) {
        return ((QueueTakeLeasedReply) lease.call.reply()).getLease();
    }

    private void acknowledge(TestSession by) {
        Out lease = anyLease(by);
        if (lease != null) {
            var request = QueueCalls.acknowledge(queue, number(lease));
            assertThat(sessions.stream().filter(other -> other != by))
                    .allSatisfy(other -> assertThat(other.call(QueuesGrpc.getAcknowledgeLeaseMethod(), request)
                                    .getAcknowledged())
                            .isFalse());
            assertThat(by.call(QueuesGrpc.getAcknowledgeLeaseMethod(), request).getAcknowledged())
                    .isTrue();
            assertThat(by.call(QueuesGrpc.getAcknowledgeLeaseMethod(), request).getAcknowledged())
                    .isFalse();
            out.remove(lease);
            unfinished--;
            acknowledged++;
        }
    }

    private void giveLeaseBack(TestSession by) {
        Out lease = anyLease(by);
        if (lease != null) {
            assertThat(by.call(QueuesGrpc.getGiveLeaseBackMethod(), QueueCalls.giveBack(queue, number(lease)))
                            .getGivenBack())
                    .isTrue();
            comesBack(lease);
        }
    }

    private void extend(TestSession by) {
        Out lease = anyLease(by);
        if (lease != null) {
            Duration visibility = someTime();
            assertThat(by.call(QueuesGrpc.getExtendLeaseMethod(), QueueCalls.extend(queue, number(lease), visibility))
                            .getExtended())
                    .isTrue();
            lease.until = time + visibility.toNanos();
        }
    }

    /** The session has received an answer. */
    private void receive(TestSession by) {
        out.stream().filter(each -> each.by == by && each.kept).findFirst().ifPresent(each -> {
            by.acknowledge(each.call);
            each.kept = false;
            if (!each.leased) {
                out.remove(each);
            }
        });
    }

    private void giveReplyBack(TestSession by) {
        out.stream().filter(each -> each.by == by && each.kept).findFirst().ifPresent(each -> {
            by.giveBack(each.call);
            each.item.deliveries--;
            out.remove(each);
            there.add(each.item);
        });
    }

    private void findReplyUndecodable(TestSession by) {
        out.stream().filter(each -> each.by == by && each.kept).findFirst().ifPresent(each -> {
            by.undecodable(each.call);
            comesBack(each);
        });
    }

    private void pass(Duration passed) {
        time += passed.toNanos();
        machine.advance(passed);
        out.stream()
                .filter(each -> each.leased && each.until <= time)
                .sorted(Comparator.<Out>comparingLong(each -> each.until)
                        .thenComparingLong(QueueLeaseModelTest::number))
                .forEach(each -> {
                    comesBack(each);
                    expired++;
                });
    }

    private void end(TestSession by) {
        by.end();
        // First what was never received, in the order of the calls; then leases, the oldest first.
        out.stream()
                .filter(each -> each.by == by)
                .sorted(Comparator.<Out, Boolean>comparing(each -> !each.kept)
                        .thenComparingLong(each -> each.call.seq()))
                .forEach(this::comesBack);
        sessions.set(sessions.indexOf(by), machine.open());
    }

    private void comesBack(Out each) {
        out.remove(each);
        if (each.item.deliveries >= DEAD_AFTER) {
            dead.add(each.item.text);
            unfinished--;
        } else {
            there.add(each.item);
        }
    }

    // What must be true ------------------------------------------------------------------------------------------

    private List<String> content(ObjectId of) {
        List<String> content = new ArrayList<>();
        long after = 0;
        while (true) {
            var page = machine.call(QueuesGrpc.getPageMethod(), QueueCalls.page(of, after, 0));
            content.addAll(Elements.texts(page.getElementsList()));
            if (!page.getMore()) {
                return content;
            }
            after = page.getPositions(page.getPositionsCount() - 1);
        }
    }

    private void check() {
        assertThat(content(queue))
                .containsExactlyElementsOf(there.stream().map(item -> item.text).toList());
        assertThat(content(deadQueue)).containsExactlyElementsOf(dead);
        QueueSizeReply sizes = machine.call(QueuesGrpc.getSizeMethod(), QueueCalls.size(queue));
        assertThat(sizes.getSize()).isEqualTo(there.size());
        assertThat(sizes.getLeased())
                .isEqualTo(out.stream().filter(each -> each.leased).count());
        // What was taken without a lease and received is unfinished for good.
        assertThat(sizes.getUnfinished()).isEqualTo(unfinished);
        long next = out.stream()
                .filter(each -> each.leased)
                .mapToLong(each -> each.until)
                .min()
                .orElse(-1);
        assertThat(machine.untilDeadline()).isEqualTo(next < 0 ? null : Duration.ofNanos(next - time));
    }
}
