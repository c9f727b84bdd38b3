package dev.holdall.client.codec;

import java.lang.reflect.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Maps, read in the order of their keys' bytes. */
final class MapCodec extends ValueCodec<Map<?, ?>> {
    private final ValueCodec<?> key;
    private final ValueCodec<?> value;

    MapCodec(Type type, ValueCodec<?> key, ValueCodec<?> value) {
        super(type, Map.class);
        this.key = key;
        this.value = value;
    }

    @Override
    void writePresent(ValueWriter out, Map<?, ?> map, int depth) {
        out.tag(Wire.MAP);
        int start = out.begin();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.tag(Wire.ITEM);
            int fields = out.begin();
            key.writeField(out, Wire.ENTRY_KEY, entry.getKey(), depth + 1);
            value.writeField(out, Wire.ENTRY_VALUE, entry.getValue(), depth + 1);
            out.end(fields);
        }
        out.sort(start, true);
        out.end(start);
    }

    @Override
    Map<?, ?> readPresent(ValueReader in, int tag, int depth) {
        if (tag != Wire.MAP) {
            throw Mismatch.held(in, tag, type());
        }
        int outer = in.enter();
        Map<Object, Object> map = new LinkedHashMap<>();
        int entries = 0;
        while (in.take(Wire.ITEM)) {
            int entry = in.enter();
            in.require(Wire.ENTRY_KEY);
            Object entryKey = key.readField(in, depth + 1);
            in.require(Wire.ENTRY_VALUE);
            map.put(entryKey, value.readField(in, depth + 1));
            in.leave(entry);
            entries++;
        }
        in.leave(outer);
        if (map.size() < entries) {
            // A record's own equals may take two values for one; the map would lose an entry without a word.
            throw new IllegalArgumentException(
                    "two keys of a map are different values, but their equals says that they are the same");
        }
        return Collections.unmodifiableMap(map);
    }
}
