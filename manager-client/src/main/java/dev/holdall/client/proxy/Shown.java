package dev.holdall.client.proxy;

import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a proxy shows its content: the first few elements, each cut to a length, so that a log line stays one. Proxies among the elements
 * show which object they stand for and make no call: an object may contain itself.
 */
final class Shown {
    private static final int LENGTH = 100;

    /** Whether this thread is showing a proxy's content now. */
    private static final ThreadLocal<Boolean> SHOWING = ThreadLocal.withInitial(() -> false);

    private Shown() {}

    /** What a proxy shows: its content, or which object it is where it stands within another one's content. */
    static String of(ObjectHandle handle, Class<?> proxy, Supplier<String> content) {
        if (SHOWING.get()) {
            return handle.describe(proxy);
        }
        SHOWING.set(true);
        try {
            return content.get();
        } finally {
            SHOWING.remove();
        }
    }

    static String list(Stream<?> elements, boolean more) {
        return join(elements.map(Shown::cut), more, "[", "]");
    }

    static String join(Stream<String> shown, boolean more, String open, String close) {
        Stream<String> all = more ? Stream.concat(shown, Stream.of("...")) : shown;
        return all.collect(Collectors.joining(", ", open, close));
    }

    static String cut(@Nullable Object element) {
        String text = String.valueOf(element);
        return text.length() <= LENGTH ? text : text.substring(0, LENGTH) + "...";
    }
}
