package dev.holdall.server;

import dev.holdall.server.engine.Engine;
import dev.holdall.server.engine.LocalEngine;
import dev.holdall.server.key.KeyFiles;
import dev.holdall.server.key.KeySource;
import dev.holdall.server.plugin.PluginOptions;
import dev.holdall.server.state.Limits;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.tls.TlsOptions;
import dev.holdall.server.transport.Grace;
import dev.holdall.server.type.BuiltInTypes;
import dev.holdall.wire.Address;
import dev.holdall.wire.Key;
import dev.holdall.wire.KeyFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a manager is to run. Without any setting: on a free TCP port of the loopback address, with the user's own key, which is
 * made where there is none.
 */
public final class ServerOptions {
    private static final Duration USUAL_GRACE = Duration.ofSeconds(10);
    private static final Duration MOST_GRACE = Duration.ofHours(1);

    private final List<Address> listen = new ArrayList<>();
    private boolean insecure;
    private TlsOptions tls = new TlsOptions();
    private @Nullable Key key;
    private Path keyFile = KeyFile.usual();
    private Limits limits = usualLimits();
    private Grace sessionGrace = Grace.of(USUAL_GRACE, MOST_GRACE);
    private List<ObjectType<?>> types = BuiltInTypes.ALL;
    private @Nullable PluginOptions plugins;
    private Engine.Factory engine = LocalEngine::new;
    private int threads = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));

    /**
     * Adds an address to listen on.
     *
     * @param address {@code host:port}, {@code [::1]:port} or {@code unix:/path}; port 0 takes a free one
     * @throws IllegalArgumentException if it is none
     */
    public ServerOptions listen(String address) {
        listen.add(Address.parse(address));
        return this;
    }

    /** How the manager encrypts: see {@link TlsOptions} for what it does without any setting. */
    public ServerOptions tls(TlsOptions options) {
        this.tls = options;
        return this;
    }

    /** Encrypts nowhere, not even at addresses that other hosts can reach. */
    public ServerOptions insecure(boolean allowed) {
        this.insecure = allowed;
        return this;
    }

    /** The one key that clients must have, instead of those in files. */
    public ServerOptions key(Key sharedKey) {
        this.key = sharedKey;
        return this;
    }

    /** The file that the main key is in; it is made if there is none. Further keys are in the directory beside it: see {@link KeyFiles}. */
    public ServerOptions keyFile(Path file) {
        this.keyFile = file;
        return this;
    }

    /** What a manager allows in this JVM unless it is told otherwise: {@link Limits#defaults}. */
    public static Limits usualLimits() {
        return Limits.defaults(Runtime.getRuntime().maxMemory(), DirectMemory.most());
    }

    /** How much of everything there may be: {@link #usualLimits} unless set. */
    public ServerOptions limits(Limits allowed) {
        this.limits = allowed;
        return this;
    }

    /**
     * How long a session outlives the loss of its connection, 10 seconds unless set: within that time its client may come back, and nobody
     * notices; afterwards all that it holds is undone. A client may ask for another time, up to an hour or, if that is more, this
     * one; 0 ends sessions with their connections, unless they ask for more.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ServerOptions sessionGrace(Duration grace) {
        this.sessionGrace = Grace.of(grace, grace.compareTo(MOST_GRACE) > 0 ? grace : MOST_GRACE);
        return this;
    }

    /** The types of object that the manager has, {@link BuiltInTypes#ALL} unless set. */
    public ServerOptions types(List<ObjectType<?>> objectTypes) {
        this.types = List.copyOf(objectTypes);
        return this;
    }

    /** Lets the manager run plug-ins, in a process beside it. Without this it runs none. */
    public ServerOptions plugins(PluginOptions options) {
        this.plugins = options;
        return this;
    }

    /** What applies the commands, a {@link LocalEngine} unless set. */
    public ServerOptions engine(Engine.Factory factory) {
        this.engine = factory;
        return this;
    }

    /** How many event loops serve the connections. */
    public ServerOptions threads(int eventLoops) {
        if (eventLoops < 1) {
            throw new IllegalArgumentException("a manager needs at least one event loop, not " + eventLoops);
        }
        this.threads = eventLoops;
        return this;
    }

    List<Address> listen() {
        return listen.isEmpty() ? List.of(new Address.Tcp("127.0.0.1", 0)) : listen;
    }

    boolean insecure() {
        return insecure;
    }

    TlsOptions tls() {
        return tls;
    }

    /** Where the key is kept, and beside it what else is the manager's own. */
    Path keyFile() {
        return keyFile;
    }

    /** Whether the key is that of the key file. */
    boolean hasKeyFile() {
        return key == null;
    }

    KeySource keys() {
        return key != null ? KeySource.of(key) : new KeyFiles(keyFile);
    }

    Limits limits() {
        return limits;
    }

    Grace sessionGrace() {
        return sessionGrace;
    }

    List<ObjectType<?>> types() {
        return types;
    }

    @Nullable
    PluginOptions plugins() {
        return plugins;
    }

    Engine.Factory engine() {
        return engine;
    }

    int threads() {
        return threads;
    }
}
