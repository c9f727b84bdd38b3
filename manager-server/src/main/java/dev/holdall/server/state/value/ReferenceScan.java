package dev.holdall.server.state.value;

import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The references of one element, as they are found. */
final class ReferenceScan {
    private final Cursor in;
    private final List<Reference> found = new ArrayList<>();

    ReferenceScan(Cursor in) {
        this.in = in;
    }

    List<Reference> found() {
        return Collections.unmodifiableList(found);
    }

    void reference() {
        int outer = in.enter();
        Message.REFERENCE.require(in, 1, "id");
        ObjectId id = id();
        Message.REFERENCE.require(in, 2, "service");
        int text = Scalars.name(in, "service of a reference");
        String service = in.slice(text, in.position()).toStringUtf8();
        Message.REFERENCE.end(in);
        in.leave(outer);
        found.add(Reference.newBuilder().setId(id).setService(service).build());
    }

    void opaque() {
        int outer = in.enter();
        Message.OPAQUE.require(in, 1, "codec");
        Scalars.name(in, "codec of an opaque value");
        while (Message.OPAQUE.take(in, 2)) {
            reference();
        }
        if (Message.OPAQUE.take(in, 3)) {
            int start = in.position();
            int data = in.enter();
            if (in.atEnd()) {
                throw in.refuse(start, "empty data is written");
            }
            in.leave(data);
        }
        Message.OPAQUE.end(in);
        in.leave(outer);
    }

    private ObjectId id() {
        int outer = in.enter();
        ObjectId.Builder id = ObjectId.newBuilder();
        if (Message.OBJECT_ID.take(in, 1)) {
            int start = in.position();
            id.setShard(in.uint32());
            if (id.getShard() == 0) {
                throw in.refuse(start, "shard 0 is written");
            }
        }
        Message.OBJECT_ID.require(in, 2, "epoch");
        int epoch = in.position();
        id.setEpoch(in.fixed32());
        if (id.getEpoch() == 0) {
            throw in.refuse(epoch, "the epoch of a reference is 0");
        }
        Message.OBJECT_ID.require(in, 3, "number");
        int number = in.position();
        id.setNumber(in.varint());
        if (id.getNumber() == 0) {
            throw in.refuse(number, "the number of a reference is 0");
        }
        Message.OBJECT_ID.require(in, 4, "check");
        int check = in.position();
        id.setCheck(in.littleEndian(8));
        if (id.getCheck() == 0) {
            throw in.refuse(check, "the check of a reference is 0");
        }
        Message.OBJECT_ID.end(in);
        in.leave(outer);
        return id.build();
    }
}
