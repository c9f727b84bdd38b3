package dev.holdall.client.pool;

import com.google.protobuf.ByteString;
import dev.holdall.client.codec.Codec;
import dev.holdall.client.codec.Codecs;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the results of a task's calls, as the type that the routine declares. */
final class ResultReader {
    private final @Nullable Codec<@Nullable Object> codec;
    private final int calls;

    /**
     * @param result what the routine returns, {@code void} for nothing
     * @throws IllegalArgumentException if values of the type have no encoding
     */
    @SuppressWarnings("unchecked") // who asks for the results knows what the routine returns
    ResultReader(Codecs codecs, Type result, int calls) {
        this.codec = result == void.class ? null : (Codec<@Nullable Object>) codecs.of(result);
        this.calls = calls;
    }

    /** One for each call; null where the routine returns nothing. */
    List<@Nullable Object> read(List<ByteString> encoded) {
        if (codec == null) {
            return Collections.nCopies(calls, null);
        }
        List<@Nullable Object> results = new ArrayList<>(encoded.size());
        for (ByteString result : encoded) {
            results.add(codec.decode(result));
        }
        return results;
    }
}
