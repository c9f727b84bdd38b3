package dev.holdall.client;

import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.wire.Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A manager in this JVM on a free port, and connections to it over TCP, as other processes would have: one for a whole test class as
 * a registered extension, or one for a single test in a {@code try}.
 */
public final class ManagerFixture implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    private final ServerOptions options;
    private final Key key = Key.random();
    private final Deque<Manager> connections = new ArrayDeque<>();
    private HoldallServer server;
    private Manager manager;
    private Manager other;

    /** For {@code @RegisterExtension}: starts before the class's tests and closes after them. */
    public ManagerFixture() {
        this(new ServerOptions());
    }

    private ManagerFixture(ServerOptions options) {
        this.options = options;
    }

    public static ManagerFixture start() {
        return start(new ServerOptions());
    }

    public static ManagerFixture start(ServerOptions options) {
        ManagerFixture fixture = new ManagerFixture(options);
        fixture.begin();
        return fixture;
    }

    private synchronized void begin() {
        try {
            server = HoldallServer.start(options.key(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        manager = connect();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        begin();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    /** The first connection. */
    public Manager manager() {
        return manager;
    }

    /** A second connection. */
    public synchronized Manager other() {
        if (other == null) {
            other = connect();
        }
        return other;
    }

    /** A new connection, which is closed with the fixture. */
    public Manager connect() {
        return connect(CALL_TIMEOUT);
    }

    /** @param callTimeout see {@link ManagerOptions#callTimeout} */
    public synchronized Manager connect(Duration callTimeout) {
        Manager made = Manager.connect(server.address(), clientOptions().callTimeout(callTimeout));
        connections.push(made);
        return made;
    }

    /** Options with the manager's key. */
    public ManagerOptions clientOptions() {
        return new ManagerOptions().key(key);
    }

    /** The manager's key. */
    public Key key() {
        return key;
    }

    public HoldallServer server() {
        return server;
    }

    @Override
    public synchronized void close() {
        connections.forEach(Manager::close);
        server.close();
    }
}
