package dev.holdall.client.call;

import com.google.common.util.concurrent.ListenableFuture;
import java.lang.ref.Reference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One operation on a shared object: which method of the stub it calls with what request, and how its reply is read. The waiting
 * and the asynchronous form of a proxy's method share it.
 *
 * @param <S> the stub
 * @param <R> what the caller gets
 */
public final class Operation<S, R extends @Nullable Object> {
    private final Function<S, ? extends ListenableFuture<?>> send;
    private final Function<Object, R> read;
    private final boolean grants;

    private Operation(Function<S, ? extends ListenableFuture<?>> send, Function<Object, R> read, boolean grants) {
        this.send = send;
        this.read = read;
        this.grants = grants;
    }

    /** An operation whose reply needs no receipt. */
    @SuppressWarnings("unchecked") // read gets what send's future delivers
    public static <S, P, R extends @Nullable Object> Operation<S, R> of(
            Function<S, ListenableFuture<P>> send, Function<P, R> read) {
        return new Operation<>(send, (Function<Object, R>) read, false);
    }

    /** An operation whose reply hands something over: it is acknowledged once it is read, or goes back if it cannot be. */
    @SuppressWarnings("unchecked") // read gets what send's future delivers
    public static <S, P, R extends @Nullable Object> Operation<S, R> granting(
            Function<S, ListenableFuture<P>> send, Function<P, R> read) {
        return new Operation<>(send, (Function<Object, R>) read, true);
    }

    boolean needsReceipt() {
        return grants;
    }

    ListenableFuture<?> send(S stub) {
        return send.apply(stub);
    }

    R read(Object reply, @Nullable Receipt receipt) {
        R result;
        try {
            result = read.apply(reply);
        } catch (RuntimeException | Error e) {
            if (receipt != null && grants) {
                receipt.undecodable();
            } else if (receipt != null) {
                // Some replies become an exception; they were received all the same.
                receipt.acknowledge();
            }
            throw e;
        } finally {
            // What the reply names is held as long as the reply is there: until its proxies are made.
            Reference.reachabilityFence(reply);
        }
        if (receipt != null) {
            receipt.acknowledge();
        }
        return result;
    }
}
