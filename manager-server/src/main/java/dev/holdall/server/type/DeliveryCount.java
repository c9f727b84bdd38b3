package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;

/** How often an element was delivered, as the key of its record: empty for one that never was, as most are. */
final class DeliveryCount {
    static final ByteString NONE = ByteString.EMPTY;

    private static final ByteString ONE = ofOneByte(1);

    private DeliveryCount() {}

    static ByteString key(int deliveries) {
        return switch (deliveries) {
            case 0 -> NONE;
            case 1 -> ONE;
            default -> deliveries <= Byte.MAX_VALUE ? ofOneByte(deliveries) : ofMany(deliveries);
        };
    }

    private static ByteString ofOneByte(int deliveries) {
        return ByteString.copyFrom(new byte[] {(byte) deliveries});
    }

    private static ByteString ofMany(int deliveries) {
        // The zero in front keeps it from looking like an element: see Watcher.
        return ByteString.copyFrom(ByteBuffer.allocate(1 + Integer.BYTES)
                .put((byte) 0)
                .putInt(deliveries)
                .flip());
    }

    static int of(ByteString key) {
        return switch (key.size()) {
            case 0 -> 0;
            case 1 -> key.byteAt(0);
            default -> key.asReadOnlyByteBuffer().position(1).getInt();
        };
    }

    /** One more; it stops where an int ends. */
    static int next(int deliveries) {
        return deliveries == Integer.MAX_VALUE ? deliveries : deliveries + 1;
    }
}
