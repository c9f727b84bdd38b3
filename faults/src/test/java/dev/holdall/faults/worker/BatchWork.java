package dev.holdall.faults.worker;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.SharedQueue;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Puts batches into a queue that is too small for them, so that they go in pieces and wait in between, or takes from it. */
final class BatchWork extends Workload {
    private static final int PAUSE_MILLIS = 20;
    private static final int SLOT_MILLIS = 1_000;
    private static final int BATCH = 10;
    private static final int LARGE_BATCH = 100;
    private static final int WAIT_MILLIS = 300;

    BatchWork(Self self) {
        super(self, PAUSE_MILLIS);
    }

    @Override
    void step(Manager manager) throws Exception {
        String name = "batch-" + slot(SLOT_MILLIS);
        SharedQueue<String> queue = smallQueue(manager, name);
        if (random().nextInt(3) == 0) {
            offerAll(manager, name, queue, BATCH, WAIT_MILLIS);
        } else {
            int most = 1 + random().nextInt(6);
            call(manager, Keys.key(name), "take", String.valueOf(most), m -> {
                List<String> taken = queue.pollMany(most, WAIT_MILLIS / 3, TimeUnit.MILLISECONDS);
                return String.join(",", taken);
            });
        }
    }

    private SharedQueue<String> smallQueue(Manager manager, String name) {
        return open(manager, name, (m, named) -> m.queue(named, String.class, Keys.BATCH_CAPACITY));
    }

    private void offerAll(Manager manager, String name, SharedQueue<String> queue, int size, int waitMillis)
            throws Exception {
        String batch = fresh();
        List<String> elements =
                IntStream.range(0, size).mapToObj(i -> batch + ':' + i).toList();
        call(
                manager,
                Keys.key(name),
                "offerAll",
                batch + ',' + size,
                m -> String.valueOf(queue.offerAll(elements, waitMillis, TimeUnit.MILLISECONDS)));
    }

    /** Puts more than there is room for. */
    @Override
    void die(String how, Manager manager) throws Exception {
        if (how.equals("batch")) {
            String name = Keys.idleBatch(worker());
            SharedQueue<String> queue = smallQueue(manager, name);
            // The first pieces fill the queue; the next one waits.
            Thread teller = new Thread(() -> {
                while (queue.size() < Keys.BATCH_CAPACITY) {
                    Thread.onSpinWait();
                }
                say("in batch");
            });
            teller.setDaemon(true);
            teller.start();
            offerAll(manager, name, queue, LARGE_BATCH, Integer.MAX_VALUE);
        }
    }
}
