package dev.holdall.examples.wordcount;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Cuts text into blocks, between words: no word is torn, and each byte is in one block. Words are runs of ASCII letters. */
final class Blocks {
    /** An element of a queue has at most 8 MiB. */
    static final int LONGEST_WORD = 4 << 20;

    private Blocks() {}

    /** Takes the blocks in their order. */
    interface Taker {
        void take(byte[] block) throws IOException, InterruptedException;
    }

    static boolean isLetter(byte b) {
        return b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z';
    }

    /**
     * Reads a text to its end, which ends its last word too.
     *
     * @param size of a block, about; one is much longer only if a word is
     * @throws IOException if it cannot be read, or has a word that is longer than {@link #LONGEST_WORD}
     */
    static void cut(InputStream text, int size, Taker taker) throws IOException, InterruptedException {
        byte[] buffer = new byte[size];
        int filled = 0;
        while (true) {
            filled += text.readNBytes(buffer, filled, buffer.length - filled);
            if (filled < buffer.length) { // the end
                if (filled > 0) {
                    taker.take(Arrays.copyOf(buffer, filled));
                }
                return;
            }
            int cut = lastWordStart(buffer);
            if (cut > 0) {
                taker.take(Arrays.copyOf(buffer, cut));
                filled -= cut;
                buffer = Arrays.copyOfRange(buffer, cut, cut + filled + size);
            } else if (filled <= LONGEST_WORD) {
                buffer = Arrays.copyOf(buffer, Math.min(filled * 2, LONGEST_WORD + 1));
            } else {
                throw new IOException("it has a word of more than " + (LONGEST_WORD >> 20) + " MiB");
            }
        }
    }

    /** Where the word starts that the end of the buffer may have torn. */
    private static int lastWordStart(byte[] buffer) {
        int cut = buffer.length;
        while (cut > 0 && isLetter(buffer[cut - 1])) {
            cut--;
        }
        return cut;
    }
}
