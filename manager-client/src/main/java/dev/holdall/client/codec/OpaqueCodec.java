package dev.holdall.client.codec;

import com.google.protobuf.ByteString;
import dev.holdall.v1.Reference;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** A class with a codec of the program's own: the codec's name, the references of the proxies inside, and the codec's bytes. */
final class OpaqueCodec<T> extends ValueCodec<T> {
    private static final int SHOWN_MESSAGE = 500;

    private final CustomCodec<T> custom;
    private final Class<?> raw;
    private final References references;
    private final String name;
    private final ByteString nameBytes;
    private final byte[] nameField;

    OpaqueCodec(Type type, Class<?> raw, CustomCodec<T> custom, References references) {
        super(type, raw);
        this.custom = custom;
        this.raw = raw;
        this.references = references;
        this.name = custom.name();
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the codec of " + raw.getName() + " has an empty name");
        }
        this.nameBytes = ByteString.copyFromUtf8(name);
        this.nameField = ValueWriter.stringField(Wire.TYPE_NAME, name);
    }

    @Override
    void writePresent(ValueWriter out, T value, int depth) {
        ProxyTable proxies = new ProxyTable(references);
        byte[] data;
        try {
            data = custom.encode(value, proxies);
        } catch (Exception | StackOverflowError e) {
            throw failed("write", value.getClass(), e);
        }
        if (data == null) {
            throw failed("write", value.getClass(), new NullPointerException("it made no bytes"));
        }
        out.tag(Wire.OPAQUE);
        int start = out.begin();
        out.raw(nameField);
        for (Reference reference : proxies.listed()) {
            out.tag(Wire.OPAQUE_REFERENCE);
            SharedCodec.write(out, reference);
        }
        if (data.length > 0) {
            out.tag(Wire.OPAQUE_DATA);
            out.bytes(data);
        }
        out.end(start);
    }

    @Override
    T readPresent(ValueReader in, int tag, int depth) {
        if (tag != Wire.OPAQUE) {
            throw Mismatch.held(in, tag, type());
        }
        int outer = in.enter();
        in.require(Wire.TYPE_NAME);
        if (!in.takeString(nameBytes)) {
            throw Mismatch.heldOfCodec(in.string(), type(), name);
        }
        ProxyTable proxies = new ProxyTable(references);
        while (in.take(Wire.OPAQUE_REFERENCE)) {
            proxies.list(SharedCodec.read(in));
        }
        byte[] data = in.take(Wire.OPAQUE_DATA) ? in.bytes() : new byte[0];
        in.leave(outer);
        return decode(data, proxies);
    }

    @SuppressWarnings("unchecked") // Checked against the raw class, as far as a class can tell.
    private T decode(byte[] data, ProxyTable proxies) {
        @Nullable Object value;
        try {
            value = custom.decode(data, proxies);
        } catch (Exception | StackOverflowError e) {
            throw failed("read", raw, e);
        }
        if (value == null) {
            throw failed("read", raw, new NullPointerException("it made null of the bytes"));
        }
        if (!raw.isInstance(value)) {
            throw Mismatch.held(value.getClass().getTypeName(), type());
        }
        return (T) value;
    }

    private IllegalArgumentException failed(String what, Class<?> type, Throwable failure) {
        String why = failure instanceof StackOverflowError
                ? "it nests too deep, or holds itself"
                : failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return new IllegalArgumentException(
                "the codec " + name + " could not " + what + " a " + type.getTypeName() + ": "
                        + (why.length() <= SHOWN_MESSAGE ? why : why.substring(0, SHOWN_MESSAGE) + "..."),
                failure);
    }
}
