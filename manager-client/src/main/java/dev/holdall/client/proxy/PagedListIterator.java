package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Walks a list both ways, one page at a time.
 *
 * <p>It stands at an index, so what others insert or remove before it shifts what it sees. It replaces and removes only what it has
 * seen: if another element stands there by now, it throws and changes nothing.
 */
final class PagedListIterator<E extends @Nullable Object> implements ListIterator<E> {
    private static final int PAGE_BACKWARDS = 256;

    private final SharedList<E> list;
    private List<ByteString> page = new ArrayList<>();
    /** The index of the page's first element. */
    private long first;
    /** The index of the element that next() returns. */
    private long cursor;
    /** The index of the element that was returned last; -1 if there is none. */
    private long last = -1;

    PagedListIterator(SharedList<E> list, long index) {
        this.list = list;
        this.cursor = index;
        this.first = index;
    }

    private boolean holds(long index) {
        return index >= first && index < first + page.size();
    }

    private ByteString at(long index) {
        return page.get((int) (index - first));
    }

    @Override
    public boolean hasNext() {
        if (!holds(cursor)) {
            page = new ArrayList<>(list.page(cursor, 0).getElementsList());
            first = cursor;
        }
        return holds(cursor);
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        last = cursor++;
        return list.decode(at(last));
    }

    @Override
    public boolean hasPrevious() {
        return cursor > 0;
    }

    @Override
    public E previous() {
        if (cursor > 0 && !holds(cursor - 1)) {
            long from = Math.max(0, cursor - PAGE_BACKWARDS);
            page = new ArrayList<>(list.page(from, (int) (cursor - from)).getElementsList());
            first = from;
            if (!holds(cursor - 1) && !page.isEmpty() && first + page.size() < cursor) {
                // The page ended early, its elements being large: then one element at a time.
                page = new ArrayList<>(list.page(cursor - 1, 1).getElementsList());
                first = cursor - 1;
            }
        }
        if (cursor == 0 || !holds(cursor - 1)) {
            throw new NoSuchElementException();
        }
        last = --cursor;
        return list.decode(at(last));
    }

    @Override
    public int nextIndex() {
        return (int) cursor;
    }

    @Override
    public int previousIndex() {
        return (int) cursor - 1;
    }

    @Override
    public void remove() {
        ByteString seen = seen();
        if (!list.compareAndRemove(List.of(last), List.of(seen))) {
            throw changed();
        }
        page.remove((int) (last - first));
        if (last < cursor) {
            cursor--;
        }
        last = -1;
    }

    @Override
    public void set(E element) {
        ByteString seen = seen();
        ByteString encoded = list.encode(element);
        if (!list.compareAndSet(last, List.of(seen), List.of(encoded))) {
            throw changed();
        }
        page.set((int) (last - first), encoded);
    }

    @Override
    public void add(E element) {
        ByteString encoded = list.encode(element);
        list.insert(cursor, encoded);
        if (cursor >= first && cursor <= first + page.size()) {
            page.add((int) (cursor - first), encoded);
        }
        cursor++;
        last = -1;
    }

    private ByteString seen() {
        if (last < 0) {
            throw new IllegalStateException("no element was returned since the last change");
        }
        return at(last);
    }

    private ConcurrentModificationException changed() {
        return new ConcurrentModificationException(
                "another element stands at index " + last + " than the iterator returned");
    }
}
