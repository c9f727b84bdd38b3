package dev.holdall.client.call;

import io.grpc.CallOptions;
import io.grpc.stub.AbstractStub;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a call tells the channel below: one option of its stub, since looking for each of several would cost every call.
 *
 * @param direct the caller waits in its own thread and attaches no continuation: the answer may be completed on an event loop, where
 *     nothing but waking that thread will happen
 * @param timeoutNanos after how many nanoseconds the call fails if no answer has come; {@link Long#MAX_VALUE} for never
 * @param callSites the call tells where in the program it is made, if it may wait or may own something
 * @param target what is called: the call keeps it, and with it what keeps the object alive; null if it is no object
 * @param guard the lock that guards the call; null: it takes effect whoever holds which lock
 * @param receipt where the call registers itself so that its caller can acknowledge its answer; null: it acknowledges itself
 */
public record CallSettings(
        boolean direct,
        long timeoutNanos,
        boolean callSites,
        @Nullable Target target,
        @Nullable CallGuard guard,
        @Nullable Receipt receipt) {
    private static final CallSettings USUAL = new CallSettings(false, Long.MAX_VALUE, false, null, null, null);

    private static final CallOptions.Key<CallSettings> KEY = CallOptions.Key.createWithDefault("holdall", USUAL);

    /** The settings of a call that is made with these options. */
    public static CallSettings of(CallOptions options) {
        return options.getOption(KEY);
    }

    /** The same stub with other settings. */
    static <S extends AbstractStub<S>> S change(S stub, UnaryOperator<CallSettings> change) {
        return stub.withOption(KEY, change.apply(of(stub.getCallOptions())));
    }

    /** A stub whose calls call this. */
    public static <S extends AbstractStub<S>> S on(S stub, Target called) {
        return change(stub, settings -> settings.withTarget(called));
    }

    /** A stub whose calls this guards. */
    public static <S extends AbstractStub<S>> S guarded(S stub, CallGuard by) {
        return change(stub, settings -> settings.withGuard(by));
    }

    CallSettings withDirect() {
        return new CallSettings(true, timeoutNanos, callSites, target, guard, receipt);
    }

    CallSettings withTimeoutNanos(long nanos) {
        return new CallSettings(direct, nanos, callSites, target, guard, receipt);
    }

    CallSettings withCallSites() {
        return new CallSettings(direct, timeoutNanos, true, target, guard, receipt);
    }

    private CallSettings withTarget(Target called) {
        return new CallSettings(direct, timeoutNanos, callSites, called, guard, receipt);
    }

    private CallSettings withGuard(CallGuard by) {
        return new CallSettings(direct, timeoutNanos, callSites, target, by, receipt);
    }

    CallSettings withReceipt(Receipt to) {
        return new CallSettings(direct, timeoutNanos, callSites, target, guard, to);
    }
}
