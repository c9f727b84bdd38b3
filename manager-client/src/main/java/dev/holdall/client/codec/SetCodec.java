package dev.holdall.client.codec;

import java.lang.reflect.Type;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** Sets, read in the order of their items' bytes. */
final class SetCodec extends ValueCodec<Set<?>> {
    private final ValueCodec<?> item;

    SetCodec(Type type, ValueCodec<?> item) {
        super(type, Set.class);
        this.item = item;
    }

    @Override
    void writePresent(ValueWriter out, Set<?> set, int depth) {
        out.tag(Wire.SET);
        int start = out.begin();
        for (Object element : set) {
            item.writeField(out, Wire.ITEM, element, depth + 1);
        }
        out.sort(start, false);
        out.end(start);
    }

    @Override
    Set<?> readPresent(ValueReader in, int tag, int depth) {
        if (tag != Wire.SET) {
            throw Mismatch.held(in, tag, type());
        }
        int outer = in.enter();
        Set<Object> set = new LinkedHashSet<>();
        while (in.take(Wire.ITEM)) {
            if (!set.add(item.readField(in, depth + 1))) {
                // A record's own equals may take two values for one; the set would lose one of them without a word.
                throw new IllegalArgumentException(
                        "two items of a set are different values, but their equals says that they are the same");
            }
        }
        in.leave(outer);
        return Collections.unmodifiableSet(set);
    }
}
