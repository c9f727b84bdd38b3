package dev.holdall.client.codec;

import java.lang.reflect.Type;
import java.util.Map;
import java.util.TreeMap;

/** A sealed type: one of the records and enums that it permits, told apart by name among these and no others. */
final class SealedCodec extends ValueCodec<Object> {
    private final Map<String, NamedCodec> leaves = new TreeMap<>();

    SealedCodec(Type type, Class<?> raw) {
        super(type, raw);
    }

    /** Adds a leaf. They come later than the codec, as they may hold values of its type. */
    void permit(NamedCodec leaf) {
        leaves.putIfAbsent(leaf.name(), leaf);
    }

    @Override
    void writePresent(ValueWriter out, Object value, int depth) {
        Class<?> leaf = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        NamedCodec codec = leaves.get(leaf.getName());
        if (codec == null) {
            throw Mismatch.given(value, type());
        }
        codec.writePresent(out, value, depth);
    }

    @Override
    Object readPresent(ValueReader in, int tag, int depth) {
        if (tag != Wire.RECORD && tag != Wire.ENUM) {
            throw Mismatch.held(in, tag, type());
        }
        int outer = in.enter();
        in.require(Wire.TYPE_NAME);
        String name = in.string();
        NamedCodec codec = leaves.get(name);
        if (codec == null || codec.tag() != tag) {
            throw Mismatch.held(Mismatch.named(tag, name) + ", which is none of " + leaves.keySet() + ",", type());
        }
        Object value = codec.readBody(in, depth);
        in.leave(outer);
        return value;
    }
}
