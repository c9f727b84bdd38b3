package dev.holdall.server.state.page;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.function.Consumer;

/** Byte strings for tests, and ways to save and load. */
final class Samples {
    private Samples() {}

    static ByteString text(String text) {
        return ByteString.copyFromUtf8(text);
    }

    static ByteString number(long number) {
        return text(Long.toString(number));
    }

    /** A string of this length whose bytes depend on the seed. */
    static ByteString sized(int length, long seed) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (seed >>> 8 * (i % 8));
        }
        return ByteString.copyFrom(bytes);
    }

    /** Mostly short, now and then near or above the size of a page; short ones repeat. */
    static ByteString random(Random random) {
        return switch (random.nextInt(100)) {
            case 0 -> sized(20_000 + random.nextInt(20_000), random.nextLong());
            case 1 -> sized(Page.CAPACITY - 2 + random.nextInt(5), random.nextLong());
            case 2, 3 -> sized(5_000 + random.nextInt(10_000), random.nextLong());
            case 4, 5, 6, 7, 8, 9 -> sized(200 + random.nextInt(2_000), random.nextLong());
            case 10, 11, 12, 13, 14 -> ByteString.EMPTY;
            default -> sized(random.nextInt(120), random.nextInt(50));
        };
    }

    static ByteString save(Consumer<SnapshotWriter> content) {
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        content.accept(new SnapshotWriter(out));
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteString();
    }

    static SnapshotReader read(ByteString saved) {
        return new SnapshotReader(CodedInputStream.newInstance(saved.newInput()));
    }
}
