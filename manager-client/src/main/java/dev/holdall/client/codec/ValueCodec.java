package dev.holdall.client.codec;

import com.google.protobuf.ByteString;
import dev.holdall.wire.ValueRules;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A codec that can stand within another one. What all of them share is here: null, the bound on depth, and the check that
 * a value is of the codec's type.
 *
 * @param <T> the type
 */
abstract class ValueCodec<T> implements Codec<@Nullable T> {
    private static final byte[] NULL = {Wire.NULL, 0};
    private static final ByteString NULL_ELEMENT = ByteString.copyFrom(NULL);

    private final Type type;
    private final Class<?> raw;

    /**
     * @param type what the program asked for
     * @param raw the class whose instances it writes
     */
    ValueCodec(Type type, Class<?> raw) {
        this.type = type;
        this.raw = raw;
    }

    /** Writes a value that is there: the tag of its kind and what follows. */
    abstract void writePresent(ValueWriter out, T value, int depth);

    /** Reads what follows the tag of a kind, which is not null's; {@link Mismatch} if it is none of the codec's kinds. */
    abstract T readPresent(ValueReader in, int tag, int depth);

    /** How many bytes to start with. */
    int capacity(T value) {
        return 64;
    }

    final Type type() {
        return type;
    }

    @Override
    public final ByteString encode(@Nullable T value) {
        if (value == null) {
            checkNull();
            return NULL_ELEMENT;
        }
        T checked = checked(value);
        ValueWriter out = new ValueWriter(capacity(checked));
        writePresent(out, checked, 1);
        return out.toByteString();
    }

    @Override
    public final @Nullable T decode(ByteString bytes) {
        return read(new ValueReader(bytes), 1);
    }

    /** Writes a value or null. */
    final void write(ValueWriter out, @Nullable Object value, int depth) {
        if (depth > ValueRules.MAX_DEPTH) {
            throw new IllegalArgumentException("values nest at most " + ValueRules.MAX_DEPTH
                    + " deep; these nest deeper, or a collection among them holds itself");
        }
        if (value == null) {
            checkNull();
            out.raw(NULL);
        } else {
            writePresent(out, checked(value), depth);
        }
    }

    /** Writes a value or null as the field that has this tag. */
    final void writeField(ValueWriter out, int tag, @Nullable Object value, int depth) {
        out.tag(tag);
        int start = out.begin();
        write(out, value, depth);
        out.end(start);
    }

    /** Reads the value or null that fills the reader's view. */
    final @Nullable T read(ValueReader in, int depth) {
        if (depth > ValueRules.MAX_DEPTH) {
            throw in.malformed("values nest more than " + ValueRules.MAX_DEPTH + " deep");
        }
        int tag = in.kind();
        T value;
        if (tag == Wire.NULL) {
            in.varint32();
            value = absent();
        } else {
            value = readPresent(in, tag, depth);
        }
        if (!in.atEnd()) {
            throw in.malformed("a value goes on where it should end");
        }
        return value;
    }

    /** Reads the value of a field whose tag was read. */
    final @Nullable T readField(ValueReader in, int depth) {
        int outer = in.enter();
        T value = read(in, depth);
        in.leave(outer);
        return value;
    }

    /** Fails where null cannot be written. */
    void checkNull() {}

    /** What null is read as; fails where null cannot be read. */
    @Nullable
    T absent() {
        return null;
    }

    @SuppressWarnings("unchecked") // Checked against the raw class; what stands inside is checked when it is written.
    private T checked(Object value) {
        if (!raw.isInstance(value)) {
            throw Mismatch.given(value, type);
        }
        return (T) value;
    }

    @Override
    public final String toString() {
        return "Codec of " + type.getTypeName();
    }
}
