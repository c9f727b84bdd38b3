package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parked call: a plain record, no thread and no connection.
 *
 * @param number counts the parked calls of the store; lower came first
 * @param id who waits
 * @param permit under which it came
 * @param thread the number of the client's thread that waits
 * @param method what runs when it is tried again
 * @param request the encoded request
 * @param subject the number of the object that the call concerns; {@link CommonPlace#NO_OBJECT} for none
 * @param place where it waits
 * @param stage the type's own number for how far the call has come: see {@link CallContext#stage}
 * @param guard what must still hold when it is tried again; null if nothing must
 * @param references the numbers of the objects that it keeps alive: that in which it waits, those that its request refers to, and the lock
 *     that guards it
 * @param occasion when it came to wait, and where it comes from
 * @param actsFor in whose name it acts, where that is not its thread; else empty
 * @param deadline the state's time at which it has waited long enough; {@link Long#MAX_VALUE} for never
 */
record Waiter(
        long number,
        CallId id,
        Permit permit,
        int thread,
        Method<?, ?> method,
        ByteString request,
        long subject,
        Place place,
        int stage,
        @Nullable Guard guard,
        List<Long> references,
        Occasion occasion,
        String actsFor,
        long deadline) {

    Waiter movedTo(Place other, int newStage, long newNumber, long newDeadline) {
        return new Waiter(
                newNumber,
                id,
                permit,
                thread,
                method,
                request,
                subject,
                other,
                newStage,
                guard,
                references,
                occasion,
                actsFor,
                newDeadline);
    }

    /** Where it comes from, to try it again. */
    Origin origin() {
        return new Origin(thread, occasion.threadName(), occasion.site());
    }

    boolean isIn(Place other, int otherStage) {
        return stage == otherStage && place.equals(other);
    }
}
