package dev.holdall.client.codec;

import com.google.protobuf.ByteString;
import java.lang.reflect.Type;

/** Records and enums: kinds that carry the name of their type, which is checked against the class and never looked up. */
abstract class NamedCodec extends ValueCodec<Object> {
    private final int tag;
    private final String name;
    private final ByteString nameBytes;
    private final byte[] nameField;

    NamedCodec(Type type, Class<?> raw, int tag) {
        super(type, raw);
        this.tag = tag;
        this.name = raw.getName();
        this.nameBytes = ByteString.copyFromUtf8(name);
        this.nameField = ValueWriter.stringField(Wire.TYPE_NAME, name);
    }

    /** The name of the type on the wire. */
    final String name() {
        return name;
    }

    final int tag() {
        return tag;
    }

    abstract void writeBody(ValueWriter out, Object value, int depth);

    /** Reads what follows the name of the type. */
    abstract Object readBody(ValueReader in, int depth);

    @Override
    final void writePresent(ValueWriter out, Object value, int depth) {
        out.tag(tag);
        int start = out.begin();
        out.raw(nameField);
        writeBody(out, value, depth);
        out.end(start);
    }

    @Override
    final Object readPresent(ValueReader in, int tag, int depth) {
        if (tag != this.tag) {
            throw Mismatch.held(in, tag, type());
        }
        int outer = in.enter();
        in.require(Wire.TYPE_NAME);
        if (!in.takeString(nameBytes)) {
            throw Mismatch.held(Mismatch.named(tag, in.string()), type());
        }
        Object value = readBody(in, depth);
        in.leave(outer);
        return value;
    }
}
