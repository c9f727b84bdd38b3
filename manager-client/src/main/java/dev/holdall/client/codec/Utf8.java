package dev.holdall.client.codec;

import java.nio.charset.StandardCharsets;

/** Strings as UTF-8. Unlike the JDK's encoder this one replaces nothing: half a surrogate pair is refused. */
final class Utf8 {
    private Utf8() {}

    /** How many bytes a string takes. */
    static int size(String string) {
        int length = string.length();
        long size = length;
        for (int i = 0; i < length; i++) {
            char c = string.charAt(i);
            if (c < 0x80) {
                continue;
            }
            if (c < 0x800) {
                size++;
            } else if (!Character.isSurrogate(c)) {
                size += 2;
            } else {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == length
                        || !Character.isLowSurrogate(string.charAt(i + 1))) {
                    throw new IllegalArgumentException(String.format(
                            "a string has half a surrogate pair, U+%04X, at index %d; it has no encoding in UTF-8",
                            (int) c, i));
                }
                // Two chars, four bytes.
                size += 2;
                i++;
            }
        }
        if (size > ValueWriter.MAX_SIZE) {
            throw new IllegalArgumentException("a string takes more than 2 GiB in UTF-8");
        }
        return (int) size;
    }

    /** Writes a string of which the size is known. */
    @SuppressWarnings("deprecation") // Copies the low byte of each char, which is all that ASCII has.
    static void write(String string, int size, byte[] target, int at) {
        if (size == string.length()) {
            string.getBytes(0, size, target, at);
        } else {
            System.arraycopy(string.getBytes(StandardCharsets.UTF_8), 0, target, at, size);
        }
    }
}
