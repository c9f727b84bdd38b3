package dev.holdall.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.holdall.server.state.Attached;
import dev.holdall.server.state.Command;
import dev.holdall.server.state.Effects;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Limits;
import dev.holdall.server.state.MethodTable;
import dev.holdall.server.state.Permits;
import dev.holdall.server.state.Refusal;
import dev.holdall.server.state.StateMachine;
import dev.holdall.server.type.BuiltInTypes;
import dev.holdall.server.type.QueueCalls;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListSizeReply;
import dev.holdall.v1.ListSizeRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.Opened;
import dev.holdall.v1.QueuePageReply;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.Reply;
import dev.holdall.wire.MethodNumber;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LocalEngineTest {
    private final Answers answers = new Answers();
    private final AtomicLong time = new AtomicLong();
    private final AtomicInteger clockReads = new AtomicInteger();
    private final LocalEngine engine = new LocalEngine(machine(), answers, () -> {
        clockReads.incrementAndGet();
        return time.get();
    });
    private final AtomicLong lastTicket = new AtomicLong();

    private static StateMachine machine() {
        return new StateMachine(MethodTable.of(BuiltInTypes.ALL), Limits.defaults(256 << 20), 7, 5, 0);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** Answers of unary calls by ticket, and whether two ever came at once. */
    private static final class Answers implements Effects {
        final Map<Long, Reply> byTicket = new ConcurrentHashMap<>();
        final AtomicBoolean inside = new AtomicBoolean();
        final AtomicInteger atOnce = new AtomicInteger();
        volatile Runnable meanwhile = () -> {};

        @Override
        public void sessionOpened(long token, Attached attached) {}

        @Override
        public void sessionRefused(long token, Refusal refusal) {}

        @Override
        public void sessionEnded(long session) {}

        @Override
        public void reply(long session, Reply reply) {}

        @Override
        public void resend(long session, long fromSeq) {}

        @Override
        public void violation(long session, Refusal refusal) {}

        @Override
        public void unaryReply(long ticket, Reply reply) {
            if (!inside.compareAndSet(false, true)) {
                atOnce.incrementAndGet();
            }
            meanwhile.run();
            byTicket.put(ticket, reply);
            inside.set(false);
        }
    }

    private <Q extends Message> long submit(MethodDescriptor<Q, ?> method, Q request) {
        long ticket = lastTicket.incrementAndGet();
        engine.submit(new Command.UnaryCall(
                ticket, MethodNumber.of(method.getFullMethodName()), request.toByteString(), Permits.ALL));
        return ticket;
    }

    private <Q extends Message, R extends Message> R call(MethodDescriptor<Q, R> method, Q request) {
        return reply(method, submit(method, request));
    }

    private <R extends Message> R reply(MethodDescriptor<?, R> method, long ticket) {
        Reply reply = answers.byTicket.get(ticket);
        assertThat(reply).isNotNull();
        assertThat(reply.hasError()).as("%s", reply).isFalse();
        return method.parseResponse(reply.getReply().newInput());
    }

    private ObjectId queue() {
        return call(QueuesGrpc.getOpenMethod(), QueueCalls.open("q", 0)).getId();
    }

    @Test
    void command_isAppliedBeforeSubmitReturns() {
        Opened opened = call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance());
        assertThat(opened.getCreated()).isTrue();
    }

    @Test
    void commandsOfManyThreads_areAllAppliedEachThreadsInOrderAndNeverTwoAtOnce() throws Exception {
        int threads = 4;
        int each = 5_000;
        ObjectId queue = queue();
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Thread> workers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int first = t * each;
            Thread worker = new Thread(() -> {
                try {
                    start.await();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                for (int i = 0; i < each; i++) {
                    submit(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, Elements.of(first + i)));
                }
            });
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        // Who found the engine busy left his commands to another thread, which is done with them now.
        assertThat(answers.byTicket).hasSize(1 + threads * each);
        assertThat(answers.atOnce).hasValue(0);

        List<Integer> all = new ArrayList<>();
        QueuePageReply page;
        long after = 0;
        do {
            page = call(QueuesGrpc.getPageMethod(), QueueCalls.page(queue, after, 0));
            page.getElementsList().forEach(element -> all.add(Integer.valueOf(Elements.text(element))));
            after = page.getPositions(page.getPositionsCount() - 1);
        } while (page.getMore());
        for (int t = 0; t < threads; t++) {
            int first = t * each;
            assertThat(all.stream().filter(i -> first <= i && i < first + each))
                    .containsExactlyElementsOf(
                            IntStream.range(first, first + each).boxed().toList());
        }
        assertThat(all).hasSize(threads * each);
    }

    @Test
    void submit_doesNotWaitForAnotherThreadThatApplies() throws Exception {
        ObjectId list = call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                .getId();
        CountDownLatch applying = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        answers.meanwhile = () -> {
            applying.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        ListAppendRequest append = ListAppendRequest.newBuilder()
                .setList(list)
                .setElement(Elements.of("x"))
                .build();
        Thread other = new Thread(() -> submit(ListsGrpc.getAppendMethod(), append));
        other.start();
        applying.await();
        long mine = submit(ListsGrpc.getAppendMethod(), append);
        assertThat(answers.byTicket).doesNotContainKey(mine);
        goOn.countDown();
        other.join();
        assertThat(answers.byTicket).containsKey(mine);
    }

    @Test
    void commandFromWithinAnEffect_isAppliedAfterwards() {
        ObjectId list = call(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())
                .getId();
        ListSizeRequest size = ListSizeRequest.newBuilder().setList(list).build();
        AtomicLong inner = new AtomicLong();
        answers.meanwhile = () -> {
            answers.meanwhile = () -> {};
            inner.set(submit(ListsGrpc.getSizeMethod(), size));
            assertThat(answers.byTicket).doesNotContainKey(inner.get());
        };
        long outer = submit(ListsGrpc.getSizeMethod(), size);
        assertThat(reply(ListsGrpc.getSizeMethod(), outer)).isEqualTo(ListSizeReply.getDefaultInstance());
        assertThat(reply(ListsGrpc.getSizeMethod(), inner.get())).isEqualTo(ListSizeReply.getDefaultInstance());
        assertThat(answers.atOnce).hasValue(0);
    }

    @Test
    void deadline_isKeptThoughNobodySubmitsAnything() {
        ObjectId queue = queue();
        long take = submit(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue, Duration.ofMillis(20)));
        assertThat(answers.byTicket).doesNotContainKey(take);
        time.addAndGet(Duration.ofMillis(20).toNanos());
        await().pollInterval(Duration.ofMillis(2)).until(() -> answers.byTicket.containsKey(take));
        assertThat(reply(QueuesGrpc.getTakeMethod(), take)).isEqualTo(QueueTakeReply.getDefaultInstance());
    }

    @Test
    void deadline_isNotEarlyByTheMachinesClock() {
        ObjectId queue = queue();
        long take = submit(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue, Duration.ofMillis(5)));
        int before = clockReads.get();
        // The timer fires, but this clock stands still: it is set again, and again.
        await().pollInterval(Duration.ofMillis(2)).until(() -> clockReads.get() > before + 3);
        assertThat(answers.byTicket).doesNotContainKey(take);
        time.addAndGet(Duration.ofMillis(5).toNanos());
        await().pollInterval(Duration.ofMillis(2)).until(() -> answers.byTicket.containsKey(take));
    }

    @Test
    void earlierDeadline_comesFirst() {
        ObjectId queue = queue();
        long late = submit(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue, Duration.ofHours(1)));
        long early = submit(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue, Duration.ofMillis(1)));
        time.addAndGet(Duration.ofMillis(1).toNanos());
        await().pollInterval(Duration.ofMillis(2)).until(() -> answers.byTicket.containsKey(early));
        assertThat(answers.byTicket).doesNotContainKey(late);
    }

    @Test
    void ticks_doNotMultiplyWithTheDeadlinesThatEverWere() {
        ObjectId queue = queue();
        // Each earlier than the one before, so each is a tick of its own.
        for (int i = 0; i < 100; i++) {
            submit(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue, Duration.ofMillis(130 - i)));
        }
        int before = clockReads.get();
        long last = submit(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue, Duration.ofMillis(400)));
        time.addAndGet(Duration.ofMillis(131).toNanos());
        await().pollInterval(Duration.ofMillis(2)).until(() -> answers.byTicket.size() == 101);
        // All are over but the last. One tick waits for it, which this clock makes start over every 269 ms; not a
        // hundred.
        await().pollInterval(Duration.ofMillis(5))
                .during(Duration.ofMillis(300))
                .until(() -> clockReads.get() < before + 20);
        assertThat(answers.byTicket).doesNotContainKey(last);
    }

    @Test
    void time_standsStillWhileTheProcessDoes() {
        ObjectId queue = queue();
        long take = submit(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue, Duration.ofMillis(2_500)));
        time.addAndGet(Duration.ofHours(1).toNanos());
        submit(QueuesGrpc.getSizeMethod(), QueueCalls.size(queue));
        assertThat(answers.byTicket).doesNotContainKey(take);
        // What passes while it is looked at counts in full.
        for (int i = 0; i < 3; i++) {
            time.addAndGet(Duration.ofMillis(500).toNanos());
            submit(QueuesGrpc.getSizeMethod(), QueueCalls.size(queue));
        }
        assertThat(reply(QueuesGrpc.getTakeMethod(), take)).isEqualTo(QueueTakeReply.getDefaultInstance());
    }

    @Test
    void time_isLookedAtThoughNobodySubmitsAnythingAndNoDeadlineIsNear() {
        ObjectId queue = queue();
        long take = submit(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue, Duration.ofMillis(1_800)));
        for (int i = 0; i < 2; i++) {
            int before = clockReads.get();
            time.addAndGet(Duration.ofMillis(900).toNanos());
            await().pollInterval(Duration.ofMillis(2)).until(() -> clockReads.get() > before);
        }
        submit(QueuesGrpc.getSizeMethod(), QueueCalls.size(queue));
        assertThat(reply(QueuesGrpc.getTakeMethod(), take)).isEqualTo(QueueTakeReply.getDefaultInstance());
    }

    @Test
    void faultOfAnEffect_stopsNeitherLaterCommandsNorTime() {
        ObjectId queue = queue();
        AtomicInteger answered = new AtomicInteger();
        answers.meanwhile = () -> {
            answered.incrementAndGet();
            throw new IllegalStateException("odd");
        };
        submit(QueuesGrpc.getSizeMethod(), QueueCalls.size(queue));
        assertThat(answered).as("answers to one call").hasValue(1);
        answers.meanwhile = () -> {};
        answers.inside.set(false);
        long take = submit(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue, Duration.ofMillis(5)));
        long other = submit(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue, Duration.ofMillis(10)));
        // The first time-out's effect throws out of the machine. The second one comes all the same.
        AtomicBoolean thrown = new AtomicBoolean();
        answers.meanwhile = () -> {
            if (thrown.compareAndSet(false, true)) {
                answers.inside.set(false);
                throw new IllegalStateException("odd");
            }
        };
        time.addAndGet(Duration.ofMillis(6).toNanos());
        await().pollInterval(Duration.ofMillis(2)).untilTrue(thrown);
        time.addAndGet(Duration.ofMillis(6).toNanos());
        await().pollInterval(Duration.ofMillis(2)).until(() -> answers.byTicket.containsKey(other));
        assertThat(answers.byTicket).doesNotContainKey(take);
    }

    @Test
    void close_dropsLaterCommands() {
        ObjectId queue = queue();
        long take = submit(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue, Duration.ofMillis(1)));
        engine.close();
        int reads = clockReads.get();
        long size = submit(QueuesGrpc.getSizeMethod(), QueueCalls.size(queue));
        engine.submit(new Command.OpenSession(1, ByteString.EMPTY, "test", Permits.ALL));
        assertThat(answers.byTicket).doesNotContainKeys(size, take);
        assertThat(clockReads).hasValue(reads);
        engine.close();
    }
}
