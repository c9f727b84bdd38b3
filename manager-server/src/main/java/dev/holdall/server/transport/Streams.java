package dev.holdall.server.transport;

import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import dev.holdall.v1.Error;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many session streams there are, and how many of each address that have not shown yet that they have a key. Thread-safe. */
final class Streams {
    private final Limits limits;
    private final Map<Object, Integer> shaking = new HashMap<>();
    private long count;

    Streams(Limits limits) {
        this.limits = limits;
    }

    /** The place of one stream among all. */
    final class Place {
        private final Object address;
        private final @Nullable Error refusal;
        private boolean shakes;
        private boolean left;

        private Place(Object address, @Nullable Error refusal) {
            this.address = address;
            this.refusal = refusal;
            this.shakes = refusal == null;
            this.left = refusal != null;
        }

        /** Why there is none; null if there is. */
        @Nullable
        Error refusal() {
            return refusal;
        }

        /** The client has a key. */
        void shookHands() {
            synchronized (Streams.this) {
                if (shakes) {
                    shakes = false;
                    shaking.computeIfPresent(address, (key, streams) -> streams > 1 ? streams - 1 : null);
                }
            }
        }

        /** The stream is over. May be told several times. */
        void leave() {
            synchronized (Streams.this) {
                shookHands();
                if (!left) {
                    left = true;
                    count--;
                }
            }
        }
    }

    /** A stream of this address begins. */
    synchronized Place enter(Object address) {
        int ofAddress = shaking.getOrDefault(address, 0);
        Error refusal = null;
        if (count >= limits.of(Limit.STREAMS)) {
            refusal = limits.exceeded(Limit.STREAMS, count + 1).error();
        } else if (ofAddress >= limits.of(Limit.ADDRESS_HANDSHAKES)) {
            refusal = limits.exceeded(Limit.ADDRESS_HANDSHAKES, ofAddress + 1L).error();
        } else {
            count++;
            shaking.put(address, ofAddress + 1);
        }
        return new Place(address, refusal);
    }

    synchronized long count() {
        return count;
    }

    /** How many addresses have streams that shake hands. */
    synchronized int addresses() {
        return shaking.size();
    }
}
