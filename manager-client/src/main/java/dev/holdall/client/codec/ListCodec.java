package dev.holdall.client.codec;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Ordered sequences. Whatever can be walked through is written, a list is read. */
final class ListCodec extends ValueCodec<Iterable<?>> {
    private final ValueCodec<?> item;

    ListCodec(Type type, Class<?> raw, ValueCodec<?> item) {
        super(type, raw);
        this.item = item;
    }

    @Override
    void writePresent(ValueWriter out, Iterable<?> list, int depth) {
        out.tag(Wire.LIST);
        int start = out.begin();
        for (Object element : list) {
            item.writeField(out, Wire.ITEM, element, depth + 1);
        }
        out.end(start);
    }

    @Override
    List<?> readPresent(ValueReader in, int tag, int depth) {
        if (tag != Wire.LIST) {
            throw Mismatch.held(in, tag, type());
        }
        int outer = in.enter();
        List<Object> list = new ArrayList<>();
        while (in.take(Wire.ITEM)) {
            list.add(item.readField(in, depth + 1));
        }
        in.leave(outer);
        return Collections.unmodifiableList(list);
    }
}
