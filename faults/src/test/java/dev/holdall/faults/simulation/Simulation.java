package dev.holdall.faults.simulation;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.holdall.faults.history.History;
import dev.holdall.faults.history.Operation;
import dev.holdall.faults.history.Outcome;
import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import dev.holdall.server.state.MachineProbe;
import dev.holdall.v1.BarrierResetRequest;
import dev.holdall.v1.BarriersGrpc;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.LockStateReply;
import dev.holdall.v1.LockStateRequest;
import dev.holdall.v1.LocksGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.QueuePollReply;
import dev.holdall.v1.QueuePollRequest;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.SemaphoreStateReply;
import dev.holdall.v1.SemaphoreStateRequest;
import dev.holdall.v1.SemaphoresGrpc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run: a manager, a few clients, a network that breaks, all of it drawn from one seed. In the end the network is whole, whoever lives goes on,
 * and everything must come to its end.
 */
final class Simulation {
    private static final int CLIENTS = 3;
    private static final int MOST_CLIENTS = 6;
    /** After so long everything that has to come to its end by itself has done so. */
    private static final long HEALING = 70 * World.SECOND;

    private final World world;
    private final Limits limits;
    private final long graceMillis;
    private final double trouble;
    private final int threads;
    private final int operations;
    private final Seats seats;
    private final List<Operation> history = new ArrayList<>();
    private final Map<Integer, Objects> objects = new LinkedHashMap<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<Actor> actors = new ArrayList<>();
    private @Nullable Manager manager;
    private int lives;
    private boolean healed;

    /** What came of a run. */
    record Result(long seed, Set<String> violations, List<String> trace, int operations, int undecided, long digest) {}

    private Simulation(World world) {
        this.world = world;
        this.seats = new Seats(world);
        this.graceMillis = world.oneOf(List.of(300L, 2_000L, 10_000L));
        this.trouble = world.oneOf(List.of(0.0, 0.3, 1.0, 3.0, 10.0));
        this.threads = world.oneOf(List.of(1, 2, 2, 4));
        this.operations = world.oneOf(List.of(5, 10, 20));
        this.limits = Limits.defaults(64 << 20)
                .with(Limit.OBJECT_ELEMENTS, world.oneOf(List.of(3, 12)))
                .with(Limit.SESSION_WAITERS, 6)
                .with(Limit.WINDOW_CALLS, 8)
                .with(Limit.WINDOW_BYTES, world.chance(0.5) ? 1 << 20 : 40)
                .with(Limit.KEPT_REPLY_BYTES, world.chance(0.5) ? 1 << 20 : 12);
    }

    /**
     * Runs a seed.
     *
     * @param traced whether the result has a trace
     */
    static Result run(long seed, boolean traced) {
        World world = new World(seed, traced);
        return new Simulation(world).run();
    }

    private Result run() {
        begin();
        for (int i = 0; i < CLIENTS; i++) {
            join();
        }
        if (trouble > 0) {
            world.after(between(), this::trouble);
        }
        for (int seconds = 0; seconds < 40 && !allDone(); seconds++) {
            world.run(World.SECOND);
        }
        int undecided = 0;
        try {
            undecided = heal();
        } catch (IllegalStateException e) {
            world.violation("it cannot come to its end: " + e);
        }
        return new Result(world.seed, world.violations(), world.trace(), history.size(), undecided, world.digest());
    }

    // Who is there -----------------------------------------------------------------------------------------------

    private void begin() {
        int epoch = ++lives;
        Manager begun = new Manager(world, epoch, limits, graceMillis, session -> ended(epoch, session));
        objects.put(epoch, Objects.openedBy(begun, epoch));
        manager = begun;
        world.note(() -> "manager " + epoch + " begins; grace " + graceMillis + " ms");
    }

    private void ended(int epoch, long session) {
        actors.stream()
                .filter(actor -> actor.client().hasSession(epoch, session))
                .forEach(Actor::holdsEnd);
    }

    private void join() {
        List<Actor> mine = new ArrayList<>();
        Client client =
                new Client(world, "c" + (clients.size() + 1), () -> manager, () -> mine.forEach(Actor::sessionLost));
        clients.add(client);
        for (int thread = 1; thread <= threads; thread++) {
            mine.add(new Actor(world, client, thread, operations, objects::get, seats, history));
        }
        actors.addAll(mine);
    }

    private boolean allDone() {
        return actors.stream().allMatch(actor -> actor.isDone() || actor.waitsFor() != null && !isBusy(actor));
    }

    /** Whether it will go on by itself. */
    private static boolean isBusy(Actor actor) {
        Asked asked = actor.waitsFor();
        return asked == null || asked.nanos() != Long.MAX_VALUE;
    }

    // Faults -----------------------------------------------------------------------------------------------------

    private long between() {
        return (long) (world.between(World.MILLI, 400 * World.MILLI) / trouble);
    }

    private void trouble() {
        if (healed) {
            return;
        }
        Client client = world.oneOf(clients);
        int dice = world.upTo(19);
        if (dice <= 12) {
            client.cut();
        } else if (dice <= 15) {
            client.freeze();
            world.after(
                    world.chance(0.5)
                            ? world.between(0, 200 * World.MILLI)
                            : world.between(0, 3 * graceMillis * World.MILLI),
                    client::thaw);
        } else if (dice == 16) {
            kill(client);
        } else if (dice == 17) {
            client.close();
        } else if (dice == 18 && clients.size() < MOST_CLIENTS) {
            join();
        } else if (dice == 19 && lives < 3 && world.chance(0.2)) {
            restart();
        }
        world.after(between(), this::trouble);
    }

    private void kill(Client client) {
        if (!client.isOver()) {
            client.kill();
            actors.stream().filter(actor -> actor.client() == client).forEach(Actor::holdsEnd);
        }
    }

    private void restart() {
        Manager killed = manager;
        if (killed == null) {
            return;
        }
        boolean stops = world.chance(0.5);
        world.note(() -> "manager " + killed.epoch() + (stops ? " stops" : " is killed"));
        actors.forEach(Actor::holdsEnd);
        killed.checkReplay();
        if (stops) {
            killed.stop();
        } else {
            killed.kill();
        }
        manager = null;
        world.after(world.between(0, 2 * World.SECOND), this::begin);
    }

    // The end ----------------------------------------------------------------------------------------------------

    private int heal() {
        world.note(() -> "everything is whole");
        healed = true;
        clients.forEach(Client::thaw);
        actors.forEach(Actor::windDown);
        world.run(HEALING);
        Manager present = java.util.Objects.requireNonNull(manager);
        Objects shared = java.util.Objects.requireNonNull(objects.get(present.epoch()));
        for (int round = 0; round < 30 && stillWaiting(); round++) {
            serve(present, shared);
            world.run(3 * World.SECOND);
        }
        checkAnswered();
        drain(present, shared);
        for (Client client : clients) {
            if (world.chance(0.5)) {
                client.close();
            } else if (!client.isOver()) {
                kill(client);
            }
        }
        world.run(HEALING);
        actors.forEach(Actor::end);
        drain(present, shared);
        checkNothingIsHeld(present, shared);
        checkNothingIsLeft(present);
        present.checkReplay();
        SimulationAudit audit = new SimulationAudit(new History(history), Set.of(present.epoch()), world::violation);
        audit.check();
        return audit.undecided();
    }

    private boolean stillWaiting() {
        return actors.stream().anyMatch(actor -> actor.waitsFor() != null);
    }

    /** Gives those who wait for ever what they wait for. */
    private void serve(Manager present, Objects shared) {
        present.unary(
                BarriersGrpc.getResetMethod(),
                BarrierResetRequest.newBuilder().setBarrier(shared.barrier()).build());
        present.unary(
                BarriersGrpc.getResetMethod(),
                BarrierResetRequest.newBuilder().setBarrier(shared.acting()).build());
        for (Actor actor : List.copyOf(actors)) {
            Asked asked = actor.waitsFor();
            if (asked == null) {
                continue;
            }
            String kind = asked.key().substring(0, asked.key().indexOf('/'));
            boolean takes = asked.name().equals("take") || asked.name().equals("lease");
            if (takes) {
                String filler = "filler" + history.size();
                ObjectId queue = kind.equals("queue")
                        ? shared.queue()
                        : kind.equals("bounded") ? shared.bounded() : shared.leased();
                long time = world.now();
                if (!present.tryUnary(QueuesGrpc.getOfferMethod(), Requests.offer(queue, filler))
                        .hasError()) {
                    world.run(World.MICRO);
                    record(kind, "put", filler, time, "");
                }
            } else if (kind.equals("bounded")) {
                poll(present, kind, shared.bounded());
            }
        }
    }

    private void drain(Manager present, Objects shared) {
        empty(present, "queue", shared.queue());
        empty(present, "bounded", shared.bounded());
        empty(present, "leased", shared.leased());
        empty(present, "leased", shared.dead());
    }

    /** Elements that have come back before come one by one. */
    private void empty(Manager present, String kind, ObjectId queue) {
        int taken = poll(present, kind, queue);
        while (taken > 0) {
            taken = poll(present, kind, queue);
        }
    }

    private int poll(Manager present, String kind, ObjectId queue) {
        QueuePollReply reply = parsed(
                QueuePollReply.parser(),
                present.unary(
                        QueuesGrpc.getPollMethod(),
                        QueuePollRequest.newBuilder()
                                .setQueue(queue)
                                .setLimit(1_000)
                                .build()));
        long time = world.now();
        world.run(World.MICRO);
        String elements = reply.getElementsList().stream().map(Objects::read).collect(Collectors.joining(","));
        record(kind, "take", "1000", time, elements);
        return reply.getElementsCount();
    }

    private void record(String kind, String name, String argument, long time, String result) {
        history.add(new Operation(
                "drain#" + history.size(),
                "drain/0",
                "drain" + history.size(),
                kind + "/" + lives,
                name,
                argument,
                time,
                world.now(),
                Outcome.OK,
                result));
    }

    private static <R> R parsed(Parser<R> parser, ByteString bytes) {
        try {
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private void checkAnswered() {
        for (Actor actor : actors) {
            Asked asked = actor.waitsFor();
            if (asked != null) {
                world.violation(actor.client().name() + " waits for " + asked + ", and is never answered");
            } else if (!actor.isDone()) {
                world.violation(actor.client().name() + " never comes to its end");
            }
        }
    }

    private void checkNothingIsHeld(Manager present, Objects shared) {
        for (ObjectId each : List.of(shared.lock(), shared.monitor())) {
            LockStateReply lock = parsed(
                    LockStateReply.parser(),
                    present.unary(
                            LocksGrpc.getStateMethod(),
                            LockStateRequest.newBuilder().setLock(each).build()));
            if (lock.getLocked() || lock.getQueueLength() > 0 || lock.getWaiting() > 0) {
                world.violation("all sessions have ended, and a lock is held or waited for: " + lock);
            }
        }
        SemaphoreStateReply semaphore = parsed(
                SemaphoreStateReply.parser(),
                present.unary(
                        SemaphoresGrpc.getStateMethod(),
                        SemaphoreStateRequest.newBuilder()
                                .setSemaphore(shared.semaphore())
                                .build()));
        if (semaphore.getAvailable() != Objects.PERMITS || semaphore.getWaiting() > 0) {
            world.violation("all sessions have ended, and of " + Objects.PERMITS + " permits there are "
                    + semaphore.getAvailable() + ", waited for by " + semaphore.getWaiting());
        }
    }

    private void checkNothingIsLeft(Manager present) {
        int sessions = MachineProbe.sessions(present.machine());
        if (sessions > 0) {
            world.violation(sessions + " sessions never end");
        }
        for (String name : Objects.NAMES) {
            present.unary(
                    ObjectsGrpc.getDeleteMethod(),
                    DeleteRequest.newBuilder().setName(name).build());
        }
        world.run(World.SECOND);
        long left = MachineProbe.objects(present.machine());
        if (left > 0) {
            world.violation(left + " objects without a name are left, which nobody refers to");
        }
    }
}
