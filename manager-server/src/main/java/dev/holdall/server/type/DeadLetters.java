package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.Reference;
import dev.holdall.v1.Value;

/**
 * Where the elements of a queue go that come back too often.
 *
 * @param queue the dead-letter queue
 * @param after how many deliveries are too many; at least 1
 */
record DeadLetters(ObjectId queue, int after) {

    /** The queue as an element of the one whose dead letters it gets: that is how it is counted as referred to. */
    ByteString reference() {
        return Value.newBuilder()
                .setReference(Reference.newBuilder().setId(queue).setService(QueuesGrpc.SERVICE_NAME))
                .build()
                .toByteString();
    }

    void save(SnapshotWriter out) {
        out.bytes(queue.toByteString());
        out.number(after);
    }

    static DeadLetters load(SnapshotReader in) {
        try {
            return new DeadLetters(ObjectId.parseFrom(in.bytes()), (int) in.number());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the snapshot holds an id that cannot be read", e);
        }
    }
}
