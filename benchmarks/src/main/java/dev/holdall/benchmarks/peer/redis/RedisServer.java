package dev.holdall.benchmarks.peer.redis;

import dev.holdall.benchmarks.peer.Server;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A {@code redis-server} that keeps nothing on disk. */
public final class RedisServer implements Server {
    private static final String PROGRAM = "redis-server";
    private static final int PATIENCE_SECONDS = 10;
    /** The commands of the workloads, however a client's library wraps them. */
    private static final Set<String> COUNTED =
            Set.of("hset", "hget", "incr", "incrby", "rpush", "lpush", "lpop", "blpop", "brpop", "rpop");

    private static final Pattern CALLS = Pattern.compile("cmdstat_([a-z]+):calls=(\\d+)");

    private final Process process;
    private final int port;
    /** Unlike the others it does not see its input end. */
    private final Thread atExit;

    private RedisServer(Process process, int port) {
        this.process = process;
        this.port = port;
        this.atExit = new Thread(process::destroy, "redis-end");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    public static Optional<String> missing() {
        boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, PROGRAM)));
        return there
                ? Optional.empty()
                : Optional.of("redis-server is not installed (Debian: apt-get install redis-server)");
    }

    public static RedisServer start(String name, Path directory) throws IOException, InterruptedException {
        int port = freePort();
        Path own = Files.createTempDirectory(directory, name);
        Process process = new ProcessBuilder(
                        PROGRAM,
                        "--port",
                        String.valueOf(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--dir",
                        own.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start();
        RedisServer server = new RedisServer(process, port);
        server.awaitAnswer();
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try (Jedis jedis = connect()) {
                jedis.ping();
                return;
            } catch (JedisConnectionException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    process.destroyForcibly();
                    throw new IOException("redis-server does not answer; its log says why", e);
                }
                // It has no other way to say that it is ready.
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    public Jedis connect() {
        return new Jedis("127.0.0.1", port);
    }

    @Override
    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public long served() {
        try (Jedis jedis = connect()) {
            return CALLS.matcher(jedis.info("commandstats"))
                    .results()
                    .filter(command -> COUNTED.contains(command.group(1)))
                    .mapToLong(RedisServer::calls)
                    .sum();
        }
    }

    private static long calls(MatchResult command) {
        return Long.parseLong(command.group(2));
    }

    /** The bytes that it says its data takes. */
    public long usedMemory() {
        try (Jedis jedis = connect()) {
            return Pattern.compile("used_memory:(\\d+)")
                    .matcher(jedis.info("memory"))
                    .results()
                    .findFirst()
                    .map(found -> Long.parseLong(found.group(1)))
                    .orElseThrow();
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() throws InterruptedException {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // It runs just now.
        }
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
