package dev.holdall.fuzz;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Decisions, read off the bytes of an input from front to back. Where there are no more bytes, all are 0, so that the beginning of an input
 * decides alike whatever follows.
 */
public final class FuzzInput {
    private static final long[] NUMBERS = {
        0,
        1,
        2,
        3,
        7,
        64,
        1_000,
        -1,
        -2,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 31,
        (1L << 32) - 1,
        1L << 32,
        1L << 53,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE - 1
    };

    private final byte[] bytes;
    private int at;

    public FuzzInput(byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean isUsedUp() {
        return at >= bytes.length;
    }

    /** From 0 to 255. */
    public int octet() {
        return isUsedUp() ? 0 : bytes[at++] & 0xff;
    }

    /** From 0 on, of at most 256. */
    public int below(int count) {
        return octet() % count;
    }

    /** Once in so many times. */
    public boolean once(int in) {
        return below(in) == in - 1;
    }

    public <T> T oneOf(List<T> choice) {
        return choice.get(below(choice.size()));
    }

    /** Mostly one at which something begins or ends. */
    public long number() {
        int which = octet();
        if (which < NUMBERS.length) {
            return NUMBERS[which];
        }
        if (which < 200) {
            return which - NUMBERS.length;
        }
        long number = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            number = number << 8 | octet();
        }
        return number;
    }

    /** At most so many, of at most 255. */
    public ByteString octets(int most) {
        int length = Math.min(below(most + 1), bytes.length - Math.min(at, bytes.length));
        ByteString octets = ByteString.copyFrom(bytes, Math.min(at, bytes.length), length);
        at += length;
        return octets;
    }

    /** All that is left. */
    public byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, Math.min(at, bytes.length), bytes.length);
        at = bytes.length;
        return rest;
    }

    /** Well-formed text, whatever the bytes. */
    public String text(int most) {
        return octets(most).toString(StandardCharsets.UTF_8);
    }

    /** Bytes that are a little different. */
    public ByteString damaged(ByteString original) {
        if (original.isEmpty()) {
            return octets(8);
        }
        int where = (octet() << 8 | octet()) % original.size();
        return switch (below(4)) {
            case 0 -> original.substring(0, where);
            case 1 ->
                original.substring(0, where)
                        .concat(ByteString.copyFrom(new byte[] {(byte) octet()}))
                        .concat(original.substring(where + 1));
            case 2 -> original.substring(0, where).concat(octets(4)).concat(original.substring(where));
            default -> original.substring(0, where).concat(original.substring(where + 1));
        };
    }
}
