package dev.holdall.client.codec;

import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** One Java class, one kind, nothing inside. */
final class ScalarCodec<T> extends ValueCodec<T> {
    private final int tag;
    private final BiConsumer<ValueWriter, T> writer;
    private final Function<ValueReader, T> reader;
    private final ToIntFunction<T> capacity;

    ScalarCodec(
            Class<T> type,
            int tag,
            BiConsumer<ValueWriter, T> writer,
            Function<ValueReader, T> reader,
            ToIntFunction<T> capacity) {
        super(type, type);
        this.tag = tag;
        this.writer = writer;
        this.reader = reader;
        this.capacity = capacity;
    }

    int tag() {
        return tag;
    }

    @Override
    int capacity(T value) {
        return capacity.applyAsInt(value);
    }

    @Override
    void writePresent(ValueWriter out, T value, int depth) {
        out.tag(tag);
        writer.accept(out, value);
    }

    @Override
    T readPresent(ValueReader in, int tag, int depth) {
        if (tag != this.tag) {
            throw Mismatch.held(in, tag, type());
        }
        return reader.apply(in);
    }
}
