package dev.holdall.client.session;

import dev.holdall.client.call.Held;
import dev.holdall.client.call.Holds;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.SessionsGrpc;
import dev.holdall.v1.Welcome;
import dev.holdall.wire.Address;
import dev.holdall.wire.Key;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Drives a {@link ClientSession} over one gRPC stream, on the connection's event loop.
 *
 * <p>Callers on any thread queue what they want; the first to do so schedules one run on the loop, which takes over all that was
 * queued until then and sends it in as few frames as it fits. So many callers share a frame, and a lone one waits for nobody.
 */
public final class SessionLink implements AutoCloseable {
    private static final long TELL_MILLIS = 50;
    private static final long SWEEP_MILLIS = 100;
    private static final int EVENTS_AT_ONCE = 4_096;

    private final Address address;
    private final Connection connection;
    private final Completions completions;
    private final ClientSession session;
    private final SessionChannel channel = new SessionChannel(this);
    private final Holds holds = new Holds(this::release);

    private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean lazilyScheduled = new AtomicBoolean();
    private final CompletableFuture<Welcome> welcome = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean closed;

    // Belong to the loop.
    private @Nullable ClientCallStreamObserver<ClientFrame> out;
    private boolean sweeping;
    private boolean over;

    /** What somebody wants of the session. */
    private interface Event {
        void in(ClientSession session);
    }

    private SessionLink(Address address, Key key, String client, Connection connection, Executor continuations) {
        this.address = address;
        this.connection = connection;
        this.completions = new Completions(continuations);
        this.session = new ClientSession(key, client, address.toString(), Key.nonce(), new Actions());
    }

    /**
     * Connects and opens a session.
     *
     * @param continuations where the continuations of asynchronous calls run
     * @return the link; its {@link #welcome()} tells when the session is open, or why it cannot be
     */
    public static SessionLink open(Address address, Key key, String client, Executor continuations) {
        Connection connection = Connection.to(address);
        SessionLink link = new SessionLink(address, key, client, connection, continuations);
        connection
                .loop()
                .execute(() -> SessionsGrpc.newStub(connection.channel()).attach(link.new Inbound()));
        return link;
    }

    /** Whether addresses of UNIX sockets can be used on this platform. */
    public static boolean hasUnixSockets() {
        return Connection.hasUnixSockets();
    }

    /** Completes when the session is open; fails with a {@link SessionFailure} if it cannot be. */
    public CompletableFuture<Welcome> welcome() {
        return welcome;
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
        soon(session -> session.submit(exchange));
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

    /** Nobody waits for an acknowledgement: it goes with the next frame, or alone after a while. */
    void acknowledge(Exchange exchange) {
        lazily(session -> session.acknowledge(exchange));
    }

    private void release(ObjectId object, long deliveries) {
        lazily(session -> session.release(object, deliveries));
    }

    private void lazily(Event event) {
        events.add(event);
        if (!closed && lazilyScheduled.compareAndSet(false, true)) {
            try {
                connection.loop().schedule(this::takeOverLazily, TELL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // The loop has just gone, and the session with it: there is nobody to tell.
            }
        }
    }

    private void soon(Event event) {
        events.add(event);
        if (closed) {
            takeOverAfterClose();
        } else if (scheduled.compareAndSet(false, true)) {
            try {
                connection.loop().execute(this::takeOver);
            } catch (RejectedExecutionException e) {
                // The loop has just gone; close() takes over what is queued.
            }
        }
    }

    /** The loop is gone: the session, which is over, answers on the caller's thread. */
    private synchronized void takeOverAfterClose() {
        // It is, unless the thread that closed was interrupted before the connection could say so.
        session.disconnected(closedHere());
        for (Event event = events.poll(); event != null; event = events.poll()) {
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
            connection.loop().execute(this::takeOver);
        }
    }

    private void takeOverEvents(int most) {
        for (int left = most; left > 0; left--) {
            Event event = events.poll();
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
            connection.loop().schedule(this::takeOverLazily, TELL_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (!sweeping && session.hasUnanswered()) {
            sweeping = true;
            connection.loop().schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
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
            return out != null && out.isReady();
        }

        @Override
        public void send(ClientFrame frame) {
            if (out != null && !over) {
                out.onNext(frame);
            }
        }

        @Override
        public List<Held> received(List<ObjectId> objects) {
            return holds.received(objects);
        }

        @Override
        public void opened(Welcome opened) {
            welcome.complete(opened);
        }

        @Override
        public void over(Error why) {
            over = true;
            welcome.completeExceptionally(new SessionFailure(why));
            if (out != null) {
                out.cancel("the session is over", null);
            }
            ended.countDown();
        }
    }

    private final class Inbound implements ClientResponseObserver<ClientFrame, ServerFrame> {
        @Override
        public void beforeStart(ClientCallStreamObserver<ClientFrame> requests) {
            out = requests;
            requests.setOnReadyHandler(this::ready);
        }

        private boolean greeted;

        private void ready() {
            if (!greeted) {
                greeted = true;
                session.connected();
            }
            session.flush();
            settle();
        }

        @Override
        public void onNext(ServerFrame frame) {
            session.received(frame);
            session.flush();
            settle();
        }

        @Override
        public void onError(Throwable failure) {
            session.disconnected(Connection.error(failure));
            settle();
        }

        @Override
        public void onCompleted() {
            onError(Status.UNAVAILABLE.withDescription("the session was closed").asRuntimeException());
        }
    }

    /** Ends the session: calls that are under way fail, what they were granted goes back. Waits for the manager to know. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        connection.loop().execute(() -> {
            // What was acknowledged by now is told, or it would be delivered again.
            takeOverEvents(Integer.MAX_VALUE);
            session.goodbye();
            if (!welcome.isDone()) {
                session.disconnected(Error.newBuilder()
                        .setCode(Code.UNAVAILABLE)
                        .setMessage("the manager did not answer in time")
                        .build());
                settle();
            }
        });
        try {
            if (!ended.await(2, TimeUnit.SECONDS)) {
                connection.loop().execute(() -> {
                    session.disconnected(closedHere());
                    settle();
                });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
        closed = true;
        takeOverAfterClose();
    }

    private static Error closedHere() {
        return Error.newBuilder()
                .setCode(Code.UNAVAILABLE)
                .setMessage("the session was closed")
                .build();
    }
}
