package dev.holdall.faults.worker;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.SharedQueue;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Takes from the queue that {@link PutWork} puts into. */
final class TakeWork extends Workload {
    private static final int PAUSE_MILLIS = 10;
    private static final int WAIT_MILLIS = 150;

    TakeWork(Self self) {
        super(self, PAUSE_MILLIS);
    }

    @Override
    void step(Manager manager) throws Exception {
        String name = "queue-" + slot(PutWork.SLOT_MILLIS);
        String key = Keys.key(name);
        SharedQueue<String> queue = queue(manager, name);
        switch (random().nextInt(4)) {
            case 0 -> call(manager, key, "take", "1", m -> word(queue.poll()));
            case 1 -> {
                int most = 2 + random().nextInt(2);
                call(manager, key, "take", String.valueOf(most), m -> {
                    List<String> taken = queue.pollMany(most, WAIT_MILLIS, TimeUnit.MILLISECONDS);
                    return String.join(",", taken);
                });
            }
            default -> call(manager, key, "take", "1", m -> word(queue.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS)));
        }
    }

    /** Waits in a queue that nobody puts into. */
    @Override
    void die(String how, Manager manager) throws Exception {
        if (how.equals("take")) {
            String name = Keys.idleQueue(worker());
            SharedQueue<String> queue = queue(manager, name);
            say("in take");
            call(manager, Keys.key(name), "take", "1", m -> queue.take());
        }
    }
}
