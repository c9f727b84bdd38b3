package dev.holdall.client.codec;

import java.lang.invoke.MethodType;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A primitive: the same kind as its class, but never null. */
final class PrimitiveCodec<T> extends ValueCodec<T> {
    static final List<PrimitiveCodec<?>> ALL = Stream.of(
                    boolean.class,
                    byte.class,
                    short.class,
                    int.class,
                    long.class,
                    char.class,
                    float.class,
                    double.class)
            .<PrimitiveCodec<?>>map(PrimitiveCodec::of)
            .toList();

    private final ScalarCodec<T> boxed;

    private PrimitiveCodec(Class<?> primitive, ScalarCodec<T> boxed) {
        super(primitive, (Class<?>) boxed.type());
        this.boxed = boxed;
    }

    @Override
    int capacity(T value) {
        return boxed.capacity(value);
    }

    @Override
    void writePresent(ValueWriter out, T value, int depth) {
        boxed.writePresent(out, value, depth);
    }

    @Override
    T readPresent(ValueReader in, int tag, int depth) {
        if (tag != boxed.tag()) {
            throw Mismatch.held(in, tag, type());
        }
        return boxed.readPresent(in, tag, depth);
    }

    @Override
    void checkNull() {
        throw new ClassCastException("null was given where " + type().getTypeName() + " is stored");
    }

    @Override
    @Nullable
    T absent() {
        throw Mismatch.held("null", type());
    }

    private static PrimitiveCodec<?> of(Class<?> primitive) {
        Class<?> boxed = MethodType.methodType(primitive).wrap().returnType();
        return Scalars.ALL.stream()
                .filter(codec -> codec.type().equals(boxed))
                .map(codec -> new PrimitiveCodec<>(primitive, codec))
                .findFirst()
                .orElseThrow();
    }
}
