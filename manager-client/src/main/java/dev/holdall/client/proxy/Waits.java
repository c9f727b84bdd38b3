package dev.holdall.client.proxy;

import dev.holdall.v1.Wait;
import java.util.concurrent.TimeUnit;

/** How long a call may wait in the manager. */
final class Waits {
    static final Wait FOR_EVER = Wait.getDefaultInstance();

    private Waits() {}

    /** At most so long; {@link Long#MAX_VALUE} counts as for ever, as in {@code java.util.concurrent}. */
    static Wait atMost(long nanos) {
        return Wait.newBuilder().setNanos(nanos).build();
    }

    /** As in {@code java.util.concurrent}, a time that is not positive does not wait. */
    static long nanos(long timeout, TimeUnit unit) {
        return Math.max(0, unit.toNanos(timeout));
    }
}
