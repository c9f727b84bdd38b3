package dev.holdall.faults.worker;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.SharedSemaphore;
import java.util.concurrent.TimeUnit;

/** Acquires permits, keeps them for a moment and releases them. */
final class SemaphoreWork extends Workload {
    private static final int PAUSE_MILLIS = 25;
    private static final int WAIT_MILLIS = 300;
    private static final int HOLD_MILLIS = 10;

    SemaphoreWork(Self self) {
        super(self, PAUSE_MILLIS);
    }

    @Override
    void step(Manager manager) throws Exception {
        SharedSemaphore semaphore = open(manager, Keys.SEMAPHORE, (m, name) -> m.boundedSemaphore(name, Keys.PERMITS));
        int permits = 1 + random().nextInt(2);
        String argument = String.valueOf(permits);
        String acquired = call(
                manager,
                "semaphore/1",
                "acquire",
                argument,
                m -> String.valueOf(semaphore.tryAcquire(permits, WAIT_MILLIS, TimeUnit.MILLISECONDS)));
        if (acquired.equals("true")) {
            Thread.sleep(random().nextInt(HOLD_MILLIS));
            // If the session is lost by now, its permits have come back, and nothing is released: the client knows
            // that.
            call(manager, "semaphore/1", "release", argument, m -> {
                semaphore.release(permits);
                return "ok";
            });
        }
    }
}
