package dev.holdall.client;

import dev.holdall.wire.Address;
import dev.holdall.wire.Key;
import dev.holdall.wire.KeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How to start a manager, or to connect to one. Without any setting it takes the user's own key, from where managers keep it. */
public final class ManagerOptions {
    private @Nullable Key key;
    private Path keyFile = KeyFile.usual();
    private Duration callTimeout = Duration.ofSeconds(30);
    private Duration connectTimeout = Duration.ofSeconds(10);
    private @Nullable Address listen;
    private List<String> jvmOptions = List.of("-XX:+UseSerialGC");

    /** The key that the manager has. */
    public ManagerOptions key(Key sharedKey) {
        this.key = sharedKey;
        return this;
    }

    /** The file that the key is in. */
    public ManagerOptions keyFile(Path file) {
        this.keyFile = file;
        return this;
    }

    /**
     * After how long an ordinary call without an answer fails with {@link Indeterminate}, 30 seconds unless set. A call that may wait in the
     * manager has this time on top of the time that it was told to wait.
     */
    public ManagerOptions callTimeout(Duration timeout) {
        this.callTimeout = positive(timeout, "a call time-out");
        return this;
    }

    /** How long a manager may take to start and to answer the first time, 10 seconds unless set. */
    public ManagerOptions connectTimeout(Duration timeout) {
        this.connectTimeout = positive(timeout, "a connect time-out");
        return this;
    }

    /**
     * For {@link Manager#start}: where the manager listens, {@code host:port} or {@code unix:/path}. Unless set: a UNIX socket in a
     * directory of its own, or a free TCP port of the loopback address where there are no UNIX sockets.
     */
    public ManagerOptions listen(String address) {
        this.listen = Address.parse(address);
        return this;
    }

    /** For {@link Manager#start}: options of the manager's JVM, such as {@code -Xmx4g}. */
    public ManagerOptions jvmOptions(String... options) {
        this.jvmOptions = List.of(options);
        return this;
    }

    private static Duration positive(Duration duration, String what) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " is positive, not " + duration);
        }
        return duration;
    }

    Key existingKey() throws IOException {
        return key != null ? key : KeyFile.read(keyFile);
    }

    Key keyForNewManager() throws IOException {
        return key != null ? key : KeyFile.readOrCreate(keyFile);
    }

    Duration callTimeout() {
        return callTimeout;
    }

    Duration connectTimeout() {
        return connectTimeout;
    }

    @Nullable
    Address listen() {
        return listen;
    }

    List<String> jvmOptions() {
        return jvmOptions;
    }
}
