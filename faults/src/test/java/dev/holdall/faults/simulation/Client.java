package dev.holdall.faults.simulation;

import dev.holdall.client.session.ClientHalf;
import dev.holdall.client.session.ClientHalf.Sent;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.Welcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client process: the real session, driven as {@code SessionLink} and {@code Dialer} do it. Those two cannot run here, since they hold gRPC
 * channels and read the system's clock; what is below follows them event by event, and has to be changed with them.
 */
final class Client implements Stream.End {
    private static final long TELL = 50 * World.MILLI;
    private static final long SWEEP = 100 * World.MILLI;
    private static final long ATTEMPT_MILLIS = 5_000;
    private static final long RESUME_PAUSE_MILLIS = 500;
    private static final long LOST_PAUSE_MILLIS = 5_000;

    /** An object without a name that the process refers to. */
    private static final class Hold {
        private long deliveries;
        private int pins;
    }

    private interface Event {
        void in(ClientHalf session);
    }

    private final World world;
    private final String name;
    private final Supplier<@Nullable Manager> network;
    private final ClientHalf.Pauses backoff;
    private final Runnable onLost;

    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private boolean scheduled;
    private boolean lazilyScheduled;
    private boolean sweeping;

    private int number = 1;
    private ClientHalf session;
    private final Map<ObjectId, Hold> holds = new LinkedHashMap<>();
    private boolean everOpened;
    private long brokenSince;
    private int epoch;
    private long sessionId;
    private boolean closing;
    private boolean last;

    private @Nullable Stream stream;
    private boolean greeted;
    private int plan;
    private int dialled;

    private boolean dead;
    private boolean frozen;
    private final List<Runnable> thawing = new ArrayList<>();

    /**
     * @param network finds the manager
     * @param onLost told when a session is over
     */
    Client(World world, String name, Supplier<@Nullable Manager> network, Runnable onLost) {
        this.world = world;
        this.name = name;
        this.network = network;
        this.onLost = onLost;
        this.backoff = new ClientHalf.Pauses(world.random);
        this.session = newSession();
        dial(0, 0);
    }

    private ClientHalf newSession() {
        return new ClientHalf(number, Manager.KEY, name, 0, new Actions());
    }

    String name() {
        return name;
    }

    /** The present session's name in the history. */
    String sessionName() {
        return name + '.' + number;
    }

    int sessionNumber() {
        return number;
    }

    int epoch() {
        return epoch;
    }

    boolean everOpened() {
        return everOpened;
    }

    /** Whether it will do nothing any more. */
    boolean isOver() {
        return dead || last;
    }

    boolean isDead() {
        return dead;
    }

    // The process ------------------------------------------------------------------------------------------------

    /** Something that the process does, unless it is dead; when it goes on, if it is frozen. */
    void later(long nanos, Runnable what) {
        world.after(nanos, () -> now(what));
    }

    private void now(Runnable what) {
        if (frozen && !dead) {
            thawing.add(what);
        } else if (!dead) {
            what.run();
        }
    }

    void kill() {
        world.note(() -> name + " is killed");
        dead = true;
        Stream killed = stream;
        if (killed != null && killed.isOpen()) {
            killed.cut("with its client", 0, world.chance(0.7) ? world.delay() : world.between(0, 40 * World.SECOND));
        }
    }

    void freeze() {
        world.note(() -> name + " is frozen");
        frozen = true;
    }

    void thaw() {
        if (frozen) {
            world.note(() -> name + " goes on");
            frozen = false;
            List<Runnable> missed = List.copyOf(thawing);
            thawing.clear();
            // What was due goes on in its order; it may be frozen again meanwhile.
            missed.forEach(this::now);
        }
    }

    void cut() {
        if (stream != null && stream.isOpen()) {
            stream.cut();
        }
    }

    // From the threads -------------------------------------------------------------------------------------------

    void submit(Sent call, Runnable taken) {
        soon(present -> {
            taken.run();
            present.submit(call);
        });
    }

    void withdraw(Sent call) {
        soon(present -> present.withdraw(call));
    }

    void abandon(Sent call) {
        soon(present -> present.abandon(call));
    }

    void giveBack(Sent call) {
        soon(present -> present.giveBack(call));
    }

    void acknowledge(Sent call) {
        lazily(present -> present.acknowledge(call));
    }

    private void soon(Event event) {
        events.add(event);
        if (!scheduled) {
            scheduled = true;
            later(world.between(0, 100 * World.MICRO), this::takeOver);
        }
    }

    private void lazily(Event event) {
        events.add(event);
        if (!lazilyScheduled) {
            lazilyScheduled = true;
            later(TELL, this::takeOverLazily);
        }
    }

    /** The process refers to an object, which it has had from an answer. */
    void pin(ObjectId object) {
        Hold hold = holds.get(object);
        if (hold != null) {
            hold.pins++;
        }
    }

    /** It does so no more. */
    void unpin(int heldBy, ObjectId object) {
        Hold hold = holds.get(object);
        if (heldBy == number && hold != null && --hold.pins == 0) {
            holds.remove(object);
            world.note(() -> name + " releases object " + object.getNumber());
            lazily(present -> present.release(heldBy, object, hold.deliveries));
        }
    }

    // On the loop ------------------------------------------------------------------------------------------------

    private void takeOver() {
        scheduled = false;
        takeOverEvents();
        session.flush();
        settle();
    }

    private void takeOverLazily() {
        lazilyScheduled = false;
        takeOverEvents();
        session.flush();
        session.tell();
        settle();
    }

    private void takeOverEvents() {
        for (Event event = events.poll(); event != null; event = events.poll()) {
            event.in(session);
        }
    }

    private void settle() {
        if (session.hasUntold() && !lazilyScheduled) {
            lazilyScheduled = true;
            later(TELL, this::takeOverLazily);
        }
        if (!sweeping && session.hasUnanswered()) {
            sweeping = true;
            later(SWEEP, this::sweep);
        }
    }

    private void sweep() {
        sweeping = false;
        session.expire(world.now());
        session.flush();
        settle();
    }

    /** Ends the session in good order. */
    void close() {
        if (isOver() || closing) {
            return;
        }
        world.note(() -> name + " closes");
        closing = true;
        takeOverEvents();
        if (ready()) {
            session.goodbye();
        } else {
            session.lost(unavailable("the session was closed"));
        }
        settle();
        later(2 * World.SECOND, () -> session.lost(unavailable("the session was closed")));
    }

    // Streams ----------------------------------------------------------------------------------------------------

    private void dial(long afterMillis, long withinMillis) {
        int mine = ++plan;
        later(TimeUnit.MILLISECONDS.toNanos(afterMillis), () -> {
            if (mine == plan) {
                open(withinMillis);
            }
        });
    }

    private void open(long withinMillis) {
        Stream opened = new Stream(world, name + " stream " + ++dialled, this);
        stream = opened;
        greeted = false;
        int mine = ++plan;
        if (withinMillis > 0) {
            later(TimeUnit.MILLISECONDS.toNanos(withinMillis), () -> {
                if (mine == plan) {
                    heardBroken(opened, unavailable("no answer within " + withinMillis + " ms"));
                }
            });
        }
        opened.connect(network);
    }

    private void drop() {
        plan++;
        Stream dropped = stream;
        stream = null;
        if (dropped != null) {
            dropped.cancel();
        }
    }

    private boolean ready() {
        return stream != null && greeted && stream.ready();
    }

    @Override
    public void writable(Stream which) {
        now(() -> {
            if (which != stream) {
                return;
            }
            if (!greeted) {
                greeted = true;
                session.connected(world.bytes32());
            }
            session.flush();
            settle();
        });
    }

    @Override
    public void received(Stream which, ServerFrame frame) {
        now(() -> {
            if (which == stream) {
                session.received(frame);
                session.flush();
                settle();
            }
        });
    }

    @Override
    public void broken(Stream which, Error why) {
        now(() -> heardBroken(which, why));
    }

    private void heardBroken(Stream which, Error why) {
        if (which == stream) {
            world.note(() -> which.name() + " is gone for its client: " + why.getMessage());
            session.disconnected(why);
            settle();
        }
    }

    private final class Actions implements ClientHalf.Actions {
        @Override
        public boolean ready() {
            return Client.this.ready();
        }

        @Override
        public void send(ClientFrame frame) {
            if (stream != null) {
                stream.send(frame);
            }
        }

        @Override
        public void received(List<ObjectId> objects) {
            int heldBy = number;
            for (ObjectId object : objects) {
                Hold hold = holds.computeIfAbsent(object, id -> new Hold());
                hold.deliveries++;
                hold.pins++;
                // The answer itself is garbage after a while.
                later(world.between(0, 100 * World.MILLI), () -> unpin(heldBy, object));
            }
        }

        @Override
        public void opened(Welcome welcome) {
            plan++;
            backoff.reset();
            brokenSince = 0;
            everOpened = true;
            epoch = welcome.getEpoch();
            sessionId = welcome.getSession();
        }

        @Override
        public void broken(Error why) {
            drop();
            if (closing || !everOpened) {
                session.lost(why);
            } else if (session.isOpen()) {
                resumeOrLose(why);
            } else {
                session.unreachable(why);
                redial(LOST_PAUSE_MILLIS);
            }
        }

        @Override
        public void over(Error why) {
            checkIsOver(why);
            drop();
            brokenSince = 0;
            if (closing || !everOpened || why.getCode() == Code.UNAUTHENTICATED) {
                world.note(() -> name + " is over");
                last = true;
                onLost.run();
                return;
            }
            world.note(() -> sessionName() + " is lost: " + why.getMessage());
            holds.clear();
            number++;
            session = newSession();
            onLost.run();
            redial(LOST_PAUSE_MILLIS);
        }
    }

    private void resumeOrLose(Error why) {
        long now = world.now();
        if (brokenSince == 0) {
            brokenSince = now;
        }
        if (now - brokenSince >= TimeUnit.MILLISECONDS.toNanos(session.graceMillis())) {
            session.lost(why);
        } else {
            redial(RESUME_PAUSE_MILLIS);
        }
    }

    private void redial(long mostMillis) {
        dial(backoff.nextMillis(mostMillis), ATTEMPT_MILLIS);
    }

    /** Whether its session is one of a manager that lives, and has not ended there. */
    boolean sessionLives() {
        Manager manager = network.get();
        return manager != null && manager.epoch() == epoch && !manager.hasEnded(sessionId);
    }

    boolean hasSession(int ofEpoch, long id) {
        return epoch == ofEpoch && sessionId == id;
    }

    /** Nobody loses a session that lives, but by giving it up. */
    private void checkIsOver(Error why) {
        if (why.getCode() != Code.UNAVAILABLE && everOpened && sessionLives()) {
            world.violation(sessionName() + " was lost, and lives in the manager: " + why.getMessage());
        }
    }

    private static Error unavailable(String why) {
        return Error.newBuilder().setCode(Code.UNAVAILABLE).setMessage(why).build();
    }
}
