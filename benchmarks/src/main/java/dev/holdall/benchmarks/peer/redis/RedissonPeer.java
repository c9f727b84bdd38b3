package dev.holdall.benchmarks.peer.redis;

import dev.holdall.benchmarks.peer.Client;
import dev.holdall.benchmarks.workload.Commands;
import dev.holdall.benchmarks.workload.Data;
import dev.holdall.benchmarks.workload.Waiting;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.redisson.Redisson;
import org.redisson.api.RAtomicLong;
import org.redisson.api.RBlockingQueue;
import org.redisson.api.RList;
import org.redisson.api.RMap;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.codec.CompositeCodec;
import org.redisson.config.Config;

/** Redis by Redisson, whose objects are those of {@code java.util}. */
public final class RedissonPeer extends RedisPeer {
    public RedissonPeer() {
        super("redisson", "Redis by Redisson");
    }

    @Override
    Client connect(String host, int port) {
        Config config = new Config();
        config.useSingleServer().setAddress("redis://" + host + ":" + port);
        return new RedissonObjects(Redisson.create(config));
    }

    private static final class RedissonObjects implements Client {
        private final RedissonClient client;
        private final RMap<String, byte[]> dict;
        private final RAtomicLong counter;
        private final RList<byte[]> list;
        private final RBlockingQueue<byte[]> queue;

        RedissonObjects(RedissonClient client) {
            this.client = client;
            this.dict = client.getMap("dict", new CompositeCodec(StringCodec.INSTANCE, ByteArrayCodec.INSTANCE));
            this.counter = client.getAtomicLong("counter");
            this.list = client.getList("list", ByteArrayCodec.INSTANCE);
            this.queue = client.getBlockingQueue("queue", ByteArrayCodec.INSTANCE);
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
            counter.delete();
            list.delete();
            queue.delete();
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
                return dict.fastPut(key, value);
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
                return dict.fastPutAsync(key, value);
            }

            @Override
            public CompletionStage<?> get(String key) {
                return dict.getAsync(key);
            }

            @Override
            public CompletionStage<?> add() {
                return counter.incrementAndGetAsync();
            }

            @Override
            public CompletionStage<?> append(byte[] element) {
                return list.addAsync(element);
            }

            @Override
            public CompletionStage<?> offer(byte[] element) {
                return queue.offerAsync(element);
            }

            @Override
            public CompletionStage<?> poll() {
                return queue.pollAsync();
            }
        }
    }
}
