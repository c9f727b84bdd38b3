package dev.holdall.examples.wordcount;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerException;
import dev.holdall.client.process.WorkerProcess;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedQueue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Counts words with several processes: this one reads the files and puts blocks of text on a queue, the workers take blocks, count, and
 * add up what they counted in a dict.
 *
 * <p>The queue is bounded, so slow workers slow the reading down instead of filling the manager. A worker that dies is noticed, because
 * nothing here waits for ever; its counts are lost, so the program says that and prints none.
 */
public final class WordCount {
    private static final int BLOCK_BYTES = 256 << 10;
    private static final int BLOCKS_WAITING = 16;
    private static final int SHOWN = 20;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Arguments arguments;
    private final List<WorkerProcess> workers = new ArrayList<>();
    private final Progress progress;

    private WordCount(Arguments arguments) throws IOException {
        this.arguments = arguments;
        long bytes = 0;
        for (Path file : arguments.files()) {
            bytes += size(file);
        }
        this.progress = new Progress(bytes, arguments.quiet());
    }

    /** A file's bytes; what cannot be read is found here, before anything is started. */
    private static long size(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + ": there is no such file");
        } else if (Files.isDirectory(file)) {
            throw new IOException(file + ": it is a directory");
        } else if (!Files.isReadable(file)) {
            throw new IOException(file + ": it may not be read");
        }
        return Files.size(file);
    }

    private void run() throws IOException, InterruptedException {
        try (Manager manager = Manager.start()) {
            SharedQueue<byte[]> blocks = manager.queue("blocks", byte[].class, BLOCKS_WAITING);
            SharedDict<String, Long> counts = manager.dict("counts", String.class, Long.class);
            try {
                for (int i = 0; i < arguments.workers(); i++) {
                    workers.add(manager.worker(Counter.class, blocks, counts).start());
                }
                for (Path file : arguments.files()) {
                    read(file, blocks);
                }
                for (int i = 0; i < workers.size(); i++) {
                    put(Counter.END, blocks);
                }
                awaitWorkers();
            } finally {
                progress.end();
                workers.forEach(WorkerProcess::kill);
            }
            print(counts);
        }
    }

    private void read(Path file, SharedQueue<byte[]> blocks) throws IOException, InterruptedException {
        try (InputStream text = Files.newInputStream(file)) {
            Blocks.cut(text, BLOCK_BYTES, block -> put(block, blocks));
        } catch (WorkerDied e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private void put(byte[] block, SharedQueue<byte[]> blocks) throws IOException, InterruptedException {
        do {
            checkWorkers();
            progress.show();
        } while (!blocks.offer(block, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS));
        progress.add(block.length);
    }

    private void awaitWorkers() throws IOException, InterruptedException {
        for (WorkerProcess worker : workers) {
            do {
                checkWorkers();
                progress.show();
            } while (!worker.join(BETWEEN_LOOKS));
        }
        checkWorkers();
    }

    /** A worker has ended before its time; what it had counted is lost. */
    private static final class WorkerDied extends IOException {
        private static final long serialVersionUID = 1;

        WorkerDied(String message) {
            super(message);
        }
    }

    private void checkWorkers() throws WorkerDied {
        for (WorkerProcess worker : workers) {
            int exitCode = worker.exitCode().orElse(0);
            if (exitCode != 0) {
                throw new WorkerDied("a worker, process " + worker.pid() + ", ended with exit code " + exitCode
                        + "; what it had counted is lost");
            }
        }
    }

    private static void print(SharedDict<String, Long> counts) {
        Comparator<Map.Entry<String, Long>> byCount = Map.Entry.comparingByValue(Comparator.reverseOrder());
        counts.entrySet().stream()
                .sorted(byCount.thenComparing(Map.Entry.comparingByKey()))
                .limit(SHOWN)
                .forEach(entry -> System.out.println(entry.getValue() + " " + entry.getKey()));
    }

    /** Ends with 0, with 1 if something failed, with 2 if the command line is wrong. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        try {
            Arguments arguments = Arguments.parse(args);
            if (arguments.help()) {
                System.out.print(Arguments.HELP);
            } else {
                new WordCount(arguments).run();
            }
            return 0;
        } catch (Arguments.Wrong e) {
            System.err.println("wordcount: " + e.getMessage() + "; try --help");
            return 2;
        } catch (IOException | ManagerException e) {
            System.err.println("wordcount: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            System.err.println("wordcount: interrupted");
            return 1;
        }
    }
}
