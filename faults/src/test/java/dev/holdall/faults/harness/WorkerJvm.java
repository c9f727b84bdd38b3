package dev.holdall.faults.harness;

import dev.holdall.faults.worker.WorkerMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A worker process as the harness sees it. */
final class WorkerJvm implements AutoCloseable {
    private static final long START_SECONDS = 60;

    private final Process process;
    private final OutputStream stdin;
    private final Map<String, BlockingQueue<String>> heard = new ConcurrentHashMap<>();
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
    private volatile String name = "";
    private volatile int losses;
    private volatile long[] answered = {};
    private volatile long killed = Long.MAX_VALUE;

    private WorkerJvm(Process process) {
        this.process = process;
        this.stdin = process.getOutputStream();
        Thread reader = new Thread(this::read, "worker-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts one that will wait for its work. */
    static WorkerJvm start(Path directory, ManagerJvm manager) throws IOException {
        return new WorkerJvm(Jvm.start(
                directory.resolve("workers.log").toFile(),
                WorkerMain.class,
                manager.address(),
                manager.keyFile().toString()));
    }

    /** Sends it to work. */
    void go(String newName, String address, Path history, long seed) throws IOException, InterruptedException {
        hear("warm", START_SECONDS);
        name = newName;
        tell("go " + newName + ' ' + address + ' ' + history + ' ' + seed);
    }

    String name() {
        return name;
    }

    Process process() {
        return process;
    }

    /** How often it said that its session was lost. */
    int losses() {
        return losses;
    }

    /** How many operations of each of its threads were answered. */
    long[] answered() {
        return answered;
    }

    long operations() {
        return Arrays.stream(answered).sum();
    }

    /** What it said that no fault explains. */
    Queue<String> unexpected() {
        return unexpected;
    }

    /** When it was killed; {@link Long#MAX_VALUE} if it was not. */
    long killed() {
        return killed;
    }

    void tell(String line) throws IOException {
        stdin.write((line + '\n').getBytes(StandardCharsets.UTF_8));
        stdin.flush();
    }

    /** Waits until it says something. */
    void hear(String line, long seconds) throws IOException, InterruptedException {
        if (said(line).poll(seconds, TimeUnit.SECONDS) == null) {
            throw new IOException("worker " + name + " did not say '" + line + "' within " + seconds + " seconds"
                    + (process.isAlive() ? "" : ": it has ended"));
        }
    }

    private BlockingQueue<String> said(String line) {
        return heard.computeIfAbsent(line, key -> new LinkedBlockingQueue<>());
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("progress ")) {
                    long[] numbers = Arrays.stream(line.substring(9).split(" "))
                            .mapToLong(Long::parseLong)
                            .toArray();
                    losses = (int) numbers[0];
                    answered = Arrays.copyOfRange(numbers, 1, numbers.length);
                } else if (line.startsWith("unexpected ")) {
                    unexpected.add(name + ": " + line);
                } else {
                    said(line).add(line);
                }
            }
        } catch (IOException e) {
            // The process is gone.
        }
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        Jvm.kill(process);
        killed = System.nanoTime();
    }

    @Override
    public void close() throws InterruptedException {
        Jvm.kill(process);
    }
}
