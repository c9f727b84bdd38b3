package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.holdall.server.type.BuiltInTypes;
import dev.holdall.v1.Acknowledged;
import dev.holdall.v1.Call;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.DictGetRequest;
import dev.holdall.v1.DictPutRequest;
import dev.holdall.v1.DictsGrpc;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenDictRequest;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.OpenQueueRequest;
import dev.holdall.v1.Opened;
import dev.holdall.v1.QueueOfferRequest;
import dev.holdall.v1.QueuePollRequest;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.Reply;
import dev.holdall.v1.Value;
import dev.holdall.wire.MethodNumber;
import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a call costs in the state machine, and which part of that is the session's: calls come in frames of 64, as a busy client sends them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(CallBenchmark.CALLS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CallBenchmark {
    static final int CALLS = 64;

    private static final int KEYS = 10_000;
    private static final int FRAMES = 256;

    /** What each call does. */
    public enum What {
        DICT_PUT,
        DICT_GET,
        LIST_APPEND,
        QUEUE_OFFER_POLL
    }

    @Param
    private What what;

    private final Answers answers = new Answers();
    private StateMachine machine;
    private ClientFrame[] frames;
    private long seq = 1;
    private int next;
    private Session session;
    private Reply reply;

    /** The answers, of which the last one is kept. */
    private static final class Answers implements Effects {
        private long session;
        private Reply last = Reply.getDefaultInstance();

        @Override
        public void sessionOpened(long token, Attached attached) {
            session = attached.session();
        }

        @Override
        public void sessionRefused(long token, Refusal refusal) {
            throw refusal;
        }

        @Override
        public void sessionEnded(long ended) {
            throw new IllegalStateException("the session has ended");
        }

        @Override
        public void reply(long to, Reply answer) {
            if (answer.hasError()) {
                throw new IllegalStateException(answer.getError().getMessage());
            }
            last = answer;
        }

        @Override
        public void resend(long to, long fromSeq) {
            throw new IllegalStateException("calls were dropped");
        }

        @Override
        public void violation(long to, Refusal refusal) {
            throw refusal;
        }

        @Override
        public void unaryReply(long ticket, Reply answer) {
            last = answer;
        }
    }

    @Setup
    public void prepare() throws Exception {
        machine = new StateMachine(MethodTable.of(BuiltInTypes.ALL), Limits.defaults(4L << 30), 1, 1, 0);
        Permit permit = new Permit("main", ByteString.copyFromUtf8("main"), Role.ADMIN, List.of());
        machine.apply(
                0, new Command.OpenSession(1, ByteString.copyFromUtf8("0123456789abcdef"), "bench", permit), answers);
        ObjectId object = open();
        SplittableRandom random = new SplittableRandom(1);
        if (what == What.DICT_GET) {
            for (int key = 0; key < KEYS; key++) {
                answer(DictsGrpc.getPutMethod(), put(object, key));
            }
        }
        frames = new ClientFrame[FRAMES];
        for (int i = 0; i < FRAMES; i++) {
            List<Call> calls = new ArrayList<>();
            while (calls.size() < CALLS) {
                calls.addAll(calls(object, random.nextInt(KEYS)));
            }
            frames[i] = ClientFrame.parseFrom(
                    ClientFrame.newBuilder().addAllCalls(calls).build().toByteString());
        }
        session = new Session(7, ByteString.EMPTY, "bench", permit, new HeldBytes());
        reply = answers.last;
    }

    private ObjectId open() throws Exception {
        ByteString opened = switch (what) {
            case DICT_PUT, DICT_GET -> answer(DictsGrpc.getOpenMethod(), OpenDictRequest.getDefaultInstance());
            case LIST_APPEND -> answer(ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance());
            case QUEUE_OFFER_POLL -> answer(QueuesGrpc.getOpenMethod(), OpenQueueRequest.getDefaultInstance());
        };
        return Opened.parseFrom(opened).getId();
    }

    private List<Call> calls(ObjectId object, int key) {
        return switch (what) {
            case DICT_PUT -> List.of(call(DictsGrpc.getPutMethod(), put(object, key)));
            case DICT_GET ->
                List.of(call(
                        DictsGrpc.getGetMethod(),
                        DictGetRequest.newBuilder()
                                .setDict(object)
                                .setKey(key(key))
                                .build()));
            case LIST_APPEND ->
                List.of(call(
                        ListsGrpc.getAppendMethod(),
                        ListAppendRequest.newBuilder()
                                .setList(object)
                                .setElement(value())
                                .build()));
            case QUEUE_OFFER_POLL ->
                List.of(
                        call(
                                QueuesGrpc.getOfferMethod(),
                                QueueOfferRequest.newBuilder()
                                        .setQueue(object)
                                        .setElement(value())
                                        .build()),
                        call(
                                QueuesGrpc.getPollMethod(),
                                QueuePollRequest.newBuilder().setQueue(object).build()));
        };
    }

    private static DictPutRequest put(ObjectId dict, int key) {
        return DictPutRequest.newBuilder()
                .setDict(dict)
                .setKey(key(key))
                .setValue(value())
                .build();
    }

    private static ByteString key(int number) {
        return Value.newBuilder().setString("key-" + number).build().toByteString();
    }

    private static ByteString value() {
        return Value.newBuilder()
                .setBytes(ByteString.copyFrom(new byte[64]))
                .build()
                .toByteString();
    }

    private static Call call(MethodDescriptor<?, ?> method, Message request) {
        return Call.newBuilder()
                .setMethod(MethodNumber.of(method.getFullMethodName()))
                .setRequest(request.toByteString())
                .build();
    }

    private ByteString answer(MethodDescriptor<?, ?> method, Message request) {
        machine.apply(
                0,
                new Command.Frame(
                        answers.session,
                        1,
                        ClientFrame.newBuilder()
                                .setFirstSeq(seq++)
                                .addCalls(call(method, request))
                                .setAcknowledged(Acknowledged.newBuilder().setBelow(seq - 1))
                                .build()),
                answers);
        return answers.last.getReply();
    }

    /** A whole call: what a client's frame costs until its replies are handed out, over the number of its calls. */
    @Benchmark
    public Reply call() {
        ClientFrame frame = frames[next++ % FRAMES].toBuilder()
                .setFirstSeq(seq)
                .setAcknowledged(Acknowledged.newBuilder().setBelow(seq))
                .build();
        seq += CALLS;
        machine.apply(0, new Command.Frame(answers.session, 1, frame), answers);
        return answers.last;
    }

    /** What of it the session does, so that the call takes effect once: it is seen, its reply is kept, and forgotten when acknowledged. */
    @Benchmark
    public int bookkeeping() {
        session.acknowledge(
                Acknowledged.newBuilder().setBelow(session.nextSeq()).build());
        for (int i = 0; i < CALLS; i++) {
            session.seen();
            session.keep(reply.toBuilder().setSeq(session.nextSeq() - 1).build(), null);
        }
        return session.unacknowledged();
    }
}
