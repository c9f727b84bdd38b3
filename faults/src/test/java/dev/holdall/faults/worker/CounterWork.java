package dev.holdall.faults.worker;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.SharedLong;

/** Counts, and looks at the count. */
final class CounterWork extends Workload {
    private static final int PAUSE_MILLIS = 20;
    private static final int SLOT_MILLIS = 1_000;

    CounterWork(Self self) {
        super(self, PAUSE_MILLIS);
    }

    @Override
    void step(Manager manager) throws Exception {
        String name = "counter-" + slot(SLOT_MILLIS);
        SharedLong counter = open(manager, name, (m, named) -> m.longValue(named, 0));
        if (random().nextInt(4) > 0) {
            call(manager, Keys.key(name), "increment", "", m -> String.valueOf(counter.incrementAndGet()));
        } else {
            call(manager, Keys.key(name), "get", "", m -> String.valueOf(counter.get()));
        }
    }
}
