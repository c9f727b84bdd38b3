package dev.holdall.benchmarks.peer.rmi;

import dev.holdall.benchmarks.peer.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.UnicastRemoteObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The main program of the server: the object, and a registry in which it is found. */
public final class RmiServer implements RemoteObjects {
    static final String NAME = "objects";

    private static final int BACKLOG = 128;

    private final Map<String, byte[]> dict = new ConcurrentHashMap<>();
    private final AtomicLong counter = new AtomicLong();
    private final List<byte[]> list = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
    private final LongAdder served = new LongAdder();

    private RmiServer() {}

    public static void main(String[] arguments) throws Exception {
        System.setProperty("java.rmi.server.hostname", "127.0.0.1");
        int port = freePort();
        Registry registry = LocateRegistry.createRegistry(port, null, RmiServer::loopbackSocket);
        RmiServer objects = new RmiServer();
        registry.bind(NAME, UnicastRemoteObject.exportObject(objects, 0, null, RmiServer::loopbackSocket));
        ServerProcess.serve("127.0.0.1:" + port, objects.served::sum);
        // The threads of RMI would go on.
        System.exit(0);
    }

    private static ServerSocket loopbackSocket(int port) throws IOException {
        return new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
    }

    /** A registry does not say which port it was given. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = loopbackSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void put(String key, byte[] value) {
        dict.put(key, value);
        served.increment();
    }

    @Override
    public byte @Nullable [] get(String key) {
        served.increment();
        return dict.get(key);
    }

    @Override
    public long add() {
        served.increment();
        return counter.incrementAndGet();
    }

    @Override
    public void append(byte[] element) {
        list.add(element);
        served.increment();
    }

    @Override
    public void offer(byte[] element) {
        served.increment();
        queue.add(element);
    }

    @Override
    public byte @Nullable [] poll() {
        served.increment();
        return queue.poll();
    }

    @Override
    public byte[] take() throws InterruptedException {
        byte[] taken = queue.take();
        served.increment();
        return taken;
    }

    @Override
    public void reset(String[] keys, byte[] value) {
        counter.set(0);
        list.clear();
        queue.clear();
        for (String key : keys) {
            dict.put(key, value);
        }
    }
}
