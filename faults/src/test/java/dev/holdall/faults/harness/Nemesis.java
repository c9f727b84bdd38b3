package dev.holdall.faults.harness;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.faults.history.Outcome;
import dev.holdall.faults.history.Recorder;
import dev.holdall.faults.network.Direction;
import dev.holdall.faults.network.FaultProxy;
import dev.holdall.faults.worker.Keys;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What breaks things: one fault after the other by a schedule that its seed decides, each kind once and then by its weight. Each is healed,
 * is seen to have bitten, and is followed by progress of everybody.
 */
final class Nemesis {
    private static final long DEATH_SECONDS = 20;
    private static final Duration FEELING = Duration.ofSeconds(8);
    private static final int STOP_MILLIS = 1_500;
    private static final int LONG_STOP_MILLIS = 12_000;

    private final Crew crew;
    private final Random random;
    private final long graceMillis;
    private final Recorder recorder;
    private final Manager manager;
    private final List<Choice> choices = new ArrayList<>();
    /** Each fault is done once before chance decides. */
    private final Deque<Choice> once;

    private final Map<String, Integer> counts = new TreeMap<>();
    private final Map<WorkerJvm, Integer> expectedLosses = new HashMap<>();
    private int weights;
    private long standstillNanos;

    /** Does a fault and heals it; says whether anybody felt it. */
    private interface Fault {
        boolean strike() throws IOException, InterruptedException;
    }

    private record Choice(int weight, String name, Fault fault) {}

    /**
     * @param graceMillis how long a session outlives its connection
     * @param recorder for operations of its own
     */
    Nemesis(Crew crew, Random random, long graceMillis, Recorder recorder) {
        this.crew = crew;
        this.random = random;
        this.graceMillis = graceMillis;
        this.recorder = recorder;
        this.manager = Manager.connect(
                crew.manager().address(),
                new ManagerOptions().keyFile(crew.manager().keyFile()));
        may(16, "cut", this::cut);
        may(5, "cut-all", this::cutAll);
        may(6, "cut-in-the-middle", this::cutInTheMiddle);
        may(6, "down", this::down);
        may(3, "flap", this::flap);
        may(3, "half-close", this::halfClose);
        may(6, "one-way", this::oneWay);
        may(3, "half-open", this::halfOpen);
        may(3, "delay", this::delay);
        may(3, "slow", this::slow);
        may(10, "kill", () -> kill(seat()));
        may(8, "kill-in-take", () -> killIn("take", seat()));
        may(7, "kill-in-lease", () -> killIn("lease", seat()));
        may(9, "kill-in-lock", () -> killIn("lock", seat()));
        may(7, "kill-in-batch", () -> killIn("batch", seat()));
        may(4, "stop-worker", this::stopWorker);
        may(3, "stop-manager", () -> stopManager(STOP_MILLIS));
        may(3, "stop-worker-beyond-grace", this::stopWorkerBeyondGrace);
        Collections.shuffle(choices, random);
        // At the end, so that short runs do without.
        may(1, "stop-manager-long", () -> stopManager(LONG_STOP_MILLIS));
        once = new ArrayDeque<>(choices);
    }

    private void may(int weight, String name, Fault fault) {
        choices.add(new Choice(weight, name, fault));
        weights += weight;
    }

    /** The next fault, and often another one right behind it; until everybody goes on. */
    void strike() throws IOException, InterruptedException {
        Choice first = choice();
        if (!first.fault().strike()) {
            throw new IOException("nobody felt the fault " + first.name());
        }
        counts.merge(first.name(), 1, Integer::sum);
        String struck = first.name();
        if (random.nextBoolean()) {
            String second = random.nextBoolean() ? "cut" : "kill";
            // It may meet somebody who is not back yet from the first one, and then does not count.
            if (second.equals("cut") ? cut() : kill(seat())) {
                counts.merge(second, 1, Integer::sum);
            }
            struck += " and " + second;
        }
        try {
            crew.awaitProgress();
        } catch (IOException e) {
            throw new IOException("after " + struck + ": " + e.getMessage(), e);
        }
    }

    private Choice choice() {
        if (!once.isEmpty()) {
            return once.remove();
        }
        int draw = random.nextInt(weights);
        int i = 0;
        while (draw >= choices.get(i).weight()) {
            draw -= choices.get(i++).weight();
        }
        return choices.get(i);
    }

    /** A while in which nothing is broken. */
    void rest() throws InterruptedException {
        Thread.sleep(100 + random.nextInt(400));
    }

    /** For how long nobody could get an answer, since the manager was stopped. */
    long standstillNanos() {
        return standstillNanos;
    }

    /** How often each fault was done. */
    Map<String, Integer> counts() {
        return counts;
    }

    /** How many faults' names begin so. */
    int count(String prefix) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** How many sessions a worker has had to lose. */
    int expectedLosses(WorkerJvm worker) {
        return expectedLosses.getOrDefault(worker, 0);
    }

    private int seat() {
        return random.nextInt(Crew.SEATS);
    }

    private FaultProxy network() {
        return crew.network(seat());
    }

    /** Lasts well within the grace time: no session may be lost by it. */
    private long shortMillis() {
        long most = graceMillis / 3;
        return most / 4 + random.nextInt((int) (most * 3 / 4));
    }

    private static boolean bites(FaultProxy network, Fault fault) throws IOException, InterruptedException {
        long before = network.bitten();
        fault.strike();
        return network.bitten() > before;
    }

    // The network ------------------------------------------------------------------------------------------------

    private boolean cut() throws IOException, InterruptedException {
        FaultProxy network = network();
        return bites(network, () -> {
            network.cut();
            return true;
        });
    }

    private boolean cutAll() throws IOException, InterruptedException {
        boolean bit = true;
        for (int seat = 0; seat < Crew.SEATS; seat++) {
            FaultProxy network = crew.network(seat);
            bit &= bites(network, () -> {
                network.cut();
                return true;
            });
        }
        return bit;
    }

    /** In the middle of a frame or a handshake. */
    private boolean cutInTheMiddle() throws IOException, InterruptedException {
        return lasting(network -> network.cutAfter(1 + random.nextInt(3_000)), shortMillis());
    }

    private boolean down() throws IOException, InterruptedException {
        return lasting(
                network -> {
                    network.refuse();
                    network.cut();
                },
                shortMillis());
    }

    private boolean flap() throws IOException, InterruptedException {
        FaultProxy network = network();
        return bites(network, () -> {
            for (int i = 0; i < 8; i++) {
                network.cut();
                Thread.sleep(20 + random.nextInt(150));
            }
            return true;
        });
    }

    private boolean halfClose() throws IOException, InterruptedException {
        Direction direction = direction();
        return lasting(network -> network.halfClose(direction), shortMillis() / 2);
    }

    private boolean oneWay() throws IOException, InterruptedException {
        Direction direction = direction();
        return lasting(network -> network.lose(direction), shortMillis());
    }

    private Direction direction() {
        return random.nextBoolean() ? Direction.UP : Direction.DOWN;
    }

    private boolean halfOpen() throws IOException, InterruptedException {
        return lasting(FaultProxy::freeze, shortMillis());
    }

    private boolean delay() throws IOException, InterruptedException {
        int millis = 10 + random.nextInt(60);
        return lasting(network -> network.delay(millis), 1_000);
    }

    private boolean slow() throws IOException, InterruptedException {
        return lasting(network -> network.throttle(2_000), 1_000);
    }

    private interface Effect {
        void on(FaultProxy network);
    }

    private boolean lasting(Effect effect, long millis) throws IOException, InterruptedException {
        FaultProxy network = network();
        return bites(network, () -> {
            long before = network.bitten();
            effect.on(network);
            Thread.sleep(millis);
            // A worker that has nothing to say at the moment feels it later.
            Waiting.until(FEELING, () -> network.bitten() > before);
            network.heal();
            return true;
        });
    }

    // Processes --------------------------------------------------------------------------------------------------

    private boolean kill(int seat) throws IOException, InterruptedException {
        WorkerJvm victim = crew.worker(seat);
        boolean worked = victim.process().isAlive() && victim.operations() > 0;
        victim.kill();
        crew.replace(seat);
        return worked;
    }

    private boolean killIn(String where, int seat) throws IOException, InterruptedException {
        WorkerJvm victim = crew.worker(seat);
        victim.tell("die " + where);
        victim.hear("in " + where, DEATH_SECONDS);
        // It has said so right before its call.
        Thread.sleep(random.nextInt(20));
        boolean killed = kill(seat);
        if (where.equals("take")) {
            putFor(victim);
        }
        return killed;
    }

    /** An element for somebody who was killed while waiting for it: it must stay, or come back. */
    private void putFor(WorkerJvm victim) {
        String name = Keys.idleQueue(victim.name() + ".take");
        String session = Long.toUnsignedString(manager.session(), 36);
        String value = "for." + victim.name();
        long id = recorder.invoked("nemesis", session, Keys.key(name), "put", value);
        manager.queue(name, String.class).add(value);
        recorder.ended(id, Outcome.OK, session, "");
    }

    private boolean stopWorker() throws IOException, InterruptedException {
        WorkerJvm worker = crew.worker(seat());
        Jvm.halt(worker.process());
        try {
            return standsStill(List.of(worker), shortMillis());
        } finally {
            Jvm.goOn(worker.process());
        }
    }

    /** Its connection is cut as well, as keep-alive would do it after a longer time. */
    private boolean stopWorkerBeyondGrace() throws IOException, InterruptedException {
        int seat = seat();
        WorkerJvm worker = crew.worker(seat);
        int losses = worker.losses();
        expectedLosses.merge(worker, 1, Integer::sum);
        Jvm.halt(worker.process());
        try {
            crew.network(seat).cut();
            Thread.sleep(graceMillis * 3 / 2 + 500);
        } finally {
            Jvm.goOn(worker.process());
        }
        crew.awaitProgress();
        return worker.losses() == losses + 1;
    }

    /** However long: no session may be lost by it. */
    private boolean stopManager(int millis) throws IOException, InterruptedException {
        List<WorkerJvm> all = new ArrayList<>();
        for (int seat = 0; seat < Crew.SEATS; seat++) {
            all.add(crew.worker(seat));
        }
        long start = System.nanoTime();
        Jvm.halt(crew.manager().process());
        try {
            return standsStill(all, millis);
        } finally {
            Jvm.goOn(crew.manager().process());
            standstillNanos += System.nanoTime() - start;
        }
    }

    /** Waits until nothing is answered for so long; what was on its way may be, until then. Says whether that came. */
    private static boolean standsStill(List<WorkerJvm> workers, long millis) {
        return Waiting.untilUnchanged(
                () -> workers.stream().mapToLong(WorkerJvm::operations).sum(), Duration.ofMillis(millis), FEELING);
    }

    void close() {
        manager.close();
    }
}
