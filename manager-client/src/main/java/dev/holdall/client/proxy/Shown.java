package dev.holdall.client.proxy;

import java.util.Iterator;
import java.util.StringJoiner;

/** How a proxy shows its content: the first few elements, each cut to a length, so that a log line stays one. */
final class Shown {
    private static final int LENGTH = 100;

    private Shown() {}

    static String list(Iterator<?> elements, int most, boolean more) {
        return join(elements, most, more, "[", "]");
    }

    static String join(Iterator<?> elements, int most, boolean more, String open, String close) {
        StringJoiner shown = new StringJoiner(", ", open, close);
        for (int i = 0; i < most && elements.hasNext(); i++) {
            shown.add(cut(String.valueOf(elements.next())));
        }
        if (more || elements.hasNext()) {
            shown.add("...");
        }
        return shown.toString();
    }

    static String cut(String text) {
        return text.length() <= LENGTH ? text : text.substring(0, LENGTH) + "...";
    }
}
