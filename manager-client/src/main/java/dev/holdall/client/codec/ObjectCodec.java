package dev.holdall.client.codec;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Any value: written by the class that it has, read as the class that its kind is natural for. A record or an enum can be
 * written but not read, as nothing but its own class says what it is.
 */
final class ObjectCodec extends ValueCodec<Object> {
    private final Function<Class<?>, ValueCodec<?>> byClass;
    private final @Nullable ValueCodec<?>[] byField = new ValueCodec<?>[Wire.KINDS];

    ObjectCodec(Function<Class<?>, ValueCodec<?>> byClass) {
        super(Object.class, Object.class);
        this.byClass = byClass;
    }

    /** Says what a kind is read as. The codecs of collections come later than this one, which they hold. */
    void natural(int tag, ValueCodec<?> codec) {
        byField[tag >>> 3] = codec;
    }

    @Override
    void writePresent(ValueWriter out, Object value, int depth) {
        write(byClass.apply(value.getClass()), out, value, depth);
    }

    @Override
    Object readPresent(ValueReader in, int tag, int depth) {
        int field = tag >>> 3;
        ValueCodec<?> codec = field < byField.length ? byField[field] : null;
        if (codec == null) {
            throw Mismatch.heldAsAny(in, tag);
        }
        return codec.readPresent(in, tag, depth);
    }

    @SuppressWarnings("unchecked") // The codec was chosen by the value's class.
    private static <T> void write(ValueCodec<T> codec, ValueWriter out, Object value, int depth) {
        codec.writePresent(out, (T) value, depth);
    }
}
