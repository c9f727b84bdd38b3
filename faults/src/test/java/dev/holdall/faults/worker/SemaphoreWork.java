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
        long session = manager.session();
        String acquired = call(
                manager,
                "semaphore/1",
                "acquire",
                argument,
                m -> String.valueOf(semaphore.tryAcquire(permits, WAIT_MILLIS, TimeUnit.MILLISECONDS)));
        if (acquired.equals("true")) {
            Thread.sleep(random().nextInt(HOLD_MILLIS));
            if (manager.session() != session) {
                // They came back with the session; what would be released now are somebody else's.
                return;
            }
            call(manager, "semaphore/1", "release", argument, m -> {
                try {
                    semaphore.release(permits);
                    return "ok";
                } catch (IllegalStateException e) {
                    // All permits are there: those of a session that was lost have come back by themselves.
                    return "tooMany";
                }
            });
        }
    }
}
