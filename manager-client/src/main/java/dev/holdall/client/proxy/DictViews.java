package dev.holdall.client.proxy;

import dev.holdall.v1.DictEntry;
import dev.holdall.v1.DictPageReply;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The three views of a dict. They walk it page by page and remove, in bulk too, only what they have seen. */
final class DictViews {
    private static final int WALKED = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.CONCURRENT;
    private static final int DISTINCT = WALKED | Spliterator.DISTINCT;

    private DictViews() {}

    /** The entries. */
    static final class Entries<K, V> extends AbstractSet<Map.Entry<K, V>> {
        private final SharedDict<K, V> dict;

        Entries(SharedDict<K, V> dict) {
            this.dict = dict;
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
        public boolean contains(@Nullable Object element) {
            return element instanceof Map.Entry<?, ?> entry
                    && entry.getKey() != null
                    && entry.getValue() != null
                    && dict.hasEntry(entry.getKey(), entry.getValue());
        }

        @Override
        public boolean remove(@Nullable Object element) {
            return element instanceof Map.Entry<?, ?> entry
                    && entry.getKey() != null
                    && dict.remove(entry.getKey(), entry.getValue());
        }

        @Override
        public Iterator<Map.Entry<K, V>> iterator() {
            Walk<K, V> walk = new Walk<>(dict, false);
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return walk.hasNext();
                }

                @Override
                public Map.Entry<K, V> next() {
                    return entry(dict, walk.next());
                }

                @Override
                public void remove() {
                    walk.remove();
                }
            };
        }

        /** As the iterator; of unknown size, since others may change it at any time. */
        @Override
        public Spliterator<Map.Entry<K, V>> spliterator() {
            return Spliterators.spliteratorUnknownSize(iterator(), DISTINCT);
        }

        @Override
        public boolean removeIf(Predicate<? super Map.Entry<K, V>> filter) {
            Objects.requireNonNull(filter, "filter");
            return removeMatching(dict, found -> filter.test(entry(dict, found)));
        }

        @Override
        public boolean removeAll(Collection<?> elements) {
            Objects.requireNonNull(elements, "elements");
            return removeIf(elements::contains);
        }

        @Override
        public boolean retainAll(Collection<?> elements) {
            Objects.requireNonNull(elements, "elements");
            return removeIf(entry -> !elements.contains(entry));
        }
    }

    /** The keys. */
    static final class Keys<K, V> extends AbstractSet<K> {
        private final SharedDict<K, V> dict;

        Keys(SharedDict<K, V> dict) {
            this.dict = dict;
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
        public boolean contains(Object key) {
            return dict.containsKey(key);
        }

        @Override
        public boolean remove(Object key) {
            return dict.removeKey(dict.encodeKey(key));
        }

        @Override
        public Iterator<K> iterator() {
            Walk<K, V> walk = new Walk<>(dict, true);
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return walk.hasNext();
                }

                @Override
                public K next() {
                    return dict.key(walk.next());
                }

                @Override
                public void remove() {
                    walk.remove();
                }
            };
        }

        /** As the iterator; of unknown size, since others may change it at any time. */
        @Override
        public Spliterator<K> spliterator() {
            return Spliterators.spliteratorUnknownSize(iterator(), DISTINCT);
        }

        @Override
        public boolean removeIf(Predicate<? super K> filter) {
            Objects.requireNonNull(filter, "filter");
            return removeMatching(dict, found -> filter.test(dict.key(found)));
        }

        @Override
        public boolean removeAll(Collection<?> elements) {
            Objects.requireNonNull(elements, "elements");
            return removeIf(elements::contains);
        }

        @Override
        public boolean retainAll(Collection<?> elements) {
            Objects.requireNonNull(elements, "elements");
            return removeIf(key -> !elements.contains(key));
        }
    }

    /** The values. */
    static final class Values<K, V> extends AbstractCollection<V> {
        private final SharedDict<K, V> dict;

        Values(SharedDict<K, V> dict) {
            this.dict = dict;
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
        public boolean contains(Object value) {
            return dict.containsValue(value);
        }

        @Override
        public Iterator<V> iterator() {
            Walk<K, V> walk = new Walk<>(dict, false);
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return walk.hasNext();
                }

                @Override
                public V next() {
                    return dict.value(walk.next());
                }

                @Override
                public void remove() {
                    walk.remove();
                }
            };
        }

        /** As the iterator; of unknown size, since others may change it at any time. */
        @Override
        public Spliterator<V> spliterator() {
            return Spliterators.spliteratorUnknownSize(iterator(), WALKED);
        }

        @Override
        public boolean removeIf(Predicate<? super V> filter) {
            Objects.requireNonNull(filter, "filter");
            return removeMatching(dict, found -> filter.test(dict.value(found)));
        }

        @Override
        public boolean removeAll(Collection<?> elements) {
            Objects.requireNonNull(elements, "elements");
            return removeIf(elements::contains);
        }

        @Override
        public boolean retainAll(Collection<?> elements) {
            Objects.requireNonNull(elements, "elements");
            return removeIf(value -> !elements.contains(value));
        }
    }

    /** An entry whose {@code setValue} reaches the dict. */
    private static <K, V> Map.Entry<K, V> entry(SharedDict<K, V> dict, DictEntry found) {
        return new AbstractMap.SimpleEntry<>(dict.key(found), dict.value(found)) {
            private static final long serialVersionUID = 1;

            @Override
            public V setValue(V value) {
                dict.set(getKey(), value);
                return super.setValue(value);
            }
        };
    }

    /** Removes by pages, two round trips each. An entry that got another value meanwhile stays. */
    private static boolean removeMatching(SharedDict<?, ?> dict, Predicate<DictEntry> filter) {
        boolean removed = false;
        long after = 0;
        boolean more = true;
        while (more) {
            DictPageReply page = dict.page(after, 0, false);
            List<DictEntry> matching = new ArrayList<>();
            for (DictEntry entry : page.getEntriesList()) {
                if (filter.test(entry)) {
                    matching.add(entry);
                }
            }
            removed |= !matching.isEmpty() && dict.removeAll(matching) > 0;
            after = page.getLast();
            more = page.getMore();
        }
        return removed;
    }

    /** Walks a dict in the order of insertion, one page at a time. */
    private static final class Walk<K, V> {
        private final SharedDict<K, V> dict;
        private final boolean keysOnly;
        private DictPageReply page;
        private int next;
        private @Nullable DictEntry last;

        Walk(SharedDict<K, V> dict, boolean keysOnly) {
            this.dict = dict;
            this.keysOnly = keysOnly;
            this.page = dict.page(0, 0, keysOnly);
        }

        boolean hasNext() {
            while (next == page.getEntriesCount() && page.getMore()) {
                page = dict.page(page.getLast(), 0, keysOnly);
                next = 0;
            }
            return next < page.getEntriesCount();
        }

        DictEntry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            last = page.getEntries(next++);
            return last;
        }

        DictEntry takeLast() {
            if (last == null) {
                throw new IllegalStateException("next() has not been called since the last removal");
            }
            DictEntry taken = last;
            last = null;
            return taken;
        }

        /** Removes the entry's key, whatever its value is by now, as {@code Iterator.remove} of a concurrent map does. */
        void remove() {
            dict.removeKey(takeLast().getKey());
        }
    }
}
