package dev.holdall.server.state;

import java.util.List;

/** Patterns for names of objects: {@code *} stands for any text, slashes included, {@code ?} for any one character, all else for itself. */
public final class NamePattern {
    /** In characters. */
    public static final int LONGEST = 256;

    private NamePattern() {}

    /**
     * Checks a pattern.
     *
     * @return the same pattern
     * @throws IllegalArgumentException if it is empty, too long, begins or ends with a blank, or has a control character
     */
    public static String check(String pattern) {
        if (pattern.isEmpty() || pattern.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "a pattern of names has 1 to " + LONGEST + " characters, this one has " + pattern.length());
        }
        if (!pattern.equals(pattern.strip()) || pattern.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a pattern of names has no blank at either end and no control character");
        }
        return pattern;
    }

    static boolean matchesAny(List<String> patterns, String name) {
        for (String pattern : patterns) {
            if (matches(pattern, name)) {
                return true;
            }
        }
        return false;
    }

    /** Takes at most as many steps as the product of both lengths, whatever the pattern. */
    static boolean matches(String pattern, String name) {
        int[] wanted = pattern.codePoints().toArray();
        int[] given = name.codePoints().toArray();
        int w = 0;
        int g = 0;
        // The last star, and what it would stand for up to here.
        int star = -1;
        int taken = 0;
        while (g < given.length) {
            if (w < wanted.length && wanted[w] == '*') {
                star = w++;
                taken = g;
            } else if (w < wanted.length && (wanted[w] == '?' || wanted[w] == given[g])) {
                w++;
                g++;
            } else if (star >= 0) {
                w = star + 1;
                g = ++taken;
            } else {
                return false;
            }
        }
        while (w < wanted.length && wanted[w] == '*') {
            w++;
        }
        return w == wanted.length;
    }
}
