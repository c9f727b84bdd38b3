package dev.holdall.server.state;

/**
 * What clients say for people to read: kept short and harmless. It is never a reason to refuse a call, and nothing is decided by it.
 */
final class Told {
    private Told() {}

    /** At most so many characters of a text, with a question mark for each one that a terminal might obey or nobody can see. */
    static String clean(String text, int most) {
        int end = Math.min(text.length(), most);
        if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            // Half a character is none.
            end--;
        }
        StringBuilder clean = null;
        for (int i = 0; i < end; ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            if (Names.isInvisible(c)) {
                if (clean == null) {
                    clean = new StringBuilder(text.substring(0, i));
                }
                clean.append('?');
            } else if (clean != null) {
                clean.appendCodePoint(c);
            }
            i = next;
        }
        return clean != null ? clean.toString() : end == text.length() ? text : text.substring(0, end);
    }
}
