package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.call.Calls;
import dev.holdall.v1.DictCompareAndSetReply;
import dev.holdall.v1.DictsGrpc.DictsFutureStub;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes a key's value what a function makes of it: compares and sets, and tries again with what the manager says is there if somebody
 * else was faster.
 *
 * @param <V> the type of the values
 */
final class DictComputation<V> {

    /** What is made of a value; null stands for none, before and after. */
    @FunctionalInterface
    interface Step<V> {
        @Nullable
        V make(@Nullable V present);
    }

    private final SharedDict<?, V> dict;
    private final ByteString key;
    private final Step<V> step;

    DictComputation(SharedDict<?, V> dict, ByteString key, Step<V> step) {
        this.dict = dict;
        this.key = key;
        this.step = step;
    }

    /**
     * Computes and waits.
     *
     * @param guess the value that is tried first; null for none
     * @return what was made
     */
    @Nullable
    V run(Calls calls, DictsFutureStub stub, @Nullable ByteString guess) {
        ByteString present = guess;
        while (true) {
            V made = made(present);
            if (made == null && present == null) {
                return null;
            }
            DictCompareAndSetReply reply = calls.run(stub, dict.comparing(key, present, encoded(made)));
            if (reply.getDone()) {
                return made;
            }
            present = reply.hasPresent() ? reply.getPresent() : null;
        }
    }

    /** As {@link #run}, and returns at once. */
    CompletableFuture<@Nullable V> start(Calls calls, DictsFutureStub stub, @Nullable ByteString guess) {
        V made = made(guess);
        if (made == null && guess == null) {
            return CompletableFuture.completedFuture(null);
        }
        return calls.start(stub, dict.comparing(key, guess, encoded(made)))
                .thenCompose(reply -> reply.getDone()
                        ? CompletableFuture.completedFuture(made)
                        : start(calls, stub, reply.hasPresent() ? reply.getPresent() : null));
    }

    private @Nullable V made(@Nullable ByteString present) {
        return step.make(present == null ? null : dict.decodeValue(present));
    }

    private @Nullable ByteString encoded(@Nullable V made) {
        return made == null ? null : dict.encodeValue(made);
    }
}
