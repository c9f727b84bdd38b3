package dev.holdall.client;

import dev.holdall.client.call.Durations;
import dev.holdall.client.codec.CodecChoices;
import dev.holdall.client.codec.CodecProvider;
import dev.holdall.client.codec.Codecs;
import dev.holdall.client.codec.CustomCodec;
import dev.holdall.client.codec.EncodedWith;
import dev.holdall.client.json.Json;
import dev.holdall.client.proxy.SharedObject;
import dev.holdall.client.serial.JavaSerialization;
import dev.holdall.client.session.TlsSettings;
import dev.holdall.wire.Address;
import dev.holdall.wire.Fingerprint;
import dev.holdall.wire.JoinLink;
import dev.holdall.wire.Key;
import dev.holdall.wire.KeyFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How to start a manager, or to connect to one. Without any setting it takes the user's own key, from where managers keep it. */
public final class ManagerOptions {
    private static final long UNIX_GRACE_MILLIS = 3_000;

    private @Nullable Key key;
    private Path keyFile = KeyFile.usual();
    private TlsSettings.Mode tls = TlsSettings.Mode.AUTOMATIC;
    private @Nullable Fingerprint pin;
    private @Nullable Path trusted;
    private @Nullable Path certificate;
    private @Nullable Path privateKey;
    private Duration callTimeout = Duration.ofSeconds(30);
    private @Nullable Duration connectTimeout;
    private @Nullable Duration sessionGrace;
    private boolean reconnects = true;
    private @Nullable Address listen;
    private boolean plugins;
    private @Nullable Path pluginDirectory;
    private @Nullable Duration pluginTimeout;
    private @Nullable String pluginHeap;
    private List<String> jvmOptions = List.of("-XX:+UseSerialGC");
    private boolean archivesClasses = true;
    private boolean callSites;
    private String program = ClientName.program();
    private final Map<Class<?>, CodecProvider> codecs = new LinkedHashMap<>();
    private final List<CodecProvider> providers = new ArrayList<>();

    /** The key that the manager has. */
    public ManagerOptions key(Key sharedKey) {
        this.key = sharedKey;
        return this;
    }

    /**
     * The file that the key is in. A manager keeps its own certificate beside its key file; where that stands beside this one, it is trusted.
     */
    public ManagerOptions keyFile(Path file) {
        this.keyFile = file;
        return this;
    }

    /**
     * Accepts this certificate of a manager and no other, whatever host shows it. A join link has its pin in it; this is for those who do
     * without. Connections by TCP are encrypted then.
     *
     * @param fingerprint the certificate's SHA-256: 64 hexadecimal digits, with or without colons between the bytes
     * @throws IllegalArgumentException if it is none
     */
    public ManagerOptions pin(String fingerprint) {
        this.pin = Fingerprint.parse(fingerprint);
        return this;
    }

    /**
     * Accepts a manager whose certificate is for the host that is connected to, and is signed by one of those in this PEM file or is one of
     * them. Connections by TCP are encrypted then. Unless this or a pin is set, what the Java platform trusts counts.
     */
    public ManagerOptions trust(Path certificates) {
        this.trusted = certificates;
        return this;
    }

    /**
     * Shows this certificate to managers that want one of their clients ({@code holdall serve --client-ca}). Connections by TCP are encrypted
     * then.
     *
     * @param certificateFile PEM; the certificate first, then those that signed it
     * @param privateKeyFile PEM, PKCS #8 without a password; others than its owner must have no access to it
     */
    public ManagerOptions certificate(Path certificateFile, Path privateKeyFile) {
        this.certificate = certificateFile;
        this.privateKey = privateKeyFile;
        return this;
    }

    /**
     * Encrypts connections to loopback addresses too: for managers that do so ({@code holdall serve --tls}), or for {@link Manager#start} one
     * that is to. To other hosts TLS is used anyway; over UNIX sockets never.
     */
    public ManagerOptions tls() {
        this.tls = TlsSettings.Mode.ALWAYS;
        return this;
    }

    /**
     * Encrypts nothing, not even on the way to other hosts: for managers that do not ({@code holdall serve --insecure}), over networks that one
     * trusts. Everybody on the way can read and change what is sent; the key itself still does not travel.
     */
    public ManagerOptions insecure() {
        this.tls = TlsSettings.Mode.NEVER;
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

    /**
     * How long a manager may take to answer the first time, 10 seconds unless set; one that {@link Manager#start} starts, how long to start and then
     * to answer, a minute each unless set.
     */
    public ManagerOptions connectTimeout(Duration timeout) {
        this.connectTimeout = positive(timeout, "a connect time-out");
        return this;
    }

    /**
     * How long the session is to live on in the manager when the connection broke. Within that time the connection comes back by itself and
     * no call notices but for the wait; after it all that the session held is undone, so it is also how long the locks of a killed process stay
     * held. Unless set: what the manager is set to, 10 seconds as a rule, and 3 seconds where the connection is a UNIX socket, which
     * hardly breaks but by the end of a process. The manager may grant less than is asked for.
     */
    public ManagerOptions sessionGrace(Duration grace) {
        this.sessionGrace = positive(grace, "a session's grace time");
        return this;
    }

    /**
     * What this program is called where people look who is connected and who waits for what, beside its host and process number. Unless
     * set: its main class or jar. Never its arguments, which may hold secrets.
     */
    public ManagerOptions program(String name) {
        this.program = name;
        return this;
    }

    /**
     * Whether to come back when the connection broke, true unless set. Otherwise a broken connection is the end: all calls fail with {@link
     * SessionLost} from then on.
     */
    public ManagerOptions reconnect(boolean comesBack) {
        this.reconnects = comesBack;
        return this;
    }

    /**
     * Lets calls that may wait, or that acquire something, tell where in the program they are made: {@link Manager#blocked} shows it. Not so
     * unless set, since each such call then looks through its thread's stack, which takes some microseconds.
     */
    public ManagerOptions callSites(boolean told) {
        this.callSites = told;
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

    /** For {@link Manager#start}: lets the manager run the plug-ins on this program's class path, in a process beside it. */
    public ManagerOptions plugins() {
        this.plugins = true;
        return this;
    }

    /** For {@link Manager#start}: as {@link #plugins()}, and those in the jars of a directory. */
    public ManagerOptions plugins(Path directory) {
        this.pluginDirectory = directory;
        return plugins();
    }

    /** For {@link Manager#start}: how long a call of a plug-in may run, 10 seconds unless set. */
    public ManagerOptions pluginTimeout(Duration timeout) {
        this.pluginTimeout = positive(timeout, "a time-out of plug-ins");
        return this;
    }

    /** For {@link Manager#start}: the memory that all plug-ins share, such as {@code 512m}; 256 MiB unless set. */
    public ManagerOptions pluginHeap(String size) {
        this.pluginHeap = size;
        return this;
    }

    /** For {@link Manager#start}: options of the manager's JVM, such as {@code -Xmx4g}. */
    public ManagerOptions jvmOptions(String... options) {
        this.jvmOptions = List.of(options);
        return this;
    }

    /**
     * For {@link Manager#start}: whether the manager's JVM uses an archive of its classes, which is on unless set. With one it starts in about
     * half of the time. Where all classes stand in jars, the first manager leaves one of some 35 MB in {@code ~/.holdall/archives} when it
     * is closed, which then takes a second or two longer; those that come later use it, as long as Java, the jars and the JVM's {@code -XX}
     * options are the same. The four that were used last are kept. With an agent or options for modules there is none.
     */
    public ManagerOptions classArchive(boolean archive) {
        this.archivesClasses = archive;
        return this;
    }

    /**
     * Encodes a class, and its subclasses unless they have a codec of their own, with this codec. Workers have options of their own: what
     * they are to read as well is best marked with {@link EncodedWith}, or left to a {@link CodecProvider} that is a service.
     *
     * @throws IllegalArgumentException if the class has an encoding that stays what it is: a number, a string, a list, ...
     */
    public <T> ManagerOptions codec(Class<T> type, CustomCodec<T> codec) {
        return choose(type, (raw, full) -> codec);
    }

    /**
     * Encodes classes, and their subclasses, as JSON: see {@link Json}, and {@link #codec} for workers.
     *
     * @throws IllegalStateException if Jackson is not on the class path
     */
    public ManagerOptions json(Class<?>... types) {
        Json json = new Json();
        for (Class<?> type : types) {
            choose(type, json);
        }
        return this;
    }

    /**
     * Encodes a class, and its subclasses, by Java serialization that reads nothing but instances of these classes and of plain classes of
     * the JDK: see {@link JavaSerialization}, and {@link #codec} for workers.
     *
     * @param inside the other classes whose instances may stand in it, its own subclasses among them
     */
    public ManagerOptions java(Class<?> type, Class<?>... inside) {
        return choose(type, (raw, full) -> JavaSerialization.of(raw).allow(type).allow(inside));
    }

    /** Asks this provider for the codecs of classes: see {@link #codec} for workers. The first that has one for a class makes it. */
    public ManagerOptions codecs(CodecProvider provider) {
        providers.add(provider);
        return this;
    }

    private ManagerOptions choose(Class<?> type, CodecProvider provider) {
        if (Codecs.isFixed(type) || SharedObject.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException(type.getTypeName()
                    + " has an encoding that stays what it is; a codec is for classes of the program");
        }
        codecs.put(type, provider);
        return this;
    }

    private static Duration positive(Duration duration, String what) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " is positive, not " + duration);
        }
        return duration;
    }

    /** @param link null if there is none; its key is that of this manager, unless another one was named */
    Key existingKey(@Nullable JoinLink link) throws IOException {
        if (key != null) {
            return key;
        }
        return link != null ? link.key() : KeyFile.read(keyFile);
    }

    /**
     * @param link null if there is none
     * @throws IllegalArgumentException if what was set contradicts itself
     */
    TlsSettings tlsSettings(@Nullable JoinLink link) {
        Fingerprint wanted = pin != null ? pin : link != null ? link.certificate() : null;
        if (tls == TlsSettings.Mode.NEVER && (wanted != null || trusted != null || certificate != null)) {
            throw new IllegalArgumentException(
                    "insecure() means no TLS, and a join link, a pin, a trust file and a certificate mean TLS: leave one of them out");
        }
        return new TlsSettings(tls, wanted, trusted, keyFile, certificate, privateKey);
    }

    /** What the command line of a new manager says of its door. */
    List<String> doorArguments() {
        List<String> arguments = new ArrayList<>();
        if (listen instanceof Address.Tcp) {
            // Beside it stands the certificate, where this program looks for it.
            arguments.addAll(List.of("--key-file", keyFile.toAbsolutePath().toString()));
            if (tls != TlsSettings.Mode.AUTOMATIC) {
                arguments.add(tls == TlsSettings.Mode.ALWAYS ? "--tls" : "--insecure");
            }
        }
        return arguments;
    }

    Key keyForNewManager() throws IOException {
        return key != null ? key : KeyFile.readOrCreate(keyFile);
    }

    /** How long the session is to outlive a broken connection, in milliseconds; 0 leaves it to the manager. */
    long graceMillis(Address address) {
        if (!reconnects) {
            return 1;
        }
        if (sessionGrace == null) {
            return address instanceof Address.Unix ? UNIX_GRACE_MILLIS : 0;
        }
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(Durations.nanos(sessionGrace)));
    }

    boolean reconnects() {
        return reconnects;
    }

    boolean callSites() {
        return callSites;
    }

    /** Who connects, for people. */
    String clientName() {
        return ClientName.of(program);
    }

    Duration callTimeout() {
        return callTimeout;
    }

    /** @param starts whether the manager is a process that was just started here: that it lives is known, and its machine may be busy */
    Duration connectTimeout(boolean starts) {
        return connectTimeout != null ? connectTimeout : Duration.ofSeconds(starts ? 60 : 10);
    }

    @Nullable
    Address listen() {
        return listen;
    }

    CodecChoices codecChoices() {
        return new CodecChoices(codecs, providers);
    }

    /** What the manager's command line says of plug-ins. */
    List<String> pluginArguments() {
        List<String> arguments = new ArrayList<>();
        if (!plugins) {
            return arguments;
        }
        arguments.addAll(List.of("--plugin-class-path", System.getProperty("java.class.path")));
        if (pluginDirectory != null) {
            arguments.addAll(List.of("--plugins", pluginDirectory.toString()));
        }
        if (pluginTimeout != null) {
            BigDecimal seconds =
                    BigDecimal.valueOf(pluginTimeout.getSeconds()).add(BigDecimal.valueOf(pluginTimeout.getNano(), 9));
            arguments.addAll(List.of("--plugin-timeout", seconds.toPlainString()));
        }
        if (pluginHeap != null) {
            arguments.addAll(List.of("--plugin-heap", pluginHeap));
        }
        return arguments;
    }

    boolean archivesClasses() {
        return archivesClasses;
    }

    List<String> jvmOptions() {
        return jvmOptions;
    }
}
