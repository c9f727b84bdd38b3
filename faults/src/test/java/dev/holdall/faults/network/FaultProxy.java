package dev.holdall.faults.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy in front of a manager, on a port of the loopback address, that passes everything on until it is told not to.
 *
 * <p>What can be done to the connections that are there: {@link #cut}, {@link #halfClose}. What lasts until {@link #heal}, for connections that
 * are there and those that come: {@link #refuse}, {@link #freeze}, {@link #lose}, {@link #delay}, {@link #throttle}. Each counts what it did
 * to somebody, in {@link #bitten}: a fault that nobody felt proves nothing.
 *
 * <p>TCP loses no bytes in the middle of a connection, so one that has lost some is cut when the proxy is healed, as a firewall does that
 * has forgotten it.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int BUFFER = 16 << 10;
    private static final long TICK_NANOS = 2_000_000;

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong bitten = new AtomicLong();
    private final AtomicLong passed = new AtomicLong();

    private volatile boolean refusing;
    private volatile boolean frozenUp;
    private volatile boolean frozenDown;
    private volatile boolean losingUp;
    private volatile boolean losingDown;
    private volatile int delayMillis;
    private volatile int bytesPerSecond;
    /** After how many bytes a connection is cut; 0: not at all. */
    private volatile int mostBytes;

    /** @param port where the manager listens */
    public FaultProxy(int port) throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        this.target = new InetSocketAddress(loopback, port);
        this.listener = new ServerSocket(0, 50, loopback);
        start("accept", this::accept);
    }

    /** Where clients connect to. */
    public String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** How many bytes went through. */
    public long passed() {
        return passed.get();
    }

    /** How much faults did since the proxy was made: connections cut, pieces of data held, lost, delayed or slowed down. */
    public long bitten() {
        return bitten.get();
    }

    /** How many connections there are. */
    public int connections() {
        return connections.size();
    }

    // Faults -----------------------------------------------------------------------------------------------------

    /** Resets all connections. */
    public void cut() {
        connections.forEach(Connection::reset);
    }

    /** Resets connections after so many bytes more, those that come after as many from their beginning: in the middle of something. */
    public void cutAfter(int bytes) {
        connections.forEach(connection -> connection.bytes.set(0));
        mostBytes = bytes;
    }

    /** Ends one direction of all connections in good order; the other one stays. */
    public void halfClose(Direction direction) {
        connections.forEach(connection -> connection.endOf(direction));
    }

    /** Accepts connections and resets them at once. */
    public void refuse() {
        refusing = true;
    }

    /** Holds what comes, both ways; nobody is told. What was held arrives after {@link #heal}. */
    public void freeze() {
        frozenUp = true;
        frozenDown = true;
    }

    /** Holds what comes one way. */
    public void freeze(Direction direction) {
        if (direction == Direction.UP) {
            frozenUp = true;
        } else {
            frozenDown = true;
        }
    }

    /** Loses what comes one way; nobody is told. */
    public void lose(Direction direction) {
        if (direction == Direction.UP) {
            losingUp = true;
        } else {
            losingDown = true;
        }
    }

    /** Passes each piece of data on later, both ways. */
    public void delay(int millis) {
        delayMillis = millis;
    }

    /** Passes on no more than so much from the manager to each client, as if the client read slowly. */
    public void throttle(int downBytesPerSecond) {
        bytesPerSecond = downBytesPerSecond;
    }

    /** Ends what lasts. Connections that have lost something are cut. */
    public void heal() {
        refusing = false;
        frozenUp = false;
        frozenDown = false;
        losingUp = false;
        losingDown = false;
        delayMillis = 0;
        bytesPerSecond = 0;
        mostBytes = 0;
        for (Connection connection : connections) {
            if (connection.torn) {
                connection.reset();
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        connections.forEach(Connection::reset);
    }

    // Connections ------------------------------------------------------------------------------------------------

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (refusing) {
                    resetQuietly(client);
                    bitten.incrementAndGet();
                } else {
                    start("connect", () -> connect(client));
                }
            } catch (IOException e) {
                // Closed, or the client went away before it was here.
            }
        }
    }

    private void connect(Socket client) {
        Socket manager = new Socket();
        try {
            client.setTcpNoDelay(true);
            manager.setTcpNoDelay(true);
            manager.connect(target);
        } catch (IOException e) {
            resetQuietly(client);
            resetQuietly(manager);
            return;
        }
        Connection connection = new Connection(client, manager);
        connections.add(connection);
        start("up", () -> connection.pump(Direction.UP, client, manager));
        connection.pump(Direction.DOWN, manager, client);
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, "fault-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void resetQuietly(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Gone already.
        }
        try {
            socket.close();
        } catch (IOException e) {
            // Gone already.
        }
    }

    private boolean isFrozen(Direction direction) {
        return direction == Direction.UP ? frozenUp : frozenDown;
    }

    private boolean isLosing(Direction direction) {
        return direction == Direction.UP ? losingUp : losingDown;
    }

    /** A client's connection and the one to the manager that stands behind it. */
    private final class Connection {
        private final Socket client;
        private final Socket manager;
        private final AtomicLong bytes = new AtomicLong();
        private volatile boolean torn;

        Connection(Socket client, Socket manager) {
            this.client = client;
            this.manager = manager;
        }

        /** Both sides see a reset. */
        void reset() {
            if (connections.remove(this)) {
                bitten.incrementAndGet();
                close();
            }
        }

        private void close() {
            resetQuietly(client);
            resetQuietly(manager);
        }

        void endOf(Direction direction) {
            try {
                (direction == Direction.UP ? manager : client).shutdownOutput();
                torn = true;
                bitten.incrementAndGet();
            } catch (IOException e) {
                // Gone already.
            }
        }

        void pump(Direction direction, Socket from, Socket to) {
            byte[] buffer = new byte[BUFFER];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    if (!pass(direction, buffer, count, out)) {
                        reset();
                        return;
                    }
                }
                awaitThaw(direction);
                to.shutdownOutput();
            } catch (IOException e) {
                // A frozen or lossy way does not tell the other side that this one has gone.
                while (isFrozen(direction) || isLosing(direction)) {
                    LockSupport.parkNanos(TICK_NANOS);
                }
                connections.remove(this);
                close();
            }
        }

        /** @return false if the connection is to be cut */
        private boolean pass(Direction direction, byte[] buffer, int count, OutputStream out) throws IOException {
            if (mostBytes > 0 && bytes.addAndGet(count) > mostBytes) {
                return false;
            }
            if (isLosing(direction)) {
                bitten.incrementAndGet();
                torn = true;
                return true;
            }
            if ((direction == Direction.UP ? manager : client).isOutputShutdown()) {
                // Half closed: what comes has nowhere to go.
                return true;
            }
            if (delayMillis > 0) {
                bitten.incrementAndGet();
                LockSupport.parkNanos(delayMillis * 1_000_000L);
            }
            awaitThaw(direction);
            passed.addAndGet(count);
            if (bytesPerSecond > 0 && direction == Direction.DOWN) {
                bitten.incrementAndGet();
                slowly(buffer, count, out);
            } else {
                out.write(buffer, 0, count);
            }
            return true;
        }

        private void slowly(byte[] buffer, int count, OutputStream out) throws IOException {
            for (int i = 0; i < count; ) {
                int rate = bytesPerSecond;
                int piece = rate == 0 ? count - i : Math.min(count - i, Math.max(1, rate / 50));
                out.write(buffer, i, piece);
                i += piece;
                if (rate > 0) {
                    LockSupport.parkNanos(1_000_000_000L * piece / rate);
                }
            }
        }

        private void awaitThaw(Direction direction) {
            if (isFrozen(direction)) {
                bitten.incrementAndGet();
            }
            while (isFrozen(direction)) {
                LockSupport.parkNanos(TICK_NANOS);
            }
        }
    }
}
