package dev.holdall.server.state;

import dev.holdall.v1.ClientFrame;
import org.jspecify.annotations.Nullable;

/**
 * What a client tells without being answered: what it gives back and what it releases. A frame's notes have a number, so that they are
 * taken once, however often they are sent: see {@code session.proto}.
 */
final class Notes {
    private Notes() {}

    /** What is wrong with the notes of a frame; null if nothing is. */
    static @Nullable Refusal check(ClientFrame frame, long lastNote) {
        if (frame.getNote() == 0) {
            return areIn(frame)
                    ? Refusal.invalid("what is given back or released comes with the number of a note")
                    : null;
        }
        if (Long.compareUnsigned(frame.getNote(), lastNote + 1) > 0) {
            return Refusal.invalid("the number of the next note is " + (lastNote + 1) + ", not "
                    + Long.toUnsignedString(frame.getNote()));
        }
        return null;
    }

    /** Whether the frame has notes that were not taken yet. */
    static boolean isNew(ClientFrame frame, long lastNote) {
        return frame.getNote() == lastNote + 1;
    }

    private static boolean areIn(ClientFrame frame) {
        return frame.getGiveBackCount() > 0 || frame.getUndecodableCount() > 0 || frame.getReleasedCount() > 0;
    }
}
