package dev.holdall.server.state;

import java.nio.charset.StandardCharsets;

/** What an object may be called. */
final class Names {
    private Names() {}

    /**
     * Refuses a name that is empty, too long, has control or invisible formatting characters (which would make two names look
     * alike), or reads like a way up a file system.
     */
    static void check(String name, Limits limits) {
        if (name.isEmpty()) {
            throw Refusal.invalid("a name has at least one character");
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > limits.of(Limit.NAME_BYTES)) {
            throw limits.exceeded(Limit.NAME_BYTES, bytes);
        }
        name.codePoints().forEach(c -> {
            if (isInvisible(c)) {
                throw Refusal.invalid(
                        String.format("a name has no control or invisible character, this one has U+%04X", c));
            }
        });
        for (String segment : name.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                throw Refusal.invalid("no part of a name between slashes is '.' or '..', as in '" + name + "'");
            }
        }
    }

    /**
     * Controls, surrogates, and what turns or hides text. Listed here rather than asked of the platform, whose answers change
     * with its version of Unicode while all replicas must agree.
     */
    static boolean isInvisible(int c) {
        return c < 0x20
                || between(c, 0x7f, 0x9f)
                || c == 0xad
                || c == 0x034f
                || c == 0x061c
                || between(c, 0x115f, 0x1160)
                || between(c, 0x17b4, 0x17b5)
                || between(c, 0x180b, 0x180f)
                || between(c, 0x200b, 0x200f)
                || between(c, 0x2028, 0x202e)
                || between(c, 0x2060, 0x206f)
                || between(c, 0xd800, 0xdfff)
                || c == 0x3164
                || c == 0xfeff
                || c == 0xffa0
                || between(c, 0xfff9, 0xfffb)
                || between(c, 0xe0000, 0xe007f);
    }

    private static boolean between(int c, int first, int last) {
        return first <= c && c <= last;
    }
}
