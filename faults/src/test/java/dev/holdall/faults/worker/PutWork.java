package dev.holdall.faults.worker;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.SharedQueue;
import java.util.List;

/** Puts into a queue, one at a time or a few at once. */
final class PutWork extends Workload {
    private static final int PAUSE_MILLIS = 20;
    static final int SLOT_MILLIS = 400;

    PutWork(Self self) {
        super(self, PAUSE_MILLIS);
    }

    @Override
    void step(Manager manager) throws Exception {
        String name = "queue-" + slot(SLOT_MILLIS);
        SharedQueue<String> queue = queue(manager, name);
        String value = fresh();
        if (random().nextInt(4) > 0) {
            call(manager, Keys.key(name), "put", value, m -> {
                queue.put(value);
                return "";
            });
        } else {
            List<String> values = List.of(value, '+' + value);
            call(manager, Keys.key(name), "put", String.join(",", values), m -> {
                queue.putAll(values);
                return "";
            });
        }
    }
}
