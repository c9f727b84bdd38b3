package dev.holdall.benchmarks.peer.redis;

import dev.holdall.benchmarks.peer.Client;
import dev.holdall.benchmarks.workload.Data;
import dev.holdall.benchmarks.workload.Pipeline;
import dev.holdall.benchmarks.workload.Waiting;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.Jedis;

/** Redis by Jedis: a connection for each thread, and pipelines. */
public final class JedisPeer extends RedisPeer {
    public JedisPeer() {
        super("jedis", "Redis by Jedis, a connection a thread; asynchronous: pipelines of 128");
    }

    @Override
    Client connect(String host, int port) {
        return new JedisClient(host, port);
    }

    private record JedisClient(String host, int port) implements Client {
        @Override
        public Waiting waiting() {
            return new Calls(new Jedis(host, port));
        }

        @Override
        public Optional<Pipeline> pipeline() {
            return Optional.of(new Pipelined(new Jedis(host, port)));
        }

        @Override
        public void reset(byte[] value) {
            try (Jedis jedis = new Jedis(host, port)) {
                jedis.del(COUNTER, LIST, QUEUE);
                var pipeline = jedis.pipelined();
                for (String key : Data.keys()) {
                    pipeline.hset(DICT, bytes(key), value);
                }
                pipeline.sync();
            }
        }

        @Override
        public void close() {
            // Each thread's connection is closed by its commands.
        }
    }

    private record Calls(Jedis jedis) implements Waiting {
        @Override
        public Object put(String key, byte[] value) {
            return jedis.hset(DICT, bytes(key), value);
        }

        @Override
        public Object get(String key) {
            return Waiting.present(jedis.hget(DICT, bytes(key)));
        }

        @Override
        public Object add() {
            return jedis.incr(COUNTER);
        }

        @Override
        public Object append(byte[] element) {
            return jedis.rpush(LIST, element);
        }

        @Override
        public Object offer(byte[] element) {
            return jedis.rpush(QUEUE, element);
        }

        @Override
        public Object poll() {
            return Waiting.present(jedis.lpop(QUEUE));
        }

        @Override
        public byte[] take() {
            // The queue's name and the element; 0 waits for ever.
            List<byte[]> taken = jedis.blpop(0, QUEUE);
            return taken.get(1);
        }

        @Override
        public void close() {
            jedis.close();
        }
    }

    private static final class Pipelined implements Pipeline {
        private final redis.clients.jedis.Pipeline pipeline;

        Pipelined(Jedis jedis) {
            this.pipeline = jedis.pipelined();
        }

        @Override
        public Object put(String key, byte[] value) {
            return pipeline.hset(DICT, bytes(key), value);
        }

        @Override
        public Object get(String key) {
            return pipeline.hget(DICT, bytes(key));
        }

        @Override
        public Object add() {
            return pipeline.incr(COUNTER);
        }

        @Override
        public Object append(byte[] element) {
            return pipeline.rpush(LIST, element);
        }

        @Override
        public Object offer(byte[] element) {
            return pipeline.rpush(QUEUE, element);
        }

        @Override
        public Object poll() {
            return pipeline.lpop(QUEUE);
        }

        @Override
        public void sync() {
            pipeline.sync();
        }
    }
}
