package dev.holdall.faults.simulation;

import dev.holdall.client.call.CallFailure;
import dev.holdall.client.session.ClientHalf;
import dev.holdall.client.session.ClientHalf.Sent;
import dev.holdall.faults.history.Operation;
import dev.holdall.faults.history.Outcome;
import dev.holdall.v1.Code;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Reply;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One thread of a client, with a program drawn at random: one operation after the other, each with whatever can befall it. */
final class Actor {
    private static final long USUAL_TIMEOUT = 20 * World.SECOND;

    private final World world;
    private final Client client;
    private final int thread;
    private final Function<Integer, @Nullable Objects> objectsOf;
    private final Seats seats;
    private final List<Operation> history;

    private int left;
    private boolean windingDown;
    private boolean idle;
    private int asked;
    private @Nullable Run run;

    // What it holds, as far as it knows.
    private @Nullable Requests lockedOf;
    private @Nullable Requests permitsOf;
    private int permits;
    private int permitsSession;
    private @Nullable Requests leaseOf;
    private String lease = "";
    private boolean barrierBroken;
    private @Nullable ObjectId object;
    private int objectSession;
    private long lockToken;
    private @Nullable Requests monitorOf;
    private String round = "";
    private boolean actingBroken;
    /** Whether nobody but this one can hold that, by now. */
    private boolean lockCertain;

    private boolean monitorCertain;

    private boolean permitsCertain;

    /**
     * @param objectsOf the objects of the manager's life of an epoch
     * @param history where its operations are written
     */
    Actor(
            World world,
            Client client,
            int thread,
            int operations,
            Function<Integer, @Nullable Objects> objectsOf,
            Seats seats,
            List<Operation> history) {
        this.world = world;
        this.client = client;
        this.thread = thread;
        this.left = operations;
        this.objectsOf = objectsOf;
        this.seats = seats;
        this.history = history;
        think();
    }

    Client client() {
        return client;
    }

    /** Whether it has done all that it had to do, and holds nothing. */
    boolean isDone() {
        return idle || client.isOver();
    }

    /** From now on it only releases what it holds. */
    void windDown() {
        windingDown = true;
        if (idle) {
            idle = false;
            think();
        }
    }

    /** What it waits for; null if for nothing. */
    @Nullable
    Asked waitsFor() {
        return run == null || client.isOver() ? null : run.asked;
    }

    /** It has no certain hold any more: its session has ended. */
    void holdsEnd() {
        if (lockCertain && lockedOf != null) {
            seats.left(key(lockedOf, "lock"), 1);
        }
        if (permitsCertain && permitsOf != null) {
            seats.left(key(permitsOf, "semaphore"), permits);
        }
        if (monitorCertain && monitorOf != null) {
            seats.left(key(monitorOf, "monitor"), 1);
        }
        lockCertain = false;
        permitsCertain = false;
        monitorCertain = false;
    }

    /** Its client has lost the session. */
    void sessionLost() {
        holdsEnd();
        lockedOf = null;
        monitorOf = null;
        permitsOf = null;
        permits = 0;
        leaseOf = null;
        object = null;
        round = "";
    }

    /** Whoever was killed leaves an operation open. */
    void end() {
        if (run != null) {
            run.record(Outcome.MISSING, "");
            run = null;
        }
    }

    // Program ----------------------------------------------------------------------------------------------------

    private void think() {
        double dice = world.random.nextDouble();
        long pause = dice < 0.4
                ? world.between(0, World.MILLI)
                : dice < 0.9 ? world.between(0, 30 * World.MILLI) : world.between(0, 800 * World.MILLI);
        client.later(pause, this::next);
    }

    private void next() {
        if (client.isOver()) {
            return;
        }
        Objects objects = client.everOpened() ? objectsOf.apply(client.epoch()) : null;
        if (objects == null) {
            client.later(50 * World.MILLI, this::next);
            return;
        }
        Requests requests = new Requests(objects);
        Asked next = windingDown || left == 0
                ? winding()
                : holdsAnything() && world.chance(0.4) ? release() : draw(requests);
        if (next == null) {
            idle = true;
            return;
        }
        left--;
        run = new Run(next);
        run.begin();
    }

    private boolean holdsAnything() {
        return lockedOf != null || monitorOf != null || permitsOf != null || leaseOf != null;
    }

    private @Nullable Asked winding() {
        left = 1;
        dropObject();
        return holdsAnything() ? release() : null;
    }

    private Asked release() {
        Requests locked = lockedOf;
        if (locked != null) {
            return locked.release().then(result -> lockedOf = null);
        }
        Requests entered = monitorOf;
        if (entered != null) {
            return !windingDown && world.chance(0.5)
                    ? inMonitor(entered)
                    : entered.leave().then(result -> monitorOf = null);
        }
        Requests acquired = permitsOf;
        if (acquired != null) {
            // In another session it would release what somebody else has: anybody may.
            return acquired.releasePermits(permits).in(permitsSession).then(result -> {
                if (!result.equals("true")) {
                    world.violation(client.name() + " has " + permits + " permits and cannot release them");
                }
                permitsOf = null;
                permits = 0;
            });
        }
        Requests leased = java.util.Objects.requireNonNull(leaseOf);
        String mine = lease;
        leaseOf = null;
        int dice = windingDown ? 0 : world.upTo(3);
        return dice <= 1
                ? leased.acknowledgeLease(mine)
                : dice == 2
                        ? leased.giveLeaseBack(mine)
                        : leased.extendLease(mine, world.between(World.MILLI, World.SECOND));
    }

    private Asked inMonitor(Requests entered) {
        return world.chance(0.5)
                ? entered.signal().then(result -> {
                    if (!result.equals("true") && monitorCertain) {
                        world.violation(client.name() + " holds the monitor and cannot signal");
                    }
                })
                : entered.awaitSignal(world.between(World.MILLI, 2 * World.SECOND))
                        .then(result -> {
                            monitorOf = null;
                            if (!result.equals("notHeld")) {
                                entered(entered, result);
                            }
                        });
    }

    private void entered(Requests requests, String token) {
        if (!token.equals("no")) {
            monitorOf = requests;
            monitorCertain = client.sessionLives();
            if (monitorCertain) {
                seats.taken(key(requests, "monitor"), 1, 1);
                seats.token(key(requests, "monitor"), Long.parseLong(token));
            }
        }
    }

    private Asked act(Requests requests) {
        if (actingBroken) {
            actingBroken = false;
            return requests.resetActing();
        }
        return requests.awaitToAct(howLong()).then(result -> {
            if (result.startsWith("r")) {
                round = result;
            } else {
                actingBroken = !Character.isDigit(result.charAt(0));
            }
        });
    }

    private Asked draw(Requests requests) {
        String value = client.name() + "-" + thread + "-" + asked;
        String mine = round;
        if (!mine.isEmpty()) {
            round = "";
            return requests.trip(mine, world.chance(0.2));
        }
        Requests locked = lockedOf;
        if (locked != null && world.chance(0.3)) {
            return locked.putGuarded(lockToken, value).then(previous -> guarded(previous));
        }
        String key = world.chance(0.5) ? "a" : "b";
        return switch (world.upTo(32)) {
            case 0 -> requests.get(key);
            case 1 -> requests.put(key, value, Objects.text(value));
            case 2 -> requests.putIfAbsent(key, value);
            case 3 -> requests.replace(key, world.chance(0.5) ? value : lastPut(key), value);
            case 4 -> requests.remove(key);
            case 5, 6 -> requests.increment();
            case 7 -> requests.count();
            case 8, 26 -> requests.append(value);
            case 9 -> world.chance(0.5) ? requests.size() : requests.copy();
            case 10, 11 -> requests.offer(value);
            case 12 -> requests.poll(1 + world.upTo(2));
            case 13, 14, 15 -> requests.take(howLong());
            case 16, 17 -> requests.putBounded(value, howLong());
            case 18 -> requests.takeBounded(howLong());
            case 19, 20 -> leaseOf == null ? leaseOrPut(requests, value) : requests.putLeased(value);
            case 21, 22 ->
                lockedOf != null ? release() : requests.acquire(howLong()).then(result -> acquired(requests, result));
            case 23, 24 -> permitsOf != null ? release() : acquirePermits(requests);
            case 25 -> barrierBroken ? reset(requests) : await(requests);
            case 27, 28, 29 ->
                monitorOf != null
                        ? inMonitor(monitorOf)
                        : requests.enter(howLong()).then(result -> entered(requests, result));
            case 30 -> act(requests);
            default -> withObject(requests, value);
        };
    }

    /** Who holds the lock finds nothing written under a later token. */
    private void guarded(String previous) {
        long before = previous.isEmpty() ? 0 : Long.parseLong(previous.substring(0, previous.indexOf(':')));
        if (before > lockToken) {
            world.violation(
                    client.name() + " wrote under the token " + lockToken + " over what was written under " + before);
        }
    }

    /** Something that may be in the dict. */
    private String lastPut(String key) {
        for (int i = history.size() - 1; i >= 0; i--) {
            Operation operation = history.get(i);
            if (operation.key().startsWith("dict")
                    && operation.key().endsWith(key)
                    && operation.name().equals("put")) {
                return operation.argument();
            }
        }
        return "nothing";
    }

    /** Whoever holds something waits for nothing for ever: others may wait for him. */
    private long howLong() {
        int dice = world.upTo(3);
        return dice == 0
                ? 0
                : dice == 1 && !holdsAnything() ? Long.MAX_VALUE : world.between(World.MILLI, 2 * World.SECOND);
    }

    private Asked leaseOrPut(Requests requests, String value) {
        return world.chance(0.5)
                ? requests.putLeased(value)
                : requests.takeLeased(howLong(), world.between(World.MILLI, 5 * World.SECOND))
                        .then(result -> {
                            if (!result.isEmpty()) {
                                leaseOf = requests;
                                lease = result;
                            }
                        });
    }

    private void acquired(Requests requests, String token) {
        if (!token.equals("no")) {
            lockedOf = requests;
            lockToken = Long.parseLong(token);
            lockCertain = client.sessionLives();
            if (lockCertain) {
                seats.taken(key(requests, "lock"), 1, 1);
                seats.token(key(requests, "lock"), lockToken);
            }
        }
    }

    private Asked acquirePermits(Requests requests) {
        int count = 1 + world.upTo(Objects.PERMITS - 1);
        return requests.acquirePermits(count, howLong()).then(result -> {
            if (result.equals("true")) {
                permitsOf = requests;
                permits = count;
                permitsSession = client.sessionNumber();
                permitsCertain = client.sessionLives();
                if (permitsCertain) {
                    seats.taken(key(requests, "semaphore"), count, Objects.PERMITS);
                }
            }
        });
    }

    private static String key(Requests requests, String kind) {
        return kind + "/" + requests.objects().life();
    }

    private Asked await(Requests requests) {
        return requests.await(howLong())
                .then(result -> barrierBroken = !result.isEmpty() && !Character.isDigit(result.charAt(0)));
    }

    private Asked reset(Requests requests) {
        barrierBroken = false;
        return requests.reset();
    }

    private Asked withObject(Requests requests, String value) {
        ObjectId mine = object;
        ObjectId[] told = new ObjectId[1];
        if (mine == null) {
            Asked finding = world.chance(0.5) ? requests.make(told) : requests.find("r", told);
            return finding.then(result -> keep(told[0]));
        }
        int dice = world.upTo(3);
        if (dice == 0) {
            dropObject();
            return requests.remove("r");
        }
        return dice == 1
                ? requests.share("r", mine).in(objectSession)
                : requests.appendTo(mine, value).in(objectSession);
    }

    private void keep(@Nullable ObjectId found) {
        if (found != null) {
            object = found;
            objectSession = client.sessionNumber();
            client.pin(found);
        }
    }

    private void dropObject() {
        ObjectId dropped = object;
        object = null;
        if (dropped != null) {
            client.unpin(objectSession, dropped);
        }
    }

    // One operation ----------------------------------------------------------------------------------------------

    private final class Run implements ClientHalf.Outcome {
        private final Asked asked;
        private final long invoked = world.now();
        private final String sessionBefore = client.sessionName();
        private final String id;
        private final Sent sent;
        private String session = "";
        private int sessionNumber;
        private int outcomes;
        private boolean over;
        private List<ObjectId> pinned = List.of();

        Run(Asked asked) {
            this.asked = asked;
            this.id = client.name() + "/" + thread + "#" + ++Actor.this.asked;
            long timeout = world.chance(0.05) ? world.between(0, 200 * World.MILLI) : USUAL_TIMEOUT;
            long most = asked.nanos() > Long.MAX_VALUE - timeout - world.now()
                    ? Long.MAX_VALUE
                    : world.now() + asked.nanos() + timeout;
            this.sent = new Sent(
                    asked.method().getFullMethodName(),
                    Methods.number(asked.method()),
                    asked.request().toByteString(),
                    asked.waits(),
                    asked.waits() || asked.handsOver(),
                    thread,
                    most,
                    asked.session(),
                    this);
        }

        void begin() {
            world.note(() -> id + " calls " + asked);
            if (asked.guard() != null) {
                sent.guardedBy(asked.guard());
            }
            if (isRelease()) {
                holdsEndOf(asked);
            }
            client.submit(sent, () -> {
                session = client.sessionName();
                sessionNumber = client.sessionNumber();
            });
            if (asked.waits() && world.chance(0.2)) {
                client.later(soon(), () -> {
                    if (!over) {
                        world.note(() -> id + " is interrupted");
                        client.withdraw(sent);
                    }
                });
            } else if (world.chance(asked.handsOver() ? 0.15 : 0.03)) {
                client.later(soon(), this::abandon);
            }
        }

        private boolean isRelease() {
            return asked.name().equals("release") || asked.name().equals("awaitSignal");
        }

        private long soon() {
            return world.chance(0.5) ? world.between(0, 3 * World.MILLI) : world.between(0, 500 * World.MILLI);
        }

        private void abandon() {
            if (!over && !isRelease()) {
                world.note(() -> id + " is abandoned");
                client.abandon(sent);
                end(Outcome.LOST, "");
            }
        }

        private void holdsEndOf(Asked release) {
            if (release.key().startsWith("monitor")) {
                if (monitorCertain) {
                    seats.left(release.key(), 1);
                    monitorCertain = false;
                }
                return;
            }
            boolean lock = release.key().startsWith("lock");
            if (lock && lockCertain) {
                seats.left(release.key(), 1);
                lockCertain = false;
            } else if (!lock && permitsCertain) {
                seats.left(release.key(), permits);
                permitsCertain = false;
            }
        }

        @Override
        public void answered(Reply reply) {
            once();
            pinned = reply.getReferencesList();
            pinned.forEach(client::pin);
            client.later(world.between(0, World.MILLI), () -> {
                if (!over) {
                    wake(reply);
                }
                pinned.forEach(one -> client.unpin(sessionNumber, one));
            });
        }

        @Override
        public void failed(CallFailure failure) {
            once();
            client.later(world.between(0, World.MILLI), () -> {
                if (!over) {
                    fail(failure);
                }
            });
        }

        private void once() {
            if (++outcomes > 1) {
                world.violation(id + " " + asked + " had two outcomes");
            }
        }

        private void wake(Reply reply) {
            if (reply.hasError()) {
                fail(CallFailure.answered(reply.getError()));
                return;
            }
            if (asked.handsOver() && world.chance(0.05)) {
                world.note(() -> id + " cannot read its answer");
                client.giveBack(sent);
                end(Outcome.LOST, "");
                return;
            }
            String result = asked.read().apply(reply);
            if (asked.waits() || asked.handsOver()) {
                client.acknowledge(sent);
            }
            if (session.equals(client.sessionName())) {
                asked.done().accept(result);
            }
            end(Outcome.OK, result);
        }

        private void fail(CallFailure failure) {
            switch (failure.kind()) {
                case UNREACHABLE, NOT_SENT, LOST_BEFORE ->
                    end(Outcome.FAILED, failure.kind().name());
                case UNANSWERED, LOST_DURING -> {
                    if (asked.name().equals("release")) {
                        // It takes effect as long as the session lives. An await may have been refused: that one
                        // releases afterwards.
                        forget(asked);
                    }
                    end(Outcome.LOST, "");
                }
                case ANSWERED -> refused(failure);
            }
        }

        private void forget(Asked release) {
            if (release.key().startsWith("monitor")) {
                monitorOf = null;
            } else if (release.key().startsWith("lock")) {
                lockedOf = null;
            } else {
                permitsOf = null;
                permits = 0;
            }
        }

        private void refused(CallFailure failure) {
            Code code = failure.error().getCode();
            Objects present = objectsOf.apply(client.epoch());
            boolean gone = code == Code.NO_SUCH_OBJECT
                    && (present == null
                            || !asked.key()
                                    .substring(asked.key().indexOf('/') + 1)
                                    .startsWith("" + present.life()));
            boolean stale = code == Code.STALE_GUARD && !lockCertain;
            if (code != Code.CANCELLED && code != Code.LIMIT_EXCEEDED && !gone && !stale) {
                world.violation(id + " " + asked + " was refused: "
                        + failure.error().getCode() + " "
                        + failure.error().getMessage());
            }
            end(Outcome.FAILED, code.name());
        }

        private void end(Outcome outcome, String result) {
            over = true;
            run = null;
            record(outcome, result);
            think();
        }

        void record(Outcome outcome, String result) {
            world.note(() -> id + " " + asked + " = " + outcome + " " + result);
            String all = session.isEmpty() || session.equals(sessionBefore)
                    ? sessionBefore
                    : outcome == Outcome.OK ? session : sessionBefore + '|' + session;
            history.add(new Operation(
                    id,
                    client.name() + "/" + thread,
                    all,
                    asked.key(),
                    asked.name(),
                    asked.argument(),
                    invoked,
                    outcome.isUnknown() ? Operation.NEVER : world.now(),
                    outcome,
                    result));
        }
    }
}
