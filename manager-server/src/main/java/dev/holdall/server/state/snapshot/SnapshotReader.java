package dev.holdall.server.state.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads what a {@link SnapshotWriter} wrote, in the same order. */
public final class SnapshotReader {
    private final CodedInputStream in;

    public SnapshotReader(CodedInputStream in) {
        this.in = in;
    }

    public long number() {
        try {
            return in.readUInt64();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean flag() {
        return number() != 0;
    }

    public ByteString bytes() {
        try {
            return in.readBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String string() {
        try {
            return in.readString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
