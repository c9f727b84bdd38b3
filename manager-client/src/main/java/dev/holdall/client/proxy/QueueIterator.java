package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.v1.QueuePageReply;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Walks a queue from head to tail, one page at a time. */
final class QueueIterator<E> implements Iterator<E> {
    private final SharedQueue<E> queue;
    private QueuePageReply page;
    private int next;
    private long lastPosition;
    private @Nullable ByteString last;

    QueueIterator(SharedQueue<E> queue) {
        this.queue = queue;
        this.page = queue.page(0);
    }

    @Override
    public boolean hasNext() {
        if (next == page.getElementsCount() && page.getMore()) {
            page = queue.page(page.getPositions(next - 1));
            next = 0;
        }
        return next < page.getElementsCount();
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        last = page.getElements(next);
        lastPosition = page.getPositions(next);
        next++;
        return queue.decode(last);
    }

    /** Removes the element that was returned last, unless somebody has taken it meanwhile. */
    @Override
    public void remove() {
        if (last == null) {
            throw new IllegalStateException("next() has not been called since the last removal");
        }
        queue.removeAt(List.of(lastPosition), List.of(last));
        last = null;
    }
}
