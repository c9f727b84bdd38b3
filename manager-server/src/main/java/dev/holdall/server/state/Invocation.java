package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;

/**
 * A call as it came, but for its method: the same when it is tried again after it was parked.
 *
 * @param id who makes it
 * @param permit under which it came
 * @param origin where in the client it comes from
 * @param request the encoded request
 * @param guard what must hold for it to go on; null if nothing must
 */
record Invocation(
        CallId id,
        Permit permit,
        Origin origin,
        ByteString request,
        @Nullable Guard guard) {
    /** What the manager does by itself. */
    static final Invocation OF_THE_MANAGER =
            new Invocation(CallId.unary(0), Permit.MANAGER, Origin.UNKNOWN, ByteString.EMPTY, null);

    /** As it is kept while it waits: with bytes of its own, not part of a frame that would be kept with them. */
    Invocation parked(Origin cleaned) {
        ByteString own = UnsafeByteOperations.unsafeWrap(request.toByteArray());
        return new Invocation(id, permit, cleaned, own, guard);
    }
}
