package dev.holdall.server.state.value;

/** The check that bytes are well-formed UTF-8: shortest forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    /** Steps over the rest of the field that the cursor is in. */
    static void skip(Cursor in) {
        int length = in.remaining();
        int i = 0;
        while (i < length) {
            int lead = in.peek(i);
            if (lead >= 0) {
                i++;
                continue;
            }
            int size = sequence(in, i, length - i, lead & 0xff);
            if (size == 0) {
                throw in.refuse(in.position() + i, "a string is not well-formed UTF-8");
            }
            i += size;
        }
        in.skipToEnd();
    }

    /** The length of the sequence that begins with this lead byte, 0 if there is none. The bounds are Unicode's table 3-7. */
    private static int sequence(Cursor in, int at, int left, int lead) {
        int size = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
        if (size == 0 || size > left) {
            return 0;
        }
        int second = in.peek(at + 1) & 0xff;
        int lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int i = 2; i < size; i++) {
            if ((in.peek(at + i) & 0xc0) != 0x80) {
                return 0;
            }
        }
        return size;
    }
}
