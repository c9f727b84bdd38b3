package dev.holdall.server.state.value;

import java.time.Instant;

/** The rules of the kinds that hold no other value. */
final class Scalars {
    private static final int UUID_SIZE = 16;
    private static final int MAX_NANOS = 999_999_999;
    private static final int FLOAT_NAN = 0x7fc00000;
    private static final long DOUBLE_NAN = 0x7ff8000000000000L;

    private Scalars() {}

    static void nothing(Cursor in) {
        int start = in.position();
        if (in.varint() != 0) {
            throw in.refuse(start, "null has another number than 0");
        }
    }

    static void bool(Cursor in) {
        int start = in.position();
        if (Long.compareUnsigned(in.varint(), 1) > 0) {
            throw in.refuse(start, "a boolean is neither 0 nor 1");
        }
    }

    static void integer(Cursor in, int lowest, int highest, String kind) {
        int start = in.position();
        int value = in.sint32();
        if (value < lowest || value > highest) {
            throw in.refuse(start, value + " is out of the range of " + kind);
        }
    }

    static void character(Cursor in) {
        int start = in.position();
        int value = in.uint32();
        if (value >>> 16 != 0) {
            throw in.refuse(start, Integer.toUnsignedString(value) + " is out of the range of a char");
        }
    }

    static void float32(Cursor in) {
        int start = in.position();
        int bits = in.fixed32();
        if (Float.isNaN(Float.intBitsToFloat(bits)) && bits != FLOAT_NAN) {
            throw in.refuse(start, "a float NaN is not 0x7fc00000 but 0x" + Integer.toHexString(bits));
        }
    }

    static void float64(Cursor in) {
        int start = in.position();
        long bits = in.littleEndian(Double.BYTES);
        if (Double.isNaN(Double.longBitsToDouble(bits)) && bits != DOUBLE_NAN) {
            throw in.refuse(start, "a double NaN is not 0x7ff8000000000000 but 0x" + Long.toHexString(bits));
        }
    }

    static void string(Cursor in) {
        int outer = in.enter();
        Utf8.skip(in);
        in.leave(outer);
    }

    /** A string that must not be empty. Returns where its text begins; the cursor is where the text ends. */
    static int name(Cursor in, String what) {
        int start = in.position();
        int outer = in.enter();
        if (in.atEnd()) {
            throw in.refuse(start, "the " + what + " is empty");
        }
        int text = in.position();
        Utf8.skip(in);
        in.leave(outer);
        return text;
    }

    static void bytes(Cursor in) {
        in.leave(in.enter());
    }

    static void bigInteger(Cursor in) {
        int outer = in.enter();
        int size = in.remaining();
        if (size == 0) {
            throw in.refuse("a big integer has no bytes");
        }
        // The first byte may only repeat the sign if the second one would be taken for another sign.
        if (size > 1 && in.peek(0) == in.peek(1) >> 7) {
            throw in.refuse("a big integer has not its shortest form");
        }
        in.leave(outer);
    }

    static void uuid(Cursor in) {
        int outer = in.enter();
        if (in.remaining() != UUID_SIZE) {
            throw in.refuse("a UUID has " + in.remaining() + " bytes, not " + UUID_SIZE);
        }
        in.leave(outer);
    }

    static void decimal(Cursor in) {
        int outer = in.enter();
        if (Message.DECIMAL.take(in, 1)) {
            int start = in.position();
            if (in.sint32() == 0) {
                throw in.refuse(start, "a scale of 0 is written");
            }
        }
        Message.DECIMAL.require(in, 2, "unscaled value");
        bigInteger(in);
        Message.DECIMAL.end(in);
        in.leave(outer);
    }

    static void instant(Cursor in) {
        int outer = in.enter();
        if (Message.INSTANT.take(in, 1)) {
            int start = in.position();
            long seconds = in.sint64();
            if (seconds == 0) {
                throw in.refuse(start, "0 seconds are written");
            }
            if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
                throw in.refuse(start, seconds + " seconds are out of the range of an instant");
            }
        }
        if (Message.INSTANT.take(in, 2)) {
            int start = in.position();
            int nanos = in.uint32();
            if (nanos == 0) {
                throw in.refuse(start, "0 nanoseconds are written");
            }
            if (nanos < 0 || nanos > MAX_NANOS) {
                throw in.refuse(start, Integer.toUnsignedString(nanos) + " nanoseconds are a second or more");
            }
        }
        Message.INSTANT.end(in);
        in.leave(outer);
    }

    static void constant(Cursor in) {
        int outer = in.enter();
        Message.ENUM.require(in, 1, "type");
        name(in, "type of an enum");
        Message.ENUM.require(in, 2, "constant");
        name(in, "constant of an enum");
        Message.ENUM.end(in);
        in.leave(outer);
    }
}
