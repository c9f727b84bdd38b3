package dev.holdall.faults.harness;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.server.engine.Engine;
import dev.holdall.server.engine.LocalEngine;
import dev.holdall.server.state.Command;
import dev.holdall.server.state.Effects;
import dev.holdall.server.state.Permit;
import dev.holdall.server.state.Role;
import dev.holdall.server.state.StateMachine;
import dev.holdall.v1.Call;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.DictsGrpc;
import dev.holdall.v1.LockAcquireReply;
import dev.holdall.v1.LockHoldReply;
import dev.holdall.v1.LocksGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.QueueAcknowledgeLeaseReply;
import dev.holdall.v1.QueueAcknowledgeLeaseRequest;
import dev.holdall.v1.QueuePutReply;
import dev.holdall.v1.QueuePutRequest;
import dev.holdall.v1.QueueSizeRequest;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.Reply;
import dev.holdall.v1.ValuesGrpc;
import dev.holdall.wire.MethodNumber;
import io.grpc.MethodDescriptor;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A manager with bugs, now and then: a run against it has to fail, or the runs against the real one prove nothing. */
final class BuggyManager {
    /** What it does wrong. */
    enum Bug {
        /** A call takes effect once more. */
        TWICE,
        /** A dict's key is answered as it was before. */
        STALE_READ,
        /** An element's put is answered, and never done. */
        EARLY_REPLY,
        /** Somebody who waited in vain for a lock is told that it is his. */
        TWO_HOLDERS,
        /** A job is acknowledged, and delivered again. */
        FORGOTTEN_ACK,
        /** Whatever guards a call is not looked at. */
        NO_GUARD,
        /** Somebody is never told what he waited for. */
        LOST_WAKE_UP
    }

    private static final int PUT = number(QueuesGrpc.getPutMethod());
    private static final int ACKNOWLEDGE = number(QueuesGrpc.getAcknowledgeLeaseMethod());
    private static final int QUEUE_SIZE = number(QueuesGrpc.getSizeMethod());
    private static final int GET = number(DictsGrpc.getGetMethod());
    private static final int ACCUMULATE = number(ValuesGrpc.getAccumulateMethod());
    private static final int ACQUIRE = number(LocksGrpc.getAcquireMethod());
    private static final int HOLD = number(LocksGrpc.getHoldMethod());

    private static final Permit EVERYTHING = new Permit("", ByteString.EMPTY, Role.ADMIN, List.of());

    private BuggyManager() {}

    private static int number(MethodDescriptor<?, ?> method) {
        return MethodNumber.of(method.getFullMethodName());
    }

    /** Understands as much of {@code holdall serve}'s command line as the harness says, and {@code --bugs}. */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> words = new HashMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            words.put(arguments[i], arguments[i + 1]);
        }
        Set<Bug> bugs = new HashSet<>();
        for (String bug : words.getOrDefault("--bugs", "").split(",")) {
            bugs.add(Bug.valueOf(bug));
        }
        HoldallServer server = HoldallServer.start(new ServerOptions()
                .listen(words.getOrDefault("--listen", "127.0.0.1:0"))
                .keyFile(Path.of(words.getOrDefault("--key-file", "key")))
                .sessionGrace(Duration.ofMillis(FaultRun.GRACE_MILLIS))
                .engine((machine, effects) -> new BuggyEngine(machine, effects, bugs)));
        String address = server.addresses().get(0).toString();
        Path ports = Path.of(words.getOrDefault("--port-file", "port"));
        Path draft = ports.resolveSibling("port.new");
        Files.writeString(draft, address.substring(address.lastIndexOf(':') + 1));
        Files.move(draft, ports);
        server.awaitTermination();
    }

    private record Asked(long session, long seq) {}

    /** Changes commands on their way in and replies on their way out. */
    private static final class BuggyEngine implements Engine {
        private final Engine engine;
        private final Effects effects;
        private final Set<Bug> bugs;
        private final Random random = new Random(1);
        private final Map<Asked, Call> asked = new ConcurrentHashMap<>();
        private final Map<ByteString, ByteString> now = new HashMap<>();
        private final Map<ByteString, ByteString> before = new HashMap<>();
        private final Set<String> falseHolders = new HashSet<>();
        private LockAcquireReply lastAcquired = LockAcquireReply.getDefaultInstance();
        private LockHoldReply lastHold = LockHoldReply.getDefaultInstance();
        private long tickets = Long.MIN_VALUE;

        BuggyEngine(StateMachine machine, Effects effects, Set<Bug> bugs) {
            this.effects = effects;
            this.engine = new LocalEngine(machine, filter());
            this.bugs = bugs;
        }

        private boolean now(Bug bug, int oneOf) {
            return bugs.contains(bug) && random.nextInt(oneOf) == 0;
        }

        @Override
        public synchronized void submit(Command command) {
            if (!(command instanceof Command.Frame frame)) {
                engine.submit(command);
                return;
            }
            ClientFrame.Builder changed = frame.frame().toBuilder();
            nameMethods(changed);
            Call again = null;
            for (int i = 0; i < changed.getCallsCount(); i++) {
                Call call = changed.getCalls(i);
                asked.put(new Asked(frame.session(), changed.getFirstSeq() + i), call);
                if (call.getMethod() == PUT && now(Bug.EARLY_REPLY, 60)) {
                    changed.setCalls(
                            i,
                            harmless(
                                    call, parsed(QueuePutRequest.parser(), call).getQueue()));
                } else if (call.getMethod() == ACKNOWLEDGE && now(Bug.FORGOTTEN_ACK, 10)) {
                    changed.setCalls(
                            i,
                            harmless(
                                    call,
                                    parsed(QueueAcknowledgeLeaseRequest.parser(), call)
                                            .getQueue()));
                } else if (call.hasGuard() && bugs.contains(Bug.NO_GUARD)) {
                    changed.setCalls(i, call.toBuilder().clearGuard());
                } else if (call.getMethod() == ACCUMULATE && now(Bug.TWICE, 60)) {
                    again = call;
                }
            }
            engine.submit(new Command.Frame(frame.session(), frame.attached(), changed.build()));
            if (again != null) {
                engine.submit(new Command.UnaryCall(tickets++, again.getMethod(), again.getRequest(), EVERYTHING));
            }
        }

        /** Calls that are put in the place of others change what those behind them refer to. */
        private static void nameMethods(ClientFrame.Builder frame) {
            for (int i = 1; i < frame.getCallsCount(); i++) {
                if (frame.getCalls(i).getMethod() == 0) {
                    frame.getCallsBuilder(i).setMethod(frame.getCalls(i - 1).getMethod());
                }
            }
        }

        private static <T> T parsed(Parser<T> parser, Call call) {
            try {
                return parser.parseFrom(call.getRequest());
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        }

        /** A call that changes nothing in its place. */
        private static Call harmless(Call call, ObjectId queue) {
            return call.toBuilder()
                    .setMethod(QUEUE_SIZE)
                    .setRequest(QueueSizeRequest.newBuilder()
                            .setQueue(queue)
                            .build()
                            .toByteString())
                    .build();
        }

        private void reply(long session, Reply reply) {
            Call call = asked.remove(new Asked(session, reply.getSeq()));
            if (now(Bug.LOST_WAKE_UP, 1_000)) {
                return;
            }
            try {
                effects.reply(session, call == null || !reply.hasReply() ? reply : changed(session, call, reply));
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        }

        private Reply changed(long session, Call call, Reply reply) throws InvalidProtocolBufferException {
            String caller = session + "/" + call.getThread();
            if (call.getMethod() == GET) {
                return stale(call, reply);
            }
            if (call.getMethod() == PUT && bugs.contains(Bug.EARLY_REPLY)) {
                return with(
                        reply,
                        QueuePutReply.newBuilder().setAccepted(true).build().toByteString());
            }
            if (call.getMethod() == ACKNOWLEDGE && bugs.contains(Bug.FORGOTTEN_ACK)) {
                return with(
                        reply,
                        QueueAcknowledgeLeaseReply.newBuilder()
                                .setAcknowledged(true)
                                .build()
                                .toByteString());
            }
            if (call.getMethod() == ACQUIRE) {
                LockAcquireReply acquired = LockAcquireReply.parseFrom(reply.getReply());
                falseHolders.remove(caller);
                if (acquired.getAcquired()) {
                    lastAcquired = acquired;
                } else if (lastAcquired.getAcquired() && now(Bug.TWO_HOLDERS, 2)) {
                    falseHolders.add(caller);
                    return with(reply, lastAcquired.toByteString());
                }
            } else if (call.getMethod() == HOLD) {
                if (falseHolders.contains(caller)) {
                    return with(reply, lastHold.toByteString());
                }
                lastHold = LockHoldReply.parseFrom(reply.getReply());
            }
            return reply;
        }

        private Reply stale(Call call, Reply reply) {
            ByteString last = now.put(call.getRequest(), reply.getReply());
            if (last != null && !last.equals(reply.getReply())) {
                before.put(call.getRequest(), last);
            }
            ByteString old = before.get(call.getRequest());
            return old != null && now(Bug.STALE_READ, 30) ? with(reply, old) : reply;
        }

        private static Reply with(Reply reply, ByteString other) {
            return reply.toBuilder().setReply(other).build();
        }

        /** Passes on what it has no part in. */
        private Effects filter() {
            return (Effects) Proxy.newProxyInstance(
                    Effects.class.getClassLoader(), new Class<?>[] {Effects.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("reply")) {
                            reply((long) arguments[0], (Reply) arguments[1]);
                            return null;
                        }
                        boolean own = method.getName().equals("unaryReply") && (long) arguments[0] < Long.MIN_VALUE / 2;
                        return own ? null : method.invoke(effects, arguments);
                    });
        }

        @Override
        public void close() {
            engine.close();
        }
    }
}
