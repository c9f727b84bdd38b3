package dev.holdall.faults.simulation;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import dev.holdall.server.engine.Engine;
import dev.holdall.server.state.Attached;
import dev.holdall.server.state.Command;
import dev.holdall.server.state.Effects;
import dev.holdall.server.state.Limits;
import dev.holdall.server.state.Permit;
import dev.holdall.server.state.Refusal;
import dev.holdall.server.state.Role;
import dev.holdall.server.state.StateMachine;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.server.transport.ServerDoor;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.Reply;
import dev.holdall.v1.ServerFrame;
import dev.holdall.wire.Key;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.util.concurrent.EventExecutor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** One life of the manager: the real state machine and the real streams, on the virtual clock. */
final class Manager implements Engine {
    static final Key KEY = Key.random();

    private static final Permit EVERYTHING = new Permit("main", ByteString.EMPTY, Role.ADMIN, List.of());

    private record Applied(long time, Command command) {}

    private record CallOf(long session, long seq) {}

    private final World world;
    private final int epoch;
    private final long hashSeed;
    private final Limits limits;
    private final LongConsumer onEnded;
    private final long start;
    private final StateMachine machine;
    private final ServerDoor door;
    private final Effects effects = new Watched();
    private final ArrayDeque<Command> waiting = new ArrayDeque<>();
    private final List<Applied> applied = new ArrayList<>();
    private final List<Stream> streams = new ArrayList<>();
    private final Map<CallOf, Reply> answers = new HashMap<>();
    private final Set<Long> ended = new HashSet<>();
    private final Map<Long, Reply> unary = new HashMap<>();
    private long lastTicket = Long.MAX_VALUE / 2;
    private long tickAt = Long.MAX_VALUE;
    private boolean busy;
    private boolean dead;

    /** @param onEnded told which session has ended */
    Manager(World world, int epoch, Limits limits, long graceMillis, LongConsumer onEnded) {
        this.world = world;
        this.onEnded = onEnded;
        this.epoch = epoch;
        this.hashSeed = world.random.nextLong();
        this.limits = limits;
        this.start = world.now();
        this.machine = new StateMachine(Methods.TABLE, limits, epoch, hashSeed, epoch * 1_000L);
        this.door = new ServerDoor(
                KEY,
                EVERYTHING,
                limits,
                graceMillis,
                world::now,
                (what, millis) -> world.after(TimeUnit.MILLISECONDS.toNanos(millis), what),
                world::bytes32);
    }

    int epoch() {
        return epoch;
    }

    StateMachine machine() {
        return machine;
    }

    /** Whether the session has ended, by this manager's own doing. */
    boolean hasEnded(long session) {
        return ended.contains(session);
    }

    StreamObserver<ClientFrame> open(ServerCallStreamObserver<ServerFrame> out, Stream stream, EventExecutor loop) {
        streams.add(stream);
        return door.open(out, this, loop);
    }

    /** The process stops in good order: it says so to its clients, and dies soon after. */
    void stop() {
        door.stop();
        world.after(world.delay(), this::kill);
    }

    /** The process dies. */
    void kill() {
        dead = true;
        streams.stream()
                .filter(Stream::isOpen)
                .forEach(stream -> stream.cut(
                        "with its manager",
                        world.chance(0.8) ? world.delay() : world.between(0, 30 * World.SECOND),
                        0));
    }

    // Engine -----------------------------------------------------------------------------------------------------

    @Override
    public void submit(Command command) {
        if (dead) {
            return;
        }
        waiting.add(command);
        if (!busy && world.chance(0.1)) {
            // Another thread is applying, and takes these over when it comes to them.
            busy = true;
            world.after(world.between(0, 300 * World.MICRO), () -> {
                busy = false;
                drain();
            });
        } else if (!busy) {
            drain();
        }
    }

    private void drain() {
        for (Command next = waiting.poll(); next != null && !dead; next = waiting.poll()) {
            apply(next);
        }
    }

    private void apply(Command command) {
        long time = world.now() - start;
        applied.add(new Applied(time, command));
        try {
            machine.apply(time, command, effects);
        } catch (RuntimeException e) {
            world.violation("a command could not be applied: " + e + " because of " + e.getCause());
        }
        if (tickAt <= time) {
            tickAt = Long.MAX_VALUE;
        }
        long deadline = machine.nextDeadline();
        if (deadline < tickAt) {
            tickAt = deadline;
            long due = deadline;
            world.after(Math.max(0, deadline - time), () -> {
                if (tickAt == due) {
                    tickAt = Long.MAX_VALUE;
                    submit(new Command.Tick());
                }
            });
        }
    }

    @Override
    public void close() {
        dead = true;
    }

    /** A call without a session, at once. */
    ByteString unary(MethodDescriptor<?, ?> method, MessageLite request) {
        Reply reply = tryUnary(method, request);
        if (reply.hasError()) {
            throw new IllegalStateException(method.getFullMethodName() + ": " + reply);
        }
        return reply.getReply();
    }

    /** As {@link #unary}, if it is not refused. */
    Reply tryUnary(MethodDescriptor<?, ?> method, MessageLite request) {
        long ticket = ++lastTicket;
        drain();
        apply(new Command.UnaryCall(ticket, Methods.number(method), request.toByteString(), EVERYTHING));
        Reply reply = unary.remove(ticket);
        if (reply == null) {
            throw new IllegalStateException(method.getFullMethodName() + " is not answered at once");
        }
        return reply;
    }

    // Effects ----------------------------------------------------------------------------------------------------

    /** What comes out of the machine, on its way to the streams. */
    private final class Watched implements Effects {
        @Override
        public void sessionOpened(long token, Attached attached) {
            world.note(() -> "manager: stream " + attached.attached() + " of session " + attached.session()
                    + ", next call " + attached.nextSeq());
            door.effects().sessionOpened(token, attached);
        }

        @Override
        public void sessionRefused(long token, Refusal refusal) {
            world.note(() -> "manager: no session, " + refusal.error().getMessage());
            door.effects().sessionRefused(token, refusal);
        }

        @Override
        public void sessionEnded(long session) {
            world.note(() -> "manager: session " + session + " has ended");
            ended.add(session);
            onEnded.accept(session);
            door.effects().sessionEnded(session);
        }

        @Override
        public void reply(long session, Reply reply) {
            world.note(() -> "manager: session " + session + " call " + reply.getSeq() + " = "
                    + (reply.hasError()
                            ? reply.getError().getCode() + " "
                                    + reply.getError().getMessage()
                            : ""));
            Reply before = answers.putIfAbsent(new CallOf(session, reply.getSeq()), reply);
            if (before != null && !before.equals(reply) && reply.getError().getCode() != Code.ALREADY_ANSWERED) {
                world.violation("the call " + reply.getSeq() + " of session " + session + " was answered twice: "
                        + before + " and " + reply);
            }
            door.effects().reply(session, reply);
        }

        @Override
        public void resend(long session, long fromSeq) {
            world.note(() -> "manager: session " + session + " is to send again from " + fromSeq);
            door.effects().resend(session, fromSeq);
        }

        @Override
        public void violation(long session, Refusal refusal) {
            world.violation("the manager says that session " + session + " breaks a rule: "
                    + refusal.error().getMessage());
            door.effects().violation(session, refusal);
        }

        @Override
        public void unaryReply(long ticket, Reply reply) {
            unary.put(ticket, reply);
        }
    }

    // Snapshots --------------------------------------------------------------------------------------------------

    /** Applies the same commands to another machine, and half way to one that was loaded from its snapshot: all must be alike. */
    void checkReplay() {
        ByteString expected = snapshot(machine);
        StateMachine again = new StateMachine(Methods.TABLE, limits, epoch, hashSeed, epoch * 1_000L);
        int half = applied.isEmpty() ? 0 : world.random.nextInt(applied.size());
        Silent silent = new Silent();
        for (int i = 0; i < applied.size(); i++) {
            if (i == half) {
                again = loaded(snapshot(again));
            }
            try {
                again.apply(applied.get(i).time(), applied.get(i).command(), silent);
            } catch (RuntimeException e) {
                world.violation("a command could not be applied again: " + e);
            }
        }
        if (!snapshot(again).equals(expected)) {
            world.violation(
                    "the same commands lead to another state, loaded before command " + half + " of " + applied.size());
        }
    }

    private StateMachine loaded(ByteString snapshot) {
        CodedInputStream in = snapshot.newCodedInput();
        return StateMachine.load(new SnapshotReader(in), Methods.TABLE, limits);
    }

    private static ByteString snapshot(StateMachine machine) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        machine.save(new SnapshotWriter(out));
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }

    private static final class Silent implements Effects {
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
        public void unaryReply(long ticket, Reply reply) {}
    }
}
