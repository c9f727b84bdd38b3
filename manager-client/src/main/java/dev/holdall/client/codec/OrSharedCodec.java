package dev.holdall.client.codec;

import java.lang.reflect.Type;

/**
 * A type of {@code java.util} that proxies implement as well: a proxy travels as a reference and not as a copy of what
 * the shared object holds.
 */
final class OrSharedCodec<T> extends ValueCodec<Object> {
    private final ValueCodec<T> copied;
    private final SharedCodec shared;
    private final References references;

    OrSharedCodec(Type type, Class<?> raw, ValueCodec<T> copied, References references) {
        super(type, raw);
        this.copied = copied;
        this.shared = new SharedCodec(type, raw, references);
        this.references = references;
    }

    @Override
    @SuppressWarnings("unchecked") // Both codecs are of one raw class.
    void writePresent(ValueWriter out, Object value, int depth) {
        if (references.isShared(value.getClass())) {
            shared.writePresent(out, value, depth);
        } else {
            copied.writePresent(out, (T) value, depth);
        }
    }

    @Override
    Object readPresent(ValueReader in, int tag, int depth) {
        return tag == Wire.REFERENCE ? shared.readPresent(in, tag, depth) : copied.readPresent(in, tag, depth);
    }
}
