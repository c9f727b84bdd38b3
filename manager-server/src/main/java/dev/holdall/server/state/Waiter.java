package dev.holdall.server.state;

import com.google.protobuf.ByteString;

/**
 * A parked call: a plain record, no thread and no connection.
 *
 * @param number counts the parked calls of the store; lower came first
 * @param method what runs when it is tried again
 * @param call what it came with; its origin is clean
 * @param subject the number of the object that the call concerns; {@link CommonPlace#NO_OBJECT} for none
 * @param place where it waits
 * @param stage the type's own number for how far the call has come: see {@link CallContext#stage}
 * @param references the numbers of the objects that it keeps alive: that in which it waits, those that its request refers to, and the lock
 *     that guards it
 * @param since the state's time at which it came to wait, in nanoseconds
 * @param actsFor in whose name it acts, where that is not its thread; else empty
 * @param deadline the state's time at which it has waited long enough; {@link Long#MAX_VALUE} for never
 */
record Waiter(
        long number,
        Method<?, ?> method,
        Invocation call,
        long subject,
        Place place,
        int stage,
        long[] references,
        long since,
        String actsFor,
        long deadline) {

    /** Who waits. */
    CallId id() {
        return call.id();
    }

    /** The number of the client's thread that waits; 0 if it said none. */
    int thread() {
        return call.origin().thread();
    }

    ByteString request() {
        return call.request();
    }

    /** When it came to wait, and where it comes from. */
    Occasion occasion() {
        return Occasion.of(since, call.origin());
    }

    Waiter movedTo(Place other, int newStage, long newNumber, long newDeadline) {
        return new Waiter(newNumber, method, call, subject, other, newStage, references, since, actsFor, newDeadline);
    }

    boolean isIn(Place other, int otherStage) {
        return stage == otherStage && place.equals(other);
    }
}
