package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.v1.SetPageReply;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Walks a set in the order of insertion, one page at a time. */
final class SetIterator<E> implements Iterator<E> {
    private final SharedSet<E> set;
    private SetPageReply page;
    private int next;
    private @Nullable E last;

    /** An iterator that stands before the first element. */
    SetIterator(SharedSet<E> set) {
        this.set = set;
        this.page = set.page(0, 0);
    }

    @Override
    public boolean hasNext() {
        while (next == page.getElementsCount() && page.getMore()) {
            page = set.page(page.getLast(), 0);
            next = 0;
        }
        return next < page.getElementsCount();
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        ByteString element = page.getElements(next++);
        E decoded = set.decode(element);
        last = decoded;
        return decoded;
    }

    @Override
    public void remove() {
        if (last == null) {
            throw new IllegalStateException("next() has not been called since the last removal");
        }
        set.remove(last);
        last = null;
    }
}
