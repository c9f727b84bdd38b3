package dev.holdall.client.proxy;

import dev.holdall.v1.QueueEnd;
import dev.holdall.v1.QueuePageReply;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Walks a queue from one end to the other, one page at a time. */
final class QueueIterator<E> implements Iterator<E> {
    private final SharedQueue<E> queue;
    private final QueueEnd from;
    private QueuePageReply page;
    private int next;
    private @Nullable QueuePageReply lastPage;
    private int lastIndex;

    QueueIterator(SharedQueue<E> queue, QueueEnd from) {
        this.queue = queue;
        this.from = from;
        this.page = queue.page(from, null);
    }

    @Override
    public boolean hasNext() {
        if (next == page.getElementsCount() && page.getMore()) {
            page = queue.page(from, page);
            next = 0;
        }
        return next < page.getElementsCount();
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        lastPage = page;
        lastIndex = next++;
        return queue.decode(page.getElements(lastIndex));
    }

    /** Removes the element that was returned last, unless somebody has taken it meanwhile. */
    @Override
    public void remove() {
        if (lastPage == null) {
            throw new IllegalStateException("next() has not been called since the last removal");
        }
        queue.removeShown(lastPage, lastIndex);
        lastPage = null;
    }
}
