package dev.holdall.server.state;

/** A pattern for names of objects: {@code *} stands for any text, slashes included, {@code ?} for any one character, all else for itself. Immutable. */
public final class NamePattern {
    /** In characters. */
    public static final int LONGEST = 256;

    private final int[] wanted;

    NamePattern(String pattern) {
        this.wanted = characters(pattern);
    }

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

    static int[] characters(String text) {
        return text.codePoints().toArray();
    }

    /** As {@link #matches(int[], Effort)}, whatever effort it takes. */
    boolean matches(String name) {
        return matches(characters(name), new Effort(Long.MAX_VALUE));
    }

    /** Takes at most as many steps as the product of both lengths, whatever the pattern. */
    boolean matches(int[] given, Effort effort) {
        int w = 0;
        int g = 0;
        // The last star, and what it would stand for up to here.
        int star = -1;
        int taken = 0;
        int steps = 1;
        boolean possible = true;
        while (possible && g < given.length) {
            steps++;
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
                possible = false;
            }
        }
        while (w < wanted.length && wanted[w] == '*') {
            w++;
        }
        effort.spend(steps);
        return possible && w == wanted.length;
    }
}
