package dev.holdall.server.state.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes state as a flat run of numbers and byte strings; what is written has no tags, so reader and writer must agree on
 * the order. Equal states write equal bytes.
 */
public final class SnapshotWriter {
    private final CodedOutputStream out;

    public SnapshotWriter(CodedOutputStream out) {
        this.out = out;
    }

    /** Writes a number that is usually small and never negative. */
    public void number(long number) {
        try {
            out.writeUInt64NoTag(number);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void flag(boolean flag) {
        number(flag ? 1 : 0);
    }

    public void bytes(ByteString bytes) {
        try {
            out.writeBytesNoTag(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void string(String string) {
        try {
            out.writeStringNoTag(string);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
