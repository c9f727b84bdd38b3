package dev.holdall.faults.simulation;

import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.ServerFrame;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.util.concurrent.AbstractEventExecutor;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One stream over the virtual network, as gRPC has them: both ends learn of its end, each in its own time. */
final class Stream {
    /** After so long without a sign of life an end takes the other one for dead. */
    private static final long CLIENT_KEEP_ALIVE = 30 * World.SECOND;

    private static final Metadata.Key<Error> ERROR =
            Metadata.Key.of("holdall-error-bin", ProtoUtils.metadataMarshaller(Error.getDefaultInstance()));

    private static final long MANAGER_KEEP_ALIVE = 40 * World.SECOND;

    /** The client's end. */
    interface End {
        /** There is room for frames: for the first time, or again. */
        void writable(Stream stream);

        void received(Stream stream, ServerFrame frame);

        void broken(Stream stream, Error why);
    }

    /** A frame, or the end of the stream. */
    private record FromClient(@Nullable ClientFrame frame) {}

    private record FromManager(
            @Nullable ServerFrame frame, @Nullable Error end) {}

    private final World world;
    private final String name;
    private final End client;
    private final Pipe<FromClient> toManager;
    private final Pipe<FromManager> toClient;
    private final Out out = new Out();

    private @Nullable StreamObserver<ClientFrame> in;
    private boolean clientClosed;
    private boolean managerClosed;

    Stream(World world, String name, End client) {
        this.world = world;
        this.name = name;
        this.client = client;
        this.toManager = new Pipe<>(world, this::managerReceived, () -> {
            if (!clientClosed) {
                client.writable(this);
            }
        });
        this.toClient = new Pipe<>(world, this::clientReceived, out::writable);
    }

    String name() {
        return name;
    }

    /** The client connects; if there is a manager by the time that it gets there, it lets it in. */
    void connect(Supplier<@Nullable Manager> manager) {
        world.after(world.delay(), () -> {
            if (clientClosed || toManager.isDead()) {
                return;
            }
            Manager present = manager.get();
            if (present == null) {
                world.after(world.delay(), () -> clientBroken("connection refused"));
                return;
            }
            in = present.open(out, this, new Loop());
            world.after(world.delay(), () -> {
                if (!clientClosed && !toClient.isDead()) {
                    client.writable(this);
                }
            });
        });
    }

    // The client's end -------------------------------------------------------------------------------------------

    boolean ready() {
        return toManager.ready();
    }

    void send(ClientFrame frame) {
        if (!clientClosed) {
            toManager.send(new FromClient(frame));
        }
    }

    /** The client is done with it. */
    void cancel() {
        if (!clientClosed) {
            clientClosed = true;
            toManager.send(new FromClient(null));
            world.after(MANAGER_KEEP_ALIVE, this::managerBroken);
        }
    }

    private void clientReceived(FromManager what) {
        if (clientClosed) {
            return;
        }
        if (what.frame() != null) {
            client.received(this, what.frame());
        } else if (what.end() != null) {
            clientClosed = true;
            client.broken(this, what.end());
        }
    }

    private void clientBroken(String why) {
        if (!clientClosed) {
            clientClosed = true;
            client.broken(
                    this,
                    Error.newBuilder().setCode(Code.UNAVAILABLE).setMessage(why).build());
        }
    }

    // The manager's end ------------------------------------------------------------------------------------------

    private void managerReceived(FromClient what) {
        if (managerClosed || in == null) {
            return;
        }
        if (what.frame() != null) {
            in.onNext(what.frame());
        } else {
            managerBroken();
        }
    }

    private void managerBroken() {
        if (!managerClosed) {
            managerClosed = true;
            world.note(() -> name + " is gone for the manager");
            out.cancelled();
        }
    }

    // Faults -----------------------------------------------------------------------------------------------------

    boolean isOpen() {
        return !clientClosed;
    }

    /** The stream breaks, in one of the ways in which streams break. */
    void cut() {
        long soon = 5 * World.MILLI;
        int way = world.upTo(4);
        switch (way) {
            case 0 -> cut("for both", world.between(0, soon), world.between(0, soon));
            case 1 -> cut("half open at the manager", world.between(0, soon), world.between(soon, MANAGER_KEEP_ALIVE));
            case 2 -> cut("half open at the client", world.between(soon, CLIENT_KEEP_ALIVE), world.between(0, soon));
            case 3 -> {
                // What the client sends is on its way for long, and arrives when the client has given the stream up.
                long late = world.between(soon, 20 * World.SECOND);
                world.note(() -> name + " is cut; what its client sends comes late");
                toManager.stall(late);
                world.after(world.between(0, late), () -> clientBroken("the connection broke"));
                world.after(late + world.between(soon, 2 * World.SECOND), this::managerBroken);
            }
            default -> {
                world.note(() -> name + " loses what goes one way");
                boolean up = world.chance(0.5);
                (up ? toManager : toClient).die(0);
                world.after(world.between(soon, CLIENT_KEEP_ALIVE), () -> clientBroken("no sign of life"));
                world.after(world.between(soon, MANAGER_KEEP_ALIVE), this::managerBroken);
            }
        }
    }

    /** Breaks the stream: each end learns of it after a time, and until some moment before that frames still arrive. */
    void cut(String how, long clientAfter, long managerAfter) {
        world.note(() -> name + " is cut, " + how);
        toClient.die(world.between(0, clientAfter + 1));
        toManager.die(world.between(0, managerAfter + 1));
        world.after(clientAfter, () -> clientBroken("the connection broke"));
        world.after(managerAfter, this::managerBroken);
    }

    /** What gRPC shows the manager of it. */
    private final class Out extends ServerCallStreamObserver<ServerFrame> {
        private @Nullable Runnable onReady;
        private @Nullable Runnable onCancel;

        private void writable() {
            if (onReady != null && !managerClosed) {
                onReady.run();
            }
        }

        private void cancelled() {
            if (onCancel != null) {
                onCancel.run();
            }
        }

        @Override
        public boolean isCancelled() {
            return managerClosed;
        }

        @Override
        public boolean isReady() {
            return !managerClosed && toClient.ready();
        }

        @Override
        public void onNext(ServerFrame frame) {
            if (!managerClosed) {
                toClient.send(new FromManager(frame, null));
            }
        }

        @Override
        public void onError(Throwable failure) {
            end(Stream.error(failure));
        }

        @Override
        public void onCompleted() {
            end(Error.newBuilder()
                    .setCode(Code.UNAVAILABLE)
                    .setMessage("the session was closed")
                    .build());
        }

        private void end(Error why) {
            if (!managerClosed) {
                managerClosed = true;
                toClient.send(new FromManager(null, why));
                world.after(CLIENT_KEEP_ALIVE, () -> clientBroken("no sign of life"));
            }
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {
            onReady = handler;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {
            onCancel = handler;
        }

        @Override
        public void setOnCloseHandler(Runnable handler) {
            // Who does not take note of the end is cut off below the stream: there is no such thing here.
        }

        @Override
        public void disableAutoRequest() {
            // A pipe holds a few frames at most; who does not ask for more need not be protected.
        }

        @Override
        public void disableAutoInboundFlowControl() {
            disableAutoRequest();
        }

        @Override
        public void request(int count) {
            // As above.
        }

        @Override
        public void setCompression(String compression) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setMessageCompression(boolean enable) {
            throw new UnsupportedOperationException();
        }
    }

    private static Error error(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        Metadata trailers = Status.trailersFromThrowable(failure);
        Error error = trailers == null ? null : trailers.get(ERROR);
        return error != null
                ? error
                : Error.newBuilder()
                        .setCode(Code.UNAVAILABLE)
                        .setMessage(status.toString())
                        .build();
    }

    /** What is to happen at a time of the world, unless it is cancelled. */
    private static final class Planned extends DefaultPromise<Object> implements ScheduledFuture<Object> {
        Planned(EventExecutor executor) {
            super(executor);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int compareTo(Delayed other) {
            throw new UnsupportedOperationException();
        }
    }

    /** The event loop of the stream's end in the manager. */
    private final class Loop extends AbstractEventExecutor {
        private long last;

        @Override
        public void execute(Runnable task) {
            last = Math.max(last, world.now() + world.between(0, 200 * World.MICRO));
            world.after(last - world.now(), task);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            Planned planned = new Planned(this);
            world.after(unit.toNanos(delay), () -> {
                if (planned.setUncancellable()) {
                    task.run();
                }
            });
            return planned;
        }

        @Override
        public Ticker ticker() {
            return new Ticker() {
                @Override
                public long initialNanoTime() {
                    return 0;
                }

                @Override
                public long nanoTime() {
                    return world.now();
                }

                @Override
                public void sleep(long delay, TimeUnit unit) {
                    throw new UnsupportedOperationException();
                }
            };
        }

        @Override
        public boolean inEventLoop(Thread thread) {
            return true;
        }

        @Override
        public boolean isShuttingDown() {
            return false;
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }

        @Override
        public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<?> terminationFuture() {
            throw new UnsupportedOperationException();
        }

        @Override
        @Deprecated
        public void shutdown() {
            throw new UnsupportedOperationException();
        }
    }
}
