package dev.holdall.server.state.value;

/** The rules of the packed arrays. */
final class PrimitiveArrays {
    private PrimitiveArrays() {}

    static void booleans(Cursor in) {
        int outer = in.enter();
        for (int i = 0; i < in.remaining(); i++) {
            if ((in.peek(i) & ~1) != 0) {
                throw in.refuse(in.position() + i, "a boolean in an array is neither 0 nor 1");
            }
        }
        in.leave(outer);
    }

    /** Items of which any bits are allowed. */
    static void integers(Cursor in, int width) {
        in.leave(enter(in, width));
    }

    static void floats(Cursor in) {
        int outer = enter(in, Float.BYTES);
        while (!in.atEnd()) {
            Scalars.float32(in);
        }
        in.leave(outer);
    }

    static void doubles(Cursor in) {
        int outer = enter(in, Double.BYTES);
        while (!in.atEnd()) {
            Scalars.float64(in);
        }
        in.leave(outer);
    }

    private static int enter(Cursor in, int width) {
        int outer = in.enter();
        if (in.remaining() % width != 0) {
            throw in.refuse("an array has " + in.remaining() + " bytes, not a multiple of " + width);
        }
        return outer;
    }
}
