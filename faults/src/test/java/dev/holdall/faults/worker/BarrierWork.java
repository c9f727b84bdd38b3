package dev.holdall.faults.worker;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.SharedBarrier;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the others, and mends the barrier if one of them did not come. */
final class BarrierWork extends Workload {
    private static final int PAUSE_MILLIS = 40;
    private static final int SLOT_MILLIS = 2_000;
    private static final int WAIT_MILLIS = 300;

    BarrierWork(Self self) {
        super(self, PAUSE_MILLIS);
    }

    @Override
    void step(Manager manager) throws Exception {
        String name = "barrier-" + slot(SLOT_MILLIS);
        SharedBarrier barrier = open(manager, name, (m, named) -> m.barrier(named, Keys.PARTIES));
        String index = call(manager, Keys.key(name), "await", "", m -> arrive(barrier));
        if (index.equals("broken") || index.equals("timeout")) {
            call(manager, Keys.key(name), "reset", "", m -> {
                barrier.reset();
                return "";
            });
        }
    }

    private static String arrive(SharedBarrier barrier) throws InterruptedException {
        try {
            return String.valueOf(barrier.await(WAIT_MILLIS, TimeUnit.MILLISECONDS));
        } catch (BrokenBarrierException e) {
            return "broken";
        } catch (TimeoutException e) {
            return "timeout";
        }
    }
}
