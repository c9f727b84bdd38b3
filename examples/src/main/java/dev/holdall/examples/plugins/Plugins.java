package dev.holdall.examples.plugins;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.PluginFault;
import dev.holdall.client.process.WorkerProcess;
import dev.holdall.client.proxy.SharedList;
import java.util.List;

/**
 * Types of one's own. Two workers add to one counter; matrices are multiplied where the plug-ins run, and only proxies travel. The types
 * are found because META-INF/services names them.
 */
public final class Plugins {
    private Plugins() {}

    /** Adds one by one, and leaves the counter where it found it: in a list. */
    public record Count(SharedList<Counter> counters, int times) implements Runnable {
        @Override
        public void run() {
            Counter counter = counters.get(0);
            for (int i = 0; i < times; i++) {
                counter.add(1);
            }
        }
    }

    public static void main(String[] args) throws InterruptedException {
        try (Manager manager = Manager.start(new ManagerOptions().plugins())) {
            Counter counter = manager.plugin("hits", Counter.class, 1_000L);
            SharedList<Counter> counters = manager.list("counters", Counter.class);
            counters.add(counter);
            WorkerProcess first = manager.worker(Count.class, counters, 100).start();
            WorkerProcess second = manager.worker(Count.class, counters, 100).start();
            first.join();
            second.join();
            System.out.println("Counted by two workers: " + counter.get());

            Matrix matrix = manager.plugin(Matrix.class, List.of(1, 2, 3), List.of(4, 5, 6));
            System.out.println("Matrix: " + matrix.rows());
            System.out.println("Transposed: " + matrix.transpose().rows());
            System.out.println(
                    "Multiplied: " + matrix.multiply(matrix.transpose()).rows());
            try {
                matrix.multiply(matrix);
            } catch (PluginFault e) {
                System.out.println("Failed: " + e.getMessage());
            }
        }
    }
}
