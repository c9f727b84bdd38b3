package dev.holdall.client.codec;

import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Reference;
import java.lang.reflect.Type;

/** Proxies of shared objects, which travel as references. */
final class SharedCodec extends ValueCodec<Object> {
    private final Class<?> raw;
    private final References references;

    SharedCodec(Type type, Class<?> raw, References references) {
        super(type, raw);
        this.raw = raw;
        this.references = references;
    }

    @Override
    void writePresent(ValueWriter out, Object proxy, int depth) {
        out.tag(Wire.REFERENCE);
        write(out, references.toReference(proxy));
    }

    /** Writes what follows the tag of a field that holds a reference. */
    static void write(ValueWriter out, Reference reference) {
        ObjectId id = reference.getId();
        int start = out.begin();
        out.tag(Wire.REFERENCE_ID);
        int idStart = out.begin();
        if (id.getShard() != 0) {
            out.tag(Wire.ID_SHARD);
            out.varint32(id.getShard());
        }
        out.tag(Wire.ID_EPOCH);
        out.fixed32(id.getEpoch());
        out.tag(Wire.ID_NUMBER);
        out.varint64(id.getNumber());
        out.tag(Wire.ID_CHECK);
        out.fixed64(id.getCheck());
        out.end(idStart);
        out.tag(Wire.REFERENCE_SERVICE);
        out.string(reference.getService());
        out.end(start);
    }

    @Override
    Object readPresent(ValueReader in, int tag, int depth) {
        if (tag != Wire.REFERENCE) {
            throw Mismatch.held(in, tag, type());
        }
        Reference reference = read(in);
        Object proxy = references.fromReference(reference, type());
        if (!raw.isInstance(proxy)) {
            throw Mismatch.held(
                    "a reference to an object of " + reference.getService() + ", a "
                            + proxy.getClass().getTypeName() + ",",
                    type());
        }
        return proxy;
    }

    /** Reads what follows the tag of a field that holds a reference. */
    static Reference read(ValueReader in) {
        int outer = in.enter();
        in.require(Wire.REFERENCE_ID);
        int idOuter = in.enter();
        ObjectId.Builder id = ObjectId.newBuilder();
        if (in.take(Wire.ID_SHARD)) {
            id.setShard(in.varint32());
        }
        in.require(Wire.ID_EPOCH);
        id.setEpoch(in.fixed32());
        in.require(Wire.ID_NUMBER);
        id.setNumber(in.varint64());
        in.require(Wire.ID_CHECK);
        id.setCheck(in.fixed64());
        in.leave(idOuter);
        in.require(Wire.REFERENCE_SERVICE);
        Reference reference =
                Reference.newBuilder().setId(id).setService(in.string()).build();
        in.leave(outer);
        return reference;
    }
}
