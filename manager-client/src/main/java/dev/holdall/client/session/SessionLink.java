package dev.holdall.client.session;

import com.google.common.util.concurrent.Uninterruptibles;
import com.google.protobuf.ByteString;
import dev.holdall.client.ConnectionState;
import dev.holdall.client.StateChange;
import dev.holdall.client.call.Held;
import dev.holdall.client.call.Holds;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.Welcome;
import dev.holdall.wire.Address;
import dev.holdall.wire.Key;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Drives a {@link ClientSession} over one gRPC stream after the other, on the connection's event loop, and begins a new one when it is
 * lost.
 *
 * <p>Callers on any thread queue what they want; the first to do so schedules one run on the loop, which takes over all that was
 * queued until then and sends it in as few frames as it fits. So many callers share a frame, and a lone one waits for nobody.
 */
public final class SessionLink implements AutoCloseable {
    private static final long TELL_MILLIS = 50;
    private static final long SWEEP_MILLIS = 100;
    private static final int EVENTS_AT_ONCE = 4_096;
    private static final String CLOSED_HERE = "the session was closed";

    /** How long an attempt to come back may take. */
    private static final long ATTEMPT_MILLIS = 5_000;
    /** The longest pause between attempts as long as the session may live, and afterwards. */
    private static final long RESUME_PAUSE_MILLIS = 500;

    private static final long LOST_PAUSE_MILLIS = 5_000;

    private final Address address;
    private final Key key;
    private final LinkSettings settings;
    private final Connections connections;
    private final Completions completions;
    private final Dialer dialer;
    private final Backoff backoff = new Backoff(ThreadLocalRandom.current());
    private final SessionChannel channel = new SessionChannel(this);
    private final Holds holds = new Holds(this::release);

    private final ConcurrentLinkedQueue<SessionEvent> events = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean lazilyScheduled = new AtomicBoolean();
    private final CompletableFuture<Welcome> welcome = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean closed;
    private volatile long sessionId;

    // Belong to the loop.
    private ClientSession session;
    private boolean sweeping;
    /** Whether a session was ever opened; if not, there is no coming back. */
    private boolean everOpened;
    /** When the stream broke that nothing has taken the place of, as {@link System#nanoTime}; 0 if none did. */
    private long brokenSince;

    private int epoch;
    /** Nothing is to be connected any more. */
    private boolean last;

    private SessionLink(
            Address address, Key key, LinkSettings settings, Connections connections, Executor continuations) {
        this.address = address;
        this.key = key;
        this.settings = settings;
        this.connections = connections;
        this.completions = new Completions(continuations);
        this.dialer = new Dialer(connections, new Streams());
        this.session = newSession(null);
    }

    /** @param before the session that was given up; null for none */
    private ClientSession newSession(@Nullable ClientSession before) {
        return new ClientSession(
                holds.session(),
                key,
                settings.client(),
                address.toString(),
                settings.graceMillis(),
                before == null ? null : before.resume(),
                new Actions());
    }

    /**
     * Connects and opens a session.
     *
     * @param continuations where the continuations of asynchronous calls run
     * @return the link; its {@link #welcome()} tells when the session is open, or why it cannot be
     */
    public static SessionLink open(
            Address address, TlsSettings tls, Key key, LinkSettings settings, Executor continuations) {
        Connections connections = Connections.to(address, tls);
        SessionLink link = new SessionLink(address, key, settings, connections, continuations);
        connections.loop().execute(() -> link.dialer.dial(0, 0));
        return link;
    }

    /** Whether addresses of UNIX sockets can be used on this platform. */
    public static boolean hasUnixSockets() {
        return Connections.hasUnixSockets();
    }

    /** Completes when the session is open; fails with a {@link SessionFailure} if it cannot be. */
    public CompletableFuture<Welcome> welcome() {
        return welcome;
    }

    /** The session's number in the manager; that of the last one, if it was lost. */
    public long sessionId() {
        return sessionId;
    }

    /** The manager is gone for good. */
    public void gone(String why) {
        soon(session -> {
            last = true;
            session.lost(unavailable(why));
        });
    }

    /** What this process refers to. */
    public Holds holds() {
        return holds;
    }

    /** The channel for generated stubs. */
    public SessionChannel channel() {
        return channel;
    }

    String address() {
        return address.toString();
    }

    // From callers, on any thread --------------------------------------------------------------------------------

    void submit(Exchange exchange) {
        soon(exchange);
    }

    void withdraw(Exchange exchange) {
        soon(session -> session.withdraw(exchange));
    }

    void abandon(Exchange exchange) {
        soon(session -> session.abandon(exchange));
    }

    void giveBack(Exchange exchange) {
        soon(session -> session.giveBack(exchange));
    }

    void undecodable(Exchange exchange) {
        soon(session -> session.undecodable(exchange));
    }

    /** Nobody waits for an acknowledgement: it goes with the next frame, or alone after a while. */
    void acknowledge(Exchange exchange) {
        lazily(session -> session.acknowledge(exchange));
    }

    private void release(int heldBy, ObjectId object, long deliveries) {
        lazily(session -> session.release(heldBy, object, deliveries));
    }

    private void lazily(SessionEvent event) {
        if (closed) {
            // There is nobody to tell.
            return;
        }
        events.add(event);
        if (lazilyScheduled.compareAndSet(false, true)) {
            try {
                connections.loop().schedule(this::takeOverLazily, TELL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // The loop has just gone, and the session with it: there is nobody to tell.
            }
        }
    }

    private void soon(SessionEvent event) {
        events.add(event);
        if (closed) {
            takeOverAfterClose();
        } else if (scheduled.compareAndSet(false, true)) {
            try {
                connections.loop().execute(this::takeOver);
            } catch (RejectedExecutionException e) {
                // The loop has just gone; close() takes over what is queued.
            }
        }
    }

    /** The loop is gone: the session, which is over, answers on the caller's thread. */
    private synchronized void takeOverAfterClose() {
        // It is, unless the loop had no time to say so.
        session.lost(unavailable(CLOSED_HERE));
        for (SessionEvent event = events.poll(); event != null; event = events.poll()) {
            event.in(session);
        }
        completions.start();
    }

    // On the loop ------------------------------------------------------------------------------------------------

    private void takeOver() {
        // Cleared first: whatever is queued from here on schedules another run.
        scheduled.set(false);
        takeOverEvents(EVENTS_AT_ONCE);
        session.flush();
        settle();
        if (!events.isEmpty() && scheduled.compareAndSet(false, true)) {
            // Callers are faster than this loop: it looks after its connection in between.
            connections.loop().execute(this::takeOver);
        }
    }

    private void takeOverEvents(int most) {
        for (int left = most; left > 0; left--) {
            SessionEvent event = events.poll();
            if (event == null) {
                return;
            }
            event.in(session);
        }
    }

    private void takeOverLazily() {
        lazilyScheduled.set(false);
        takeOverEvents(EVENTS_AT_ONCE);
        session.flush();
        session.tell();
        settle();
    }

    /** Afterwards: starts what runs later. */
    private void settle() {
        if (session.hasUntold() && lazilyScheduled.compareAndSet(false, true)) {
            connections.loop().schedule(this::takeOverLazily, TELL_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (!sweeping && session.hasUnanswered()) {
            sweeping = true;
            connections.loop().schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }
        completions.start();
    }

    private void sweep() {
        sweeping = false;
        session.expire(System.nanoTime());
        session.flush();
        settle();
    }

    /** Runs a completion off the loop. */
    void later(Runnable completion) {
        completions.add(completion);
    }

    // Both ways of the stream ------------------------------------------------------------------------------------

    private final class Actions implements ClientSession.Actions {
        @Override
        public boolean ready() {
            return dialer.ready();
        }

        @Override
        public void send(ClientFrame frame) {
            dialer.send(frame);
        }

        @Override
        public List<Held> received(List<ObjectId> objects) {
            return holds.received(objects);
        }

        @Override
        public void opened(Welcome opened) {
            dialer.established();
            backoff.reset();
            brokenSince = 0;
            boolean restarted = everOpened && epoch != opened.getEpoch();
            everOpened = true;
            epoch = opened.getEpoch();
            holds.entered(epoch);
            sessionId = opened.getSession();
            announce(new StateChange(ConnectionState.CONNECTED, "connected to " + address, restarted));
            welcome.complete(opened);
        }

        @Override
        public void broken(Error why) {
            dialer.drop();
            if (closing.get() || !everOpened || !settings.reconnects()) {
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
            dialer.drop();
            if (!closing.get()) {
                settings.lost().run();
            }
            brokenSince = 0;
            if (last || closing.get() || !everOpened || !settings.reconnects() || !mayComeBack(why.getCode())) {
                last = true;
                announce(new StateChange(ConnectionState.CLOSED, why.getMessage(), false));
                welcome.completeExceptionally(new SessionFailure(why));
                ended.countDown();
                return;
            }
            holds.lost();
            session = newSession(session);
            announce(new StateChange(ConnectionState.LOST, why.getMessage(), false));
            redial(LOST_PAUSE_MILLIS);
        }
    }

    private static boolean mayComeBack(Code code) {
        return code != Code.UNAUTHENTICATED && code != Code.PERMISSION_DENIED && code != Code.UNIMPLEMENTED;
    }

    /** The session lives on in the manager for its grace time, if the manager does. */
    private void resumeOrLose(Error why) {
        long now = System.nanoTime();
        if (brokenSince == 0) {
            brokenSince = now;
            announce(new StateChange(ConnectionState.RECONNECTING, why.getMessage(), false));
        }
        if (now - brokenSince >= TimeUnit.MILLISECONDS.toNanos(session.graceMillis())) {
            session.lost(why);
        } else {
            redial(RESUME_PAUSE_MILLIS);
        }
    }

    private void redial(long mostMillis) {
        dialer.dial(backoff.nextMillis(mostMillis), ATTEMPT_MILLIS);
    }

    private void announce(StateChange change) {
        settings.listener().accept(change);
    }

    private final class Streams implements Dialer.Listener {
        @Override
        public void connected(ByteString binding) {
            session.connected(Key.nonce(), binding);
        }

        @Override
        public void ready() {
            session.flush();
            settle();
        }

        @Override
        public void received(ServerFrame frame) {
            session.received(frame);
            session.flush();
            settle();
        }

        @Override
        public void broken(Error why) {
            session.disconnected(why);
            settle();
        }
    }

    /** Ends the session: calls that are under way fail, what they were granted goes back. Waits for the manager to know. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        connections.loop().execute(() -> {
            // What was acknowledged by now is told, or it would be delivered again.
            takeOverEvents(Integer.MAX_VALUE);
            if (!welcome.isDone()) {
                session.lost(unavailable("the manager did not answer in time"));
            } else if (!session.goodbye()) {
                session.lost(unavailable(CLOSED_HERE));
            }
            settle();
        });
        // Interrupted or not: a pool that is shut down interrupts those who close, and their locks are to be free at
        // once, too.
        if (!Uninterruptibles.awaitUninterruptibly(ended, 2, TimeUnit.SECONDS)) {
            connections.loop().execute(() -> {
                session.lost(unavailable(CLOSED_HERE));
                settle();
            });
        }
        connections.close();
        closed = true;
        takeOverAfterClose();
    }

    private static Error unavailable(String why) {
        return Error.newBuilder().setCode(Code.UNAVAILABLE).setMessage(why).build();
    }
}
