package dev.holdall.client.proxy;

import dev.holdall.v1.DictEntry;
import dev.holdall.v1.DictPageReply;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Walks a dict in the order of insertion, one page at a time. */
final class DictIterator<E> implements Iterator<E> {
    private final SharedDict<?, ?> dict;
    private final boolean keysOnly;
    private final Function<DictEntry, E> show;
    private DictPageReply page;
    private int next;
    private @Nullable DictEntry last;

    /**
     * An iterator that stands before the first entry.
     *
     * @param keysOnly the values need not be brought
     * @param show what is made of an entry
     */
    DictIterator(SharedDict<?, ?> dict, boolean keysOnly, Function<DictEntry, E> show) {
        this.dict = dict;
        this.keysOnly = keysOnly;
        this.show = show;
        this.page = dict.page(0, 0, keysOnly);
    }

    @Override
    public boolean hasNext() {
        while (next == page.getEntriesCount() && page.getMore()) {
            page = dict.page(page.getLast(), 0, keysOnly);
            next = 0;
        }
        return next < page.getEntriesCount();
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        last = page.getEntries(next++);
        return show.apply(last);
    }

    /** Removes the entry's key, whatever its value is by now, as the iterators of concurrent maps do. */
    @Override
    public void remove() {
        if (last == null) {
            throw new IllegalStateException("next() has not been called since the last removal");
        }
        dict.removeKey(last.getKey());
        last = null;
    }
}
