package dev.holdall.server.state;

import java.util.List;

/** Patterns of names, ready to be compared with many. Immutable; equal if their texts are. */
final class NamePatterns {
    /** So many are told of, and as many characters of them but for the first. */
    private static final int MOST_SHOWN = 5;

    private static final int MOST_CHARACTERS_SHOWN = 200;

    private final List<String> texts;
    private final NamePattern[] patterns;

    NamePatterns(List<String> texts) {
        this.texts = List.copyOf(texts);
        this.patterns = this.texts.stream().map(NamePattern::new).toArray(NamePattern[]::new);
    }

    List<String> texts() {
        return texts;
    }

    boolean isEmpty() {
        return texts.isEmpty();
    }

    /** Whether one of them matches. */
    boolean matchAny(String name, Effort effort) {
        int[] characters = NamePattern.characters(name);
        effort.spend(characters.length);
        for (NamePattern pattern : patterns) {
            if (pattern.matches(characters, effort)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamePatterns patterns && texts.equals(patterns.texts);
    }

    @Override
    public int hashCode() {
        return texts.hashCode();
    }

    /** For people: the first few, and how many more there are. */
    @Override
    public String toString() {
        StringBuilder shown = new StringBuilder();
        int told = 0;
        for (String text : texts) {
            if (told > 0 && (told == MOST_SHOWN || shown.length() + text.length() > MOST_CHARACTERS_SHOWN)) {
                return shown.append(" and ")
                        .append(texts.size() - told)
                        .append(" more")
                        .toString();
            }
            shown.append(told++ > 0 ? ", " : "").append(text);
        }
        return shown.toString();
    }
}
