package dev.holdall.client.codec;

import java.lang.reflect.Type;
import java.util.Set;

/** What may be a set or a list: {@code Collection} and {@code Iterable}. */
final class CollectionCodec extends ValueCodec<Iterable<?>> {
    private final SetCodec set;
    private final ListCodec list;

    CollectionCodec(Type type, Class<?> raw, ValueCodec<?> item) {
        super(type, raw);
        set = new SetCodec(type, item);
        list = new ListCodec(type, raw, item);
    }

    @Override
    void writePresent(ValueWriter out, Iterable<?> items, int depth) {
        if (items instanceof Set<?> unordered) {
            set.writePresent(out, unordered, depth);
        } else {
            list.writePresent(out, items, depth);
        }
    }

    @Override
    Iterable<?> readPresent(ValueReader in, int tag, int depth) {
        return tag == Wire.SET ? set.readPresent(in, tag, depth) : list.readPresent(in, tag, depth);
    }
}
