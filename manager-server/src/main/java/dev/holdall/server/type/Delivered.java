package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.type.QueueLevels.Spot;

/**
 * An element that a queue handed over and that may come back.
 *
 * @param spot where it stood
 * @param deliveries how often it was delivered, this time included
 */
record Delivered(Spot spot, ByteString element, int deliveries) {

    /** The element without this delivery, which nobody saw. */
    Delivered unseen() {
        return new Delivered(spot, element, deliveries - 1);
    }
}
