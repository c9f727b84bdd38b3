package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.call.Calls;
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
    V run(Calls calls, DictsFutureStub stub, @Nullable Seen<V> guess) {
        Seen<V> present = guess;
        while (true) {
            V made = made(present);
            if (made == null && present == null) {
                return null;
            }
            Compared<V> compared = calls.run(stub, dict.comparing(key, bytes(present), encoded(made)));
            if (compared.done()) {
                return made;
            }
            present = compared.present();
        }
    }

    /** As {@link #run}, and returns at once. */
    CompletableFuture<@Nullable V> start(Calls calls, DictsFutureStub stub, @Nullable Seen<V> guess) {
        V made = made(guess);
        if (made == null && guess == null) {
            return CompletableFuture.completedFuture(null);
        }
        return calls.start(stub, dict.comparing(key, bytes(guess), encoded(made)))
                .thenCompose(compared -> compared.done()
                        ? CompletableFuture.completedFuture(made)
                        : start(calls, stub, compared.present()));
    }

    private @Nullable V made(@Nullable Seen<V> present) {
        return step.make(present == null ? null : present.value());
    }

    private @Nullable ByteString bytes(@Nullable Seen<V> seen) {
        return seen == null ? null : seen.bytes();
    }

    private @Nullable ByteString encoded(@Nullable V made) {
        return made == null ? null : dict.encodeValue(made);
    }
}
