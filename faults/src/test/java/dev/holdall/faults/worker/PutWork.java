package dev.holdall.faults.worker;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.SharedQueue;
import java.util.List;
import java.util.Random;

/** Puts into a queue, one at a time or a few at once. */
final class PutWork extends Workload {
    static final int SLOT_MILLIS = 400;

    PutWork(Caller caller, Random random, String worker) {
        super(caller, random, worker);
    }

    @Override
    int pauseMillis() {
        return 20;
    }

    @Override
    void step(Manager manager) throws Exception {
        String name = "queue-" + slot(SLOT_MILLIS);
        SharedQueue<String> queue = open(manager, name, (m, named) -> m.queue(named, String.class));
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
