package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.call.Encoded;
import dev.holdall.v1.ListPageReply;
import java.lang.ref.Reference;
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
 * seen: if another element stands there by now, it throws and changes nothing. It has reached the end where a page did; what others add
 * there afterwards it does not see.
 */
final class PagedListIterator<E extends @Nullable Object> implements ListIterator<E> {
    private static final int PAGE_BACKWARDS = 256;

    private final SharedList<E> list;
    private List<ByteString> page = new ArrayList<>();
    /** The answer that the page came with: as long as it is there, so are the objects that its elements refer to. */
    private ListPageReply answer = ListPageReply.getDefaultInstance();
    /** The index of the page's first element. */
    private long first;
    /** Whether the page ended where the list did. */
    private boolean atEnd;
    /** The index of the element that next() returns. */
    private long cursor;
    /** The index of the element that was returned last; -1 if there is none. */
    private long last = -1;
    /** That element. The page that it came with may be gone: hasNext() turns pages. */
    private ByteString seen = ByteString.EMPTY;
    /** What keeps alive what the program's own elements in the page refer to, which came with no answer. */
    private final Encoded kept = new Encoded();

    PagedListIterator(SharedList<E> list, long index) {
        this.list = list;
        this.cursor = index;
        this.first = index;
    }

    private boolean holds(long index) {
        return index >= first && index < first + page.size();
    }

    private E show(long index) {
        last = index;
        seen = page.get((int) (index - first));
        E element = list.decode(seen);
        // Until here it kept alive, through the answer, what the element refers to.
        Reference.reachabilityFence(this);
        return element;
    }

    /** @return how many elements the list has */
    private long turnTo(long from, int limit) {
        answer = list.page(from, limit);
        kept.clear();
        page = new ArrayList<>(answer.getElementsList());
        first = from;
        atEnd = from + page.size() >= answer.getSize();
        return answer.getSize();
    }

    @Override
    public boolean hasNext() {
        if (!holds(cursor) && !(atEnd && cursor == first + page.size())) {
            turnTo(cursor, 0);
        }
        return holds(cursor);
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return show(cursor++);
    }

    @Override
    public boolean hasPrevious() {
        while (cursor > 0 && !holds(cursor - 1)) {
            long from = Math.max(0, cursor - PAGE_BACKWARDS);
            long size = turnTo(from, (int) (cursor - from));
            if (size < cursor) {
                // The list has become shorter: what is left of it ends here.
                cursor = size;
            } else if (!holds(cursor - 1)) {
                // The page ended early, its elements being large: then one element at a time.
                turnTo(cursor - 1, 1);
            }
        }
        return cursor > 0;
    }

    @Override
    public E previous() {
        if (!hasPrevious()) {
            throw new NoSuchElementException();
        }
        return show(--cursor);
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
        checkSeen();
        if (!list.compareAndRemove(List.of(last), List.of(seen))) {
            throw changed();
        }
        if (holds(last)) {
            page.remove((int) (last - first));
        } else if (last < first) {
            first--;
        }
        if (last < cursor) {
            cursor--;
        }
        last = -1;
    }

    @Override
    public void set(E element) {
        checkSeen();
        ByteString encoded = encode(element);
        if (!list.compareAndSet(last, List.of(seen), List.of(encoded))) {
            throw changed();
        }
        if (holds(last)) {
            page.set((int) (last - first), encoded);
        }
        seen = encoded;
    }

    @Override
    public void add(E element) {
        ByteString encoded = encode(element);
        try {
            list.insert(cursor, encoded);
        } catch (IndexOutOfBoundsException e) {
            throw new ConcurrentModificationException("the list ends before index " + cursor + " by now", e);
        }
        if (cursor >= first && cursor <= first + page.size()) {
            page.add((int) (cursor - first), encoded);
        } else if (cursor < first) {
            first++;
        }
        cursor++;
        last = -1;
    }

    private ByteString encode(E element) {
        ByteString encoded = list.encode(element);
        kept.take();
        return encoded;
    }

    private void checkSeen() {
        if (last < 0) {
            throw new IllegalStateException("no element was returned since the last change");
        }
    }

    private ConcurrentModificationException changed() {
        return new ConcurrentModificationException(
                "another element stands at index " + last + " than the iterator returned");
    }
}
