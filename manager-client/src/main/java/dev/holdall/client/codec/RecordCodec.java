package dev.holdall.client.codec;

import com.google.protobuf.ByteString;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Records: written in the order of declaration, read by the names of the fields. */
final class RecordCodec extends NamedCodec {
    private final Class<?> raw;
    private final RecordComponents components;
    private Field[] fields = {};

    RecordCodec(Type type, Class<?> raw) {
        super(type, raw, Wire.RECORD);
        this.raw = raw;
        components = new RecordComponents(raw);
    }

    /** Finds the codecs of the components, which may be of the record's own type, so that they come later than it. */
    void link(Function<RecordComponent, ValueCodec<?>> codecs) {
        RecordComponent[] declared = raw.getRecordComponents();
        Field[] linked = new Field[declared.length];
        for (int i = 0; i < declared.length; i++) {
            String name = declared[i].getName();
            linked[i] = new Field(
                    name,
                    ByteString.copyFromUtf8(name),
                    ValueWriter.stringField(Wire.FIELD_NAME, name),
                    codecs.apply(declared[i]));
        }
        fields = linked;
    }

    @Override
    void writeBody(ValueWriter out, Object value, int depth) {
        for (int i = 0; i < fields.length; i++) {
            Field field = fields[i];
            out.tag(Wire.RECORD_FIELD);
            int start = out.begin();
            out.raw(field.nameField);
            field.codec.writeField(out, Wire.FIELD_VALUE, components.get(i, value), depth + 1);
            out.end(start);
        }
    }

    @Override
    Object readBody(ValueReader in, int depth) {
        @Nullable Object[] values = new Object[fields.length];
        boolean[] seen = new boolean[fields.length];
        int count = 0;
        while (in.take(Wire.RECORD_FIELD)) {
            int outer = in.enter();
            in.require(Wire.FIELD_NAME);
            int index = index(in, count);
            if (seen[index]) {
                throw in.malformed("a record has the field " + fields[index].name + " twice");
            }
            in.require(Wire.FIELD_VALUE);
            values[index] = fields[index].codec.readField(in, depth + 1);
            seen[index] = true;
            in.leave(outer);
            count++;
        }
        if (count < fields.length) {
            throw new ClassCastException(
                    "the value holds a record without " + missing(seen) + " where " + name() + " was asked for");
        }
        return components.create(values);
    }

    /** Usually the fields stand in the order of declaration. */
    private int index(ValueReader in, int expected) {
        if (expected < fields.length && in.takeString(fields[expected].nameBytes)) {
            return expected;
        }
        for (int i = 0; i < fields.length; i++) {
            if (in.takeString(fields[i].nameBytes)) {
                return i;
            }
        }
        throw new ClassCastException("the value holds a record with a field " + in.string() + " where " + name()
                + " was asked for, which has none of that name");
    }

    private String missing(boolean[] seen) {
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < fields.length; i++) {
            if (!seen[i]) {
                missing.add(fields[i].name);
            }
        }
        return "the field" + (missing.size() == 1 ? " " : "s ") + String.join(", ", missing);
    }

    private record Field(String name, ByteString nameBytes, byte[] nameField, ValueCodec<?> codec) {}
}
