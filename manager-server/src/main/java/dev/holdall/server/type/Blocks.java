package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.holdall.server.state.page.PagedList;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;

/**
 * A fixed number of packed elements, cut into blocks: small ones, so that changing one element moves little, and of a whole number of
 * elements each. Ranges are in bounds; whoever calls has checked that.
 */
final class Blocks {
    private static final int BYTES = 1 << 10;

    private final Primitive primitive;
    private final int inBlock;
    private final PagedList blocks;

    Blocks(Primitive primitive, PagedList blocks) {
        this.primitive = primitive;
        this.inBlock = BYTES / primitive.width();
        this.blocks = blocks;
    }

    /** So many zeros. */
    static Blocks zeros(Primitive primitive, long length) {
        PagedList blocks = new PagedList();
        ByteString block = UnsafeByteOperations.unsafeWrap(new byte[BYTES]);
        long bytes = length * primitive.width();
        for (; bytes >= BYTES; bytes -= BYTES) {
            blocks.add(block);
        }
        if (bytes > 0) {
            blocks.add(block.substring(0, (int) bytes));
        }
        return new Blocks(primitive, blocks);
    }

    PagedList blocks() {
        return blocks;
    }

    long length() {
        return blocks.bytes() / primitive.width();
    }

    /** The packed elements of a range that fits one value. */
    ByteString get(long from, long to) {
        byte[] packed = new byte[(int) (to - from) * primitive.width()];
        forEachPart(from, to, (block, first, end) -> {
            int at = (int) (block * inBlock + first - from) * primitive.width();
            blocks.get(block).copyTo(packed, first * primitive.width(), at, (end - first) * primitive.width());
        });
        return UnsafeByteOperations.unsafeWrap(packed);
    }

    /** Replaces the elements from an index on by packed ones. */
    void set(long index, ByteString packed) {
        long to = index + packed.size() / primitive.width();
        forEachPart(index, to, (block, first, end) -> {
            byte[] bytes = blocks.get(block).toByteArray();
            int at = (int) (block * inBlock + first - index) * primitive.width();
            packed.copyTo(bytes, at, first * primitive.width(), (end - first) * primitive.width());
            blocks.set(block, UnsafeByteOperations.unsafeWrap(bytes));
        });
    }

    /** Replaces each element of a range. */
    void replace(long from, long to, LongUnaryOperator operator) {
        forEachPart(from, to, (block, first, end) -> {
            byte[] bytes = blocks.get(block).toByteArray();
            for (int i = first; i < end; i++) {
                int offset = i * primitive.width();
                primitive.write(bytes, offset, operator.applyAsLong(primitive.read(bytes, offset)));
            }
            blocks.set(block, UnsafeByteOperations.unsafeWrap(bytes));
        });
    }

    /** Shows each element of a range. */
    void forEach(long from, long to, LongConsumer consumer) {
        forEachPart(from, to, (block, first, end) -> {
            byte[] bytes = blocks.get(block).toByteArray();
            for (int i = first; i < end; i++) {
                consumer.accept(primitive.read(bytes, i * primitive.width()));
            }
        });
    }

    /** The part of a range that lies in one block. */
    private interface Part {
        void in(long block, int first, int end);
    }

    private void forEachPart(long from, long to, Part part) {
        for (long at = from; at < to; ) {
            long block = at / inBlock;
            long end = Math.min(to, (block + 1) * inBlock);
            part.in(block, (int) (at - block * inBlock), (int) (end - block * inBlock));
            at = end;
        }
    }
}
