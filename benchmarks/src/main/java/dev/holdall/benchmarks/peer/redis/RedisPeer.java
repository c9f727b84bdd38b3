package dev.holdall.benchmarks.peer.redis;

import dev.holdall.benchmarks.peer.Client;
import dev.holdall.benchmarks.peer.Peer;
import dev.holdall.benchmarks.peer.Server;
import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Workload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Redis by one of its clients, each with a server of its own. */
abstract class RedisPeer implements Peer {
    static final byte[] DICT = bytes("dict");
    static final byte[] COUNTER = bytes("counter");
    static final byte[] LIST = bytes("list");
    static final byte[] QUEUE = bytes("queue");

    private final String name;
    private final String title;

    RedisPeer(String name, String title) {
        this.name = name;
        this.title = title;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Optional<String> missing() {
        return RedisServer.missing();
    }

    @Override
    public boolean does(Workload workload, Mode mode) {
        return mode != Mode.ASYNC || workload.step().isPresent();
    }

    @Override
    public Server start(Path directory) throws Exception {
        return RedisServer.start(name, directory);
    }

    @Override
    public Client connect(String address) {
        int colon = address.lastIndexOf(':');
        return connect(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    abstract Client connect(String host, int port);
}
