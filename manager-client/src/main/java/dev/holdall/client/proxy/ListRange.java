package dev.holdall.client.proxy;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import org.jspecify.annotations.Nullable;

/**
 * A range of a list's indexes: {@link SharedList#subList}.
 *
 * <p>Knows its bounds, not what lies between them: where the list has become shorter it shows what is left. What is added and removed
 * through a range moves the end of the ranges that it was taken from.
 */
final class ListRange<E extends @Nullable Object> extends AbstractList<E> {
    private final SharedList<E> list;
    private final @Nullable ListRange<E> parent;
    private final int from;
    private int length;

    /** @param parent the range that this one is taken from; null if from the whole list */
    ListRange(SharedList<E> list, @Nullable ListRange<E> parent, int from, int to) {
        if (from > to) {
            throw new IllegalArgumentException("a range from " + from + " to " + to);
        }
        this.list = list;
        this.parent = parent;
        this.from = from;
        this.length = to - from;
    }

    private void grow(int by) {
        for (ListRange<E> range = this; range != null; range = range.parent) {
            range.length += by;
        }
    }

    @Override
    public int size() {
        return Math.max(0, Math.min(length, list.size() - from));
    }

    @Override
    public E get(int index) {
        return list.get(from + Objects.checkIndex(index, length));
    }

    @Override
    public E set(int index, E element) {
        return list.set(from + Objects.checkIndex(index, length), element);
    }

    @Override
    public void add(int index, E element) {
        list.add(from + checkPosition(index), element);
        grow(1);
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        return addAll(size(), elements);
    }

    @Override
    public boolean addAll(int index, Collection<? extends E> elements) {
        // Read once: the collection may be this range.
        List<E> copy = new ArrayList<>(elements);
        boolean changed = list.addAll(from + checkPosition(index), copy);
        grow(copy.size());
        return changed;
    }

    @Override
    public E remove(int index) {
        E removed = list.remove(from + Objects.checkIndex(index, length));
        grow(-1);
        return removed;
    }

    /** In one call, whatever is left of the range. */
    @Override
    public void clear() {
        list.removeSlice(from, from + length, 1);
        grow(-length);
    }

    @Override
    protected void removeRange(int first, int end) {
        list.removeRange(from + first, from + end);
        grow(first - end);
    }

    @Override
    public Iterator<E> iterator() {
        return listIterator(0);
    }

    @Override
    public ListIterator<E> listIterator(int index) {
        return new Walk(new PagedListIterator<>(list, from + checkPosition(index)));
    }

    /** As the iterator; of unknown size, since others may change it at any time. */
    @Override
    public Spliterator<E> spliterator() {
        return Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.CONCURRENT);
    }

    @Override
    public List<E> subList(int first, int end) {
        checkPosition(first);
        checkPosition(end);
        return new ListRange<>(list, this, from + first, from + end);
    }

    private int checkPosition(int index) {
        if (index < 0 || index > length) {
            throw new IndexOutOfBoundsException("the index " + index + " lies outside of a range of " + length);
        }
        return index;
    }

    /** The list's iterator, stopped at the bounds. */
    private final class Walk implements ListIterator<E> {
        private final ListIterator<E> all;

        Walk(ListIterator<E> all) {
            this.all = all;
        }

        @Override
        public boolean hasNext() {
            return all.nextIndex() < from + length && all.hasNext();
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return all.next();
        }

        @Override
        public boolean hasPrevious() {
            // Asked first: the list may have become shorter, which moves the index.
            return all.nextIndex() > from && all.hasPrevious() && all.nextIndex() > from;
        }

        @Override
        public E previous() {
            if (!hasPrevious()) {
                throw new NoSuchElementException();
            }
            return all.previous();
        }

        @Override
        public int nextIndex() {
            return Math.max(0, all.nextIndex() - from);
        }

        @Override
        public int previousIndex() {
            return Math.max(-1, all.previousIndex() - from);
        }

        @Override
        public void remove() {
            all.remove();
            grow(-1);
        }

        @Override
        public void set(E element) {
            all.set(element);
        }

        @Override
        public void add(E element) {
            all.add(element);
            grow(1);
        }
    }
}
