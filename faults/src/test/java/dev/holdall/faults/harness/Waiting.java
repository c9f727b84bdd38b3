package dev.holdall.faults.harness;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for what other processes do. */
final class Waiting {
    private static final Duration INTERVAL = Duration.ofMillis(10);

    private Waiting() {}

    /** Says whether something came true in time. */
    static boolean until(Duration most, Callable<Boolean> condition) {
        try {
            await().pollDelay(Duration.ZERO).pollInterval(INTERVAL).atMost(most).until(condition);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** Says whether a number stayed the same for a while; it may go on for a time before that. */
    static boolean untilUnchanged(LongSupplier number, Duration during, Duration goingOn) {
        AtomicLong last = new AtomicLong(Long.MIN_VALUE);
        try {
            await().pollInterval(INTERVAL)
                    .during(during)
                    .atMost(during.plus(goingOn))
                    .until(() -> {
                        long now = number.getAsLong();
                        return last.getAndSet(now) == now;
                    });
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }
}
