package dev.holdall.server.state.page;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import org.jspecify.annotations.Nullable;

/**
 * A map from byte strings to byte strings that keeps the order of insertion: a {@link PagedLog} of its entries and a
 * {@link HashIndex} of their keys.
 *
 * <p>An entry gets the next number when its key is put for the first time, and keeps it until the key is removed. No number
 * is given out twice, not even after {@link #clear}, so a number serves as a bookmark of someone who reads the dict in
 * parts. Look-ups, puts and removals cost the hash of the key and O(log n) with a large base.
 */
public final class PagedDict {
    private final SipHash hash;
    private final PagedLog log;
    private final HashIndex index;
    private long next;

    /** An empty dict that hashes its keys this way; the same object serves any number of dicts. */
    public PagedDict(SipHash hash) {
        this(hash, new PagedLog(), new HashIndex(), 1);
    }

    private PagedDict(SipHash hash, PagedLog log, HashIndex index, long next) {
        this.hash = hash;
        this.log = log;
        this.index = index;
        this.next = next;
    }

    public long size() {
        return log.size();
    }

    /** Bytes of all keys and values together. O(1). */
    public long bytes() {
        return log.bytes();
    }

    public @Nullable ByteString get(ByteString key) {
        return log.value(number(key));
    }

    public boolean containsKey(ByteString key) {
        return number(key) != 0;
    }

    /** The number of a key's entry, or 0. */
    public long number(ByteString key) {
        return index.find(hash.hash(key), log, key);
    }

    /** Sets the value of a key; returns the previous one, or null if the key is new and its entry the last one now. */
    public @Nullable ByteString put(ByteString key, ByteString value) {
        long hashed = hash.hash(key);
        long number = index.find(hashed, log, key);
        if (number != 0) {
            return log.setValue(number, value);
        }
        add(hashed, key, value);
        return null;
    }

    /** As {@link #put}, where nobody asks for the previous value. */
    public void set(ByteString key, ByteString value) {
        long hashed = hash.hash(key);
        if (!log.replaceValue(index.find(hashed, log, key), value)) {
            add(hashed, key, value);
        }
    }

    private void add(long hashed, ByteString key, ByteString value) {
        log.put(next, key, value);
        index.add(hashed, next);
        next++;
    }

    /** Removes a key; returns its value, or null if it was not there. */
    public @Nullable ByteString remove(ByteString key) {
        long hashed = hash.hash(key);
        long number = index.find(hashed, log, key);
        if (number == 0) {
            return null;
        }
        ByteString value = log.value(number);
        log.remove(number);
        index.remove(hashed, number);
        return value;
    }

    /** Whether the key is there with this value; nothing is copied. */
    public boolean valueEquals(ByteString key, ByteString value) {
        return log.valueEquals(number(key), value);
    }

    /** Whether any key has this value. O(n). */
    public boolean containsValue(ByteString value) {
        PagedLog.Cursor cursor = log.after(0);
        while (cursor.next()) {
            if (cursor.valueEquals(value)) {
                return true;
            }
        }
        return false;
    }

    /** The entry that was inserted first, or null. */
    public @Nullable Entry first() {
        return log.entry(log.first());
    }

    /** The entry that was inserted last, or null. */
    public @Nullable Entry last() {
        return log.entry(log.last());
    }

    /** A cursor before the first entry whose number is higher than this one; 0 stands before all. */
    public PagedLog.Cursor after(long number) {
        return log.after(number);
    }

    /** Tells of everything that is here now, and from now on of whatever comes or leaves. Snapshots are not watched. O(n). */
    public void watch(Watcher watcher) {
        log.watch(watcher);
    }

    public void clear() {
        log.clear();
        index.clear();
    }

    /** A dict with the same entries and a life of its own. O(1); each side copies a page before its first change of it. */
    public PagedDict snapshot() {
        return new PagedDict(hash, log.snapshot(), index.snapshot(), next);
    }

    /** Writes the entries with their numbers, and the next number. The index is not written, nor is the hash's secret. */
    public void save(SnapshotWriter out) {
        out.number(next);
        log.save(out);
    }

    /** Reads what {@link #save} wrote, into full pages; the hash may have another secret than then. */
    public static PagedDict load(SnapshotReader in, SipHash hash) {
        long next = in.number();
        PagedLog log = PagedLog.load(in);
        HashIndex index = new HashIndex();
        PagedLog.Cursor cursor = log.after(0);
        while (cursor.next()) {
            index.add(hash.hash(cursor.key()), cursor.number());
        }
        return new PagedDict(hash, log, index, next);
    }

    /** Heap bytes of the dict, pages that it shares with snapshots included. */
    long allocated() {
        return 32 + log.allocated() + index.allocated();
    }

    PagedLog log() {
        return log;
    }

    HashIndex index() {
        return index;
    }
}
