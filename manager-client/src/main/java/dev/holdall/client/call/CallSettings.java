package dev.holdall.client.call;

import io.grpc.CallOptions;

/** What a call tells the channel below, as options of its stub. */
public final class CallSettings {
    /**
     * The caller waits in its own thread and attaches no continuation: the answer may be completed on an event loop, where
     * nothing but waking that thread will happen.
     */
    public static final CallOptions.Key<Boolean> DIRECT = CallOptions.Key.createWithDefault("holdall-direct", false);

    /** After how many nanoseconds the call fails if no answer has come; {@link Long#MAX_VALUE} for never. */
    public static final CallOptions.Key<Long> TIMEOUT_NANOS =
            CallOptions.Key.createWithDefault("holdall-timeout", Long.MAX_VALUE);

    /** Where the call registers itself so that its caller can acknowledge its answer. Without one it acknowledges itself. */
    public static final CallOptions.Key<Receipt> RECEIPT = CallOptions.Key.create("holdall-receipt");

    /** What is called. The call keeps it, and with it what keeps the object alive. */
    public static final CallOptions.Key<Target> TARGET = CallOptions.Key.create("holdall-target");

    /** The lock that guards the call; without one it takes effect whoever holds which lock. */
    public static final CallOptions.Key<CallGuard> GUARD = CallOptions.Key.create("holdall-guard");

    /** The call tells where in the program it is made, if it may wait or may own something. */
    public static final CallOptions.Key<Boolean> CALL_SITES =
            CallOptions.Key.createWithDefault("holdall-call-sites", false);

    private CallSettings() {}
}
