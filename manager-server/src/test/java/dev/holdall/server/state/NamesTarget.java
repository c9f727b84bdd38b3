package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import dev.holdall.fuzz.FuzzInput;
import dev.holdall.v1.Code;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Names of objects, and patterns for them. A name is accepted or refused in plain words; one that is accepted survives being written as UTF-8
 * and has nothing that hides; a pattern agrees with the plainest way to compare, and takes no longer than it should.
 */
final class NamesTarget {
    private static final Limits LIMITS = Limits.defaults(1 << 20);

    private NamesTarget() {}

    static void run(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        String pattern = pattern(input);
        int length = input.octet();
        byte[] rest = input.rest();
        name(new String(rest, StandardCharsets.UTF_8));
        name(new String(rest, StandardCharsets.UTF_16BE));
        String few = few(rest, length);
        match(pattern, few);
        match(pattern, new String(rest, 0, Math.min(rest.length, length), StandardCharsets.UTF_8));
    }

    static List<byte[]> samples() {
        return List.of(
                bytes("\u0008*a?b**c\u0004jobs/of/today"),
                bytes("\u0010a*a*a*a*a*a*a*a*\u00ffaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"),
                bytes("\u0001*\u0002../\u202e\u0000"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Of so few characters that it has a chance to match. */
    private static String few(byte[] bytes, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(bytes.length, length); i++) {
            text.append("ab/".charAt((bytes[i] & 0xff) % 3));
        }
        return text.toString();
    }

    private static String pattern(FuzzInput input) {
        StringBuilder pattern = new StringBuilder();
        int length = input.below(40);
        for (int i = 0; i < length; i++) {
            int which = input.octet();
            pattern.appendCodePoint(which < 250 ? "ab/*?*".codePointAt(which % 6) : 0x1f600);
        }
        return pattern.toString();
    }

    private static void name(String name) {
        try {
            Names.check(name, LIMITS);
        } catch (Refusal refusal) {
            Code code = refusal.error().getCode();
            if (code != Code.INVALID_ARGUMENT && code != Code.LIMIT_EXCEEDED) {
                throw new AssertionError("a name is refused as " + refusal.error());
            }
            return;
        }
        ByteString encoded = ByteString.copyFromUtf8(name);
        if (!encoded.isValidUtf8()
                || !encoded.toStringUtf8().equals(name)
                || encoded.size() > LIMITS.of(Limit.NAME_BYTES)
                || name.isEmpty()
                || ("/" + name + "/").contains("/../")
                || name.codePoints()
                        .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)) {
            throw new AssertionError("the name is accepted: " + encoded);
        }
    }

    private static void match(String pattern, String name) {
        try {
            NamePattern.check(pattern);
        } catch (IllegalArgumentException e) {
            return;
        }
        boolean matches = new NamePattern(pattern).matches(name);
        if (matches != plainly(pattern.codePoints().toArray(), name.codePoints().toArray())) {
            throw new AssertionError("'" + pattern + "' " + (matches ? "matches '" : "does not match '") + name + "'");
        }
    }

    /** By a table of which beginnings match which. */
    private static boolean plainly(int[] pattern, int[] name) {
        boolean[] before = new boolean[name.length + 1];
        before[0] = true;
        for (int c : pattern) {
            boolean[] after = new boolean[name.length + 1];
            after[0] = c == '*' && before[0];
            for (int i = 1; i <= name.length; i++) {
                after[i] = c == '*' ? before[i] || after[i - 1] : before[i - 1] && (c == '?' || c == name[i - 1]);
            }
            before = after;
        }
        return before[name.length];
    }
}
