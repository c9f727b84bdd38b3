package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Holds that a lock handed over: what goes back if nobody receives the reply.
 *
 * @param token of the acquisition; one that is over has nothing to go back
 * @param condition the condition whose signal was handed over as well, or {@link #NONE}
 */
record GrantedHold(Kind kind, Owner owner, long token, int count, int condition) {
    static final int NONE = -1;

    /** What may be done under the lock. */
    enum Kind {
        WRITING,
        READING
    }

    ByteString toBytes() {
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream coded = CodedOutputStream.newInstance(bytes);
        SnapshotWriter out = new SnapshotWriter(coded);
        out.number(kind.ordinal());
        owner.save(out);
        out.number(token);
        out.number(count);
        out.number(condition - NONE);
        try {
            coded.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteString();
    }

    static GrantedHold of(ByteString bytes) {
        SnapshotReader in = new SnapshotReader(bytes.newCodedInput());
        Kind kind = Kind.values()[(int) in.number()];
        return new GrantedHold(kind, Owner.load(in), in.number(), (int) in.number(), (int) in.number() + NONE);
    }
}
