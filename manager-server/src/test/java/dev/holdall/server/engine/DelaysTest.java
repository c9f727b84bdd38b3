package dev.holdall.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
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
import dev.holdall.v1.Acknowledged;
import dev.holdall.v1.Call;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Opened;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueueTakeRequest;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.Range;
import dev.holdall.v1.Reply;
import dev.holdall.wire.MethodNumber;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Producers and consumers that die, over an engine that delays and reorders, and a network that says everything twice. */
class DelaysTest implements Effects {
    private static final int PRODUCERS = 3;
    private static final int CONSUMERS = 3;
    private static final int EACH = 150;

    private Random random = new Random(0);
    private DelayingEngine engine = engine(0);
    private long lastToken;
    private ObjectId queue = ObjectId.getDefaultInstance();

    private final Map<Long, Client> opening = new HashMap<>();
    private final Map<Long, Client> clients = new HashMap<>();
    private final List<Integer> consumed = new ArrayList<>();
    private final List<Reply> unary = new ArrayList<>();
    private int deaths;
    private int redelivered;

    private DelayingEngine engine(long seed) {
        return new DelayingEngine(
                new StateMachine(MethodTable.of(BuiltInTypes.ALL), Limits.defaults(64 << 20), 3, 5, 0), this, seed);
    }

    /** One client: what it has sent, what it waits for, and what it does with an answer. */
    private abstract class Client {
        private final Map<Long, Consumer<Reply>> waiting = new HashMap<>();
        private final Map<Long, ClientFrame> sent = new HashMap<>();
        private long session;
        private long nextSeq = 1;
        long lastNote;
        boolean dead;

        Client() {
            opening.put(++lastToken, this);
            engine.submit(new Command.OpenSession(lastToken, ByteString.EMPTY, "test", Permits.ALL));
        }

        abstract void go();

        <Q extends Message> void call(MethodDescriptor<Q, ?> method, Q request, Consumer<Reply> then) {
            ClientFrame frame = ClientFrame.newBuilder()
                    .setFirstSeq(nextSeq)
                    .addCalls(Call.newBuilder()
                            .setMethod(MethodNumber.of(method.getFullMethodName()))
                            .setRequest(request.toByteString()))
                    .build();
            waiting.put(nextSeq, then);
            sent.put(nextSeq, frame);
            nextSeq++;
            send(frame);
        }

        void send(ClientFrame frame) {
            engine.submit(new Command.Frame(session, 1, frame));
            if (random.nextInt(3) == 0) {
                engine.submit(new Command.Frame(session, 1, frame));
            }
        }

        void acknowledge(long seq) {
            send(ClientFrame.newBuilder()
                    .setAcknowledged(Acknowledged.newBuilder()
                            .addRanges(Range.newBuilder().setFirst(seq).setLast(seq)))
                    .build());
        }

        void answered(Reply reply) {
            Consumer<Reply> then = waiting.remove(reply.getSeq());
            if (then != null && !dead) {
                sent.remove(reply.getSeq());
                then.accept(reply);
            }
        }

        void die() {
            dead = true;
            deaths++;
            engine.submit(new Command.EndSession(session, 1));
        }
    }

    private final class Producer extends Client {
        private final int first;
        private int done;

        Producer(int first) {
            this.first = first;
        }

        @Override
        void go() {
            if (done < EACH) {
                call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, Elements.of(first + done)), reply -> {
                    assertThat(reply.hasError()).isFalse();
                    done++;
                    acknowledge(reply.getSeq());
                    go();
                });
            }
        }
    }

    private final class Taker extends Client {
        @Override
        void go() {
            QueueTakeRequest request =
                    random.nextBoolean() ? QueueCalls.take(queue) : QueueCalls.take(queue, Duration.ofNanos(3_000));
            call(QueuesGrpc.getTakeMethod(), request, reply -> {
                QueueTakeReply taken = parse(reply);
                if (random.nextInt(12) == 0) {
                    // Before it has told anybody what it got.
                    die();
                    new Taker();
                } else if (random.nextInt(8) == 0) {
                    send(ClientFrame.newBuilder()
                            .setNote(++lastNote)
                            .addGiveBack(reply.getSeq())
                            .build());
                    go();
                } else {
                    if (taken.hasElement()) {
                        consumed.add(Integer.valueOf(Elements.text(taken.getElement())));
                        redelivered += taken.getRedelivered() ? 1 : 0;
                    }
                    acknowledge(reply.getSeq());
                    go();
                }
            });
        }
    }

    private static QueueTakeReply parse(Reply reply) {
        assertThat(reply.hasError()).as("%s", reply).isFalse();
        try {
            return QueueTakeReply.parseFrom(reply.getReply());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void eachElementIsConsumedOnceWhoeverDies(long seed) throws InvalidProtocolBufferException {
        random = new Random(seed);
        engine = engine(seed);
        engine.submit(new Command.UnaryCall(
                1,
                MethodNumber.of(QueuesGrpc.getOpenMethod().getFullMethodName()),
                QueueCalls.open("q", 4).toByteString(),
                Permits.ALL));
        engine.settle();
        queue = Opened.parseFrom(unary.get(0).getReply()).getId();
        for (int i = 0; i < PRODUCERS; i++) {
            new Producer(i * EACH);
        }
        for (int i = 0; i < CONSUMERS; i++) {
            new Taker();
        }
        int total = PRODUCERS * EACH;
        for (int step = 0; step < 200_000 && consumed.size() < total; step++) {
            if (!engine.step()) {
                engine.advance(Duration.ofNanos(1_000));
            }
        }
        // Whoever is left gives back what nobody counted.
        List.copyOf(clients.values()).forEach(Client::die);
        engine.settle();
        assertThat(consumed).doesNotHaveDuplicates().hasSize(total);
        assertThat(consumed)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, total).boxed().toList());
        assertThat(deaths).isGreaterThan(10);
        assertThat(redelivered).isGreaterThan(10);
    }

    @Test
    void oneSeedTellsEverything() throws InvalidProtocolBufferException {
        DelaysTest other = new DelaysTest();
        eachElementIsConsumedOnceWhoeverDies(9);
        other.eachElementIsConsumedOnceWhoeverDies(9);
        assertThat(other.consumed).isEqualTo(consumed);
        DelaysTest third = new DelaysTest();
        third.eachElementIsConsumedOnceWhoeverDies(10);
        assertThat(third.consumed).isNotEqualTo(consumed);
    }

    @Override
    public void sessionOpened(long token, Attached attached) {
        Client client = opening.remove(token);
        client.session = attached.session();
        clients.put(attached.session(), client);
        client.go();
    }

    @Override
    public void sessionRefused(long token, Refusal refusal) {
        throw new AssertionError(refusal);
    }

    @Override
    public void sessionEnded(long session) {
        clients.remove(session);
    }

    @Override
    public void reply(long session, Reply reply) {
        clients.get(session).answered(reply);
    }

    @Override
    public void resend(long session, long fromSeq) {
        throw new AssertionError("a gap in session " + session);
    }

    @Override
    public void violation(long session, Refusal refusal) {
        throw new AssertionError(refusal);
    }

    @Override
    public void unaryReply(long ticket, Reply reply) {
        unary.add(reply);
    }
}
