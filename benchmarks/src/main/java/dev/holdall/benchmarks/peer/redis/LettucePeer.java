package dev.holdall.benchmarks.peer.redis;

import dev.holdall.benchmarks.peer.Client;
import dev.holdall.benchmarks.workload.Commands;
import dev.holdall.benchmarks.workload.Data;
import dev.holdall.benchmarks.workload.Waiting;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Redis by Lettuce: one connection, shared by all threads; a thread that waits in Redis has one of its own. */
public final class LettucePeer extends RedisPeer {
    public LettucePeer() {
        super("lettuce", "Redis by Lettuce, one connection");
    }

    @Override
    Client connect(String host, int port) {
        return new LettuceClient(RedisClient.create(RedisURI.create(host, port)));
    }

    private static final class LettuceClient implements Client {
        private final RedisClient client;
        private final StatefulRedisConnection<byte[], byte[]> connection;

        LettuceClient(RedisClient client) {
            this.client = client;
            this.connection = client.connect(ByteArrayCodec.INSTANCE);
        }

        @Override
        public Waiting waiting() {
            return new Calls(client, connection.sync());
        }

        @Override
        public Optional<Commands<CompletionStage<?>>> async() {
            return Optional.of(new Starts(connection.async()));
        }

        @Override
        public void reset(byte[] value) {
            connection.sync().del(COUNTER, LIST, QUEUE);
            Map<byte[], byte[]> all = new HashMap<>();
            for (String key : Data.keys()) {
                all.put(bytes(key), value);
            }
            connection.sync().hset(DICT, all);
        }

        @Override
        public void close() {
            connection.close();
            client.shutdown();
        }
    }

    private static final class Calls implements Waiting {
        private final RedisClient client;
        private final RedisCommands<byte[], byte[]> commands;
        /** Of this thread alone, once it waits: see above. */
        private @Nullable StatefulRedisConnection<byte[], byte[]> own;

        Calls(RedisClient client, RedisCommands<byte[], byte[]> commands) {
            this.client = client;
            this.commands = commands;
        }

        @Override
        public Object put(String key, byte[] value) {
            return commands.hset(DICT, bytes(key), value);
        }

        @Override
        public Object get(String key) {
            return Waiting.present(commands.hget(DICT, bytes(key)));
        }

        @Override
        public Object add() {
            return commands.incr(COUNTER);
        }

        @Override
        public Object append(byte[] element) {
            return commands.rpush(LIST, element);
        }

        @Override
        public Object offer(byte[] element) {
            return commands.rpush(QUEUE, element);
        }

        @Override
        public Object poll() {
            return Waiting.present(commands.lpop(QUEUE));
        }

        @Override
        public byte[] take() {
            if (own == null) {
                own = client.connect(ByteArrayCodec.INSTANCE);
                // As long as it takes.
                own.setTimeout(Duration.ZERO);
            }
            return own.sync().blpop(0, QUEUE).getValue();
        }

        @Override
        public void close() {
            if (own != null) {
                own.close();
            }
        }
    }

    private record Starts(RedisAsyncCommands<byte[], byte[]> commands) implements Commands<CompletionStage<?>> {
        @Override
        public CompletionStage<?> put(String key, byte[] value) {
            return commands.hset(DICT, bytes(key), value);
        }

        @Override
        public CompletionStage<?> get(String key) {
            return commands.hget(DICT, bytes(key));
        }

        @Override
        public CompletionStage<?> add() {
            return commands.incr(COUNTER);
        }

        @Override
        public CompletionStage<?> append(byte[] element) {
            return commands.rpush(LIST, element);
        }

        @Override
        public CompletionStage<?> offer(byte[] element) {
            return commands.rpush(QUEUE, element);
        }

        @Override
        public CompletionStage<?> poll() {
            return commands.lpop(QUEUE);
        }
    }
}
