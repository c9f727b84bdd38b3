package dev.holdall.client.proxy;

import dev.holdall.v1.DictEntry;
import dev.holdall.v1.DictPageReply;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the views of a dict have in common. They hold nothing: they walk the dict page by page and remove, in bulk too, only what they
 * have seen.
 *
 * @param <E> what the view shows of an entry
 */
abstract class DictView<E> extends AbstractCollection<E> {
    private final SharedDict<?, ?> dict;

    DictView(SharedDict<?, ?> dict) {
        this.dict = dict;
    }

    /** What the view shows of an entry. */
    abstract E show(DictEntry entry);

    /** Whether {@link #show} needs no value. */
    boolean showsKeysOnly() {
        return false;
    }

    @Override
    public int size() {
        return dict.size();
    }

    @Override
    public boolean isEmpty() {
        return dict.isEmpty();
    }

    @Override
    public void clear() {
        dict.clear();
    }

    @Override
    public Iterator<E> iterator() {
        return new DictIterator<>(dict, showsKeysOnly(), this::show);
    }

    /** As the iterator; of unknown size, since others may change it at any time. */
    @Override
    public Spliterator<E> spliterator() {
        return Spliterators.spliteratorUnknownSize(iterator(), characteristics());
    }

    int characteristics() {
        return Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.CONCURRENT;
    }

    /** Removes by pages, two round trips each. An entry that got another value meanwhile stays. */
    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        Objects.requireNonNull(filter, "filter");
        boolean removed = false;
        long after = 0;
        boolean more = true;
        while (more) {
            DictPageReply page = dict.page(after, 0, false);
            List<DictEntry> matching = new ArrayList<>();
            for (DictEntry entry : page.getEntriesList()) {
                if (filter.test(show(entry))) {
                    matching.add(entry);
                }
            }
            removed |= !matching.isEmpty() && dict.removeAll(matching) > 0;
            after = page.getLast();
            more = page.getMore();
        }
        return removed;
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        Objects.requireNonNull(elements, "elements");
        return removeIf(elements::contains);
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        Objects.requireNonNull(elements, "elements");
        return removeIf(element -> !elements.contains(element));
    }

    /** A view in which nothing occurs twice. */
    abstract static class OfSet<E> extends DictView<E> implements Set<E> {
        OfSet(SharedDict<?, ?> dict) {
            super(dict);
        }

        @Override
        int characteristics() {
            return super.characteristics() | Spliterator.DISTINCT;
        }

        @Override
        public Spliterator<E> spliterator() {
            return super.spliterator();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (other == this) {
                return true;
            }
            try {
                return other instanceof Set<?> set && set.size() == size() && containsAll(set);
            } catch (ClassCastException | NullPointerException e) {
                // What cannot be an element here is none.
                return false;
            }
        }

        @Override
        public int hashCode() {
            int sum = 0;
            for (E element : this) {
                sum += Objects.hashCode(element);
            }
            return sum;
        }
    }
}
