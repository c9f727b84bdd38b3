package dev.holdall.client.session;

import com.google.protobuf.ByteString;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.ServerFrame;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens one stream after the other, on the connection's event loop: at most one at a time, and nothing is heard any more of one that was
 * dropped.
 */
final class Dialer {
    /** What becomes of a stream. Called on the loop. */
    interface Listener {
        /** It is there; frames can be sent. */
        void connected(ByteString binding);

        /** There is room for frames again. */
        void ready();

        void received(ServerFrame frame);

        /** It broke, or could not be opened. */
        void broken(Error why);
    }

    private final Connections connections;
    private final Listener listener;
    private @Nullable Stream stream;
    private @Nullable Future<?> planned;

    Dialer(Connections connections, Listener listener) {
        this.connections = connections;
        this.listener = listener;
    }

    /**
     * Opens a stream after a while.
     *
     * @param withinMillis how long it may take until {@link #established}; 0 for as long as it takes
     */
    void dial(long afterMillis, long withinMillis) {
        planned = schedule(() -> open(withinMillis), afterMillis);
    }

    private void open(long withinMillis) {
        Stream opened = new Stream();
        stream = opened;
        // Names are looked up and certificates are read: that takes time, which the loop does not have.
        Thread thread = new Thread(() -> connect(opened, withinMillis), "holdall-dial");
        thread.setDaemon(true);
        thread.start();
    }

    private void connect(Stream opened, long withinMillis) {
        try {
            Connection connection = connections.connect();
            schedule(() -> open(opened, connection, withinMillis), 0);
        } catch (RuntimeException e) {
            schedule(() -> broken(opened, unavailable(String.valueOf(e.getMessage()))), 0);
        }
    }

    private void open(Stream opened, Connection connection, long withinMillis) {
        if (opened != stream) {
            // Dropped meanwhile.
            connection.close();
            return;
        }
        opened.connection = connection;
        planned = withinMillis == 0
                ? null
                : schedule(() -> broken(opened, unavailable("no answer within " + withinMillis + " ms")), withinMillis);
        connection.open(opened);
    }

    private @Nullable Future<?> schedule(Runnable what, long millis) {
        try {
            return connections.loop().schedule(what, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The loop has just gone: nothing is to be connected any more.
            return null;
        }
    }

    /** The stream has shaken hands. */
    void established() {
        cancelPlanned();
    }

    private void cancelPlanned() {
        if (planned != null) {
            planned.cancel(false);
            planned = null;
        }
    }

    /** Forgets the stream, and any that is to be opened. */
    void drop() {
        cancelPlanned();
        Stream dropped = stream;
        stream = null;
        if (dropped == null) {
            return;
        }
        try {
            if (dropped.out != null) {
                dropped.out.cancel("the stream is of no use any more", null);
            }
            if (dropped.connection != null) {
                dropped.connection.close();
            }
        } catch (RejectedExecutionException e) {
            // The loop has just gone, and the connection with it.
        }
    }

    boolean ready() {
        return stream != null && stream.out != null && stream.out.isReady();
    }

    void send(ClientFrame frame) {
        if (stream != null && stream.out != null) {
            stream.out.onNext(frame);
        }
    }

    private void broken(Stream which, Error why) {
        if (which == stream) {
            listener.broken(why);
        }
    }

    private static Error unavailable(String why) {
        return Error.newBuilder().setCode(Code.UNAVAILABLE).setMessage(why).build();
    }

    private final class Stream implements ClientResponseObserver<ClientFrame, ServerFrame> {
        private @Nullable Connection connection;
        private @Nullable ClientCallStreamObserver<ClientFrame> out;
        private boolean greeted;

        @Override
        public void beforeStart(ClientCallStreamObserver<ClientFrame> requests) {
            out = requests;
            requests.setOnReadyHandler(this::writable);
        }

        private void writable() {
            if (stream != this) {
                return;
            }
            if (!greeted) {
                greeted = true;
                listener.connected(connection == null ? ByteString.EMPTY : connection.binding());
            }
            listener.ready();
        }

        @Override
        public void onNext(ServerFrame frame) {
            if (stream == this) {
                listener.received(frame);
            }
        }

        @Override
        public void onError(Throwable failure) {
            broken(
                    this,
                    connection == null ? unavailable(String.valueOf(failure.getMessage())) : connection.error(failure));
        }

        @Override
        public void onCompleted() {
            onError(Status.UNAVAILABLE.withDescription("the session was closed").asRuntimeException());
        }
    }
}
