package dev.holdall.client.proxy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The order in which elements would stand if they were sorted, as the index that each has now. Stable. */
final class SortOrder {
    private SortOrder() {}

    /** @param comparator null for the natural order */
    @SuppressWarnings("unchecked") // as List.sort has it: elements that have no natural order are a ClassCastException
    static <E extends @Nullable Object> List<Integer> of(List<E> elements, @Nullable Comparator<? super E> comparator) {
        Comparator<? super E> order =
                comparator != null ? comparator : (Comparator<? super E>) (Comparator<?>) Comparator.naturalOrder();
        List<Integer> indexes =
                new ArrayList<>(IntStream.range(0, elements.size()).boxed().toList());
        indexes.sort((left, right) -> order.compare(elements.get(left), elements.get(right)));
        return indexes;
    }
}
