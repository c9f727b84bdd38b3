package dev.holdall.benchmarks.peer.hazelcast;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.collection.IList;
import com.hazelcast.collection.IQueue;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.crdt.pncounter.PNCounter;
import com.hazelcast.map.IMap;
import dev.holdall.benchmarks.peer.Child;
import dev.holdall.benchmarks.peer.Client;
import dev.holdall.benchmarks.peer.Peer;
import dev.holdall.benchmarks.peer.Server;
import dev.holdall.benchmarks.peer.ServerProcess;
import dev.holdall.benchmarks.workload.Commands;
import dev.holdall.benchmarks.workload.Data;
import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Waiting;
import dev.holdall.benchmarks.workload.Workload;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Hazelcast's community edition, whose counter is the PN counter: its {@code IAtomicLong} belongs to the other edition. Of its collections
 * only the map has asynchronous methods.
 */
public final class HazelcastPeer implements Peer {
    static final String CLUSTER = "benchmark";
    static final String DICT = "dict";
    static final String COUNTER = "counter";
    static final String LIST = "list";
    static final String QUEUE = "queue";

    /** What its documentation asks for on Java 9 and later. */
    public static final List<String> JVM = List.of(
            "--add-modules=java.se",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.management/sun.management=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
            "-Dhazelcast.phone.home.enabled=false",
            "-Dhazelcast.logging.type=none");

    @Override
    public String name() {
        return "hazelcast";
    }

    @Override
    public String title() {
        return "Hazelcast, a member and a client";
    }

    @Override
    public boolean does(Workload workload, Mode mode) {
        return mode != Mode.ASYNC || workload == Workload.PUT || workload == Workload.GET || workload == Workload.MIX;
    }

    @Override
    public Server start(Path directory) throws Exception {
        return ServerProcess.start(name(), Child.jvm(JVM, HazelcastMember.class), directory);
    }

    @Override
    public Client connect(String address) {
        // On two processors Java's common pool has one thread, and its users start a thread for each continuation
        // instead: so does Hazelcast,
        // which comes to 5,000 calls a second then.
        System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", "2");
        ClientConfig config = new ClientConfig();
        config.setClusterName(CLUSTER);
        config.getNetworkConfig().addAddress(address);
        return new HazelcastObjects(HazelcastClient.newHazelcastClient(config));
    }

    private static final class HazelcastObjects implements Client {
        private final HazelcastInstance client;
        private final IMap<String, byte[]> dict;
        private final PNCounter counter;
        private final IList<byte[]> list;
        private final IQueue<byte[]> queue;

        HazelcastObjects(HazelcastInstance client) {
            this.client = client;
            this.dict = client.getMap(DICT);
            this.counter = client.getPNCounter(COUNTER);
            this.list = client.getList(LIST);
            this.queue = client.getQueue(QUEUE);
        }

        @Override
        public Waiting waiting() {
            return new Calls();
        }

        @Override
        public Optional<Commands<CompletionStage<?>>> async() {
            return Optional.of(new Starts());
        }

        @Override
        public void reset(byte[] value) {
            // The counter cannot be set back: it goes on.
            list.clear();
            queue.clear();
            Map<String, byte[]> all = new HashMap<>();
            for (String key : Data.keys()) {
                all.put(key, value);
            }
            dict.putAll(all);
        }

        @Override
        public void close() {
            client.shutdown();
        }

        private final class Calls implements Waiting {
            @Override
            public Object put(String key, byte[] value) {
                dict.set(key, value);
                return value;
            }

            @Override
            public Object get(String key) {
                return Waiting.present(dict.get(key));
            }

            @Override
            public Object add() {
                return counter.incrementAndGet();
            }

            @Override
            public Object append(byte[] element) {
                return list.add(element);
            }

            @Override
            public Object offer(byte[] element) {
                return queue.offer(element);
            }

            @Override
            public Object poll() {
                return Waiting.present(queue.poll());
            }

            @Override
            public byte[] take() throws InterruptedException {
                return queue.take();
            }
        }

        private final class Starts implements Commands<CompletionStage<?>> {
            @Override
            public CompletionStage<?> put(String key, byte[] value) {
                return dict.setAsync(key, value);
            }

            @Override
            public CompletionStage<?> get(String key) {
                return dict.getAsync(key);
            }

            @Override
            public CompletionStage<?> add() {
                throw absent();
            }

            @Override
            public CompletionStage<?> append(byte[] element) {
                throw absent();
            }

            @Override
            public CompletionStage<?> offer(byte[] element) {
                throw absent();
            }

            @Override
            public CompletionStage<?> poll() {
                throw absent();
            }

            private static UnsupportedOperationException absent() {
                return new UnsupportedOperationException("only Hazelcast's map has asynchronous methods");
            }
        }
    }
}
