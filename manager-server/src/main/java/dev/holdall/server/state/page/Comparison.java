package dev.holdall.server.state.page;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Compares a byte string with a part of an array, many bytes at a time and without a copy: the string shows its array only to who takes it over. */
final class Comparison extends ByteOutput {
    private final byte[] bytes;
    private int at;
    private boolean equal = true;

    Comparison(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    boolean equal(ByteString other) {
        try {
            UnsafeByteOperations.unsafeWriteTo(other, this);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return equal;
    }

    @Override
    public void write(byte value) {
        equal &= bytes[at++] == value;
    }

    @Override
    public void write(byte[] value, int offset, int length) {
        equal &= Arrays.equals(bytes, at, at + length, value, offset, offset + length);
        at += length;
    }

    @Override
    public void writeLazy(byte[] value, int offset, int length) {
        write(value, offset, length);
    }

    @Override
    public void write(ByteBuffer value) {
        equal &= ByteBuffer.wrap(bytes, at, value.remaining()).equals(value);
        at += value.remaining();
    }

    @Override
    public void writeLazy(ByteBuffer value) {
        write(value);
    }
}
