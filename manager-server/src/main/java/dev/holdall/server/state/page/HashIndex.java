package dev.holdall.server.state.page;

import com.google.protobuf.ByteString;
import java.util.Arrays;

/**
 * Finds record numbers by the hashes of their keys.
 *
 * <p>Extendible hashing: the first bits of a hash choose a page through a directory. A page that is full becomes two, each
 * with half of its entries; the directory doubles when the pages need one bit more. So growing never moves more than a page
 * at a time. Neighbours that have become small are joined again, and the directory halves when nobody needs its last bit.
 *
 * <p>The keys are not here: an entry is 32 bits of the hash (the tag) and the number, about 15 bytes with its share of free
 * places. A look-up asks the holder of the keys about the few entries whose tag is equal. Expected O(1) for everything.
 */
public final class HashIndex {
    /** Tells whether a record has a certain key. */
    @FunctionalInterface
    public interface Keys {
        boolean keyEquals(long number, ByteString key);
    }

    /** Entries of a page at most; a snapshot's first write into a page copies about 7 KiB then. */
    static final int PAGE = 512;

    /** Pages whose tags share so many bits are not split any more, so that the other bits still spread the entries. */
    private static final int MOST_DEPTH = 24;

    private Edit edit = new Edit();
    private Edit directoryEdit = edit;
    private HashPage[] directory = {new HashPage(edit, 0, 0)};
    /** The directory has 2^depth places. */
    private int depth;
    /** Pages that need all bits of the directory. */
    private int deepest = 1;

    private long size;

    public HashIndex() {}

    private HashIndex(HashIndex original) {
        this.directoryEdit = original.directoryEdit;
        this.directory = original.directory;
        this.depth = original.depth;
        this.deepest = original.deepest;
        this.size = original.size;
    }

    public long size() {
        return size;
    }

    /** The number of the record with this key, whose hash this is, or 0. */
    public long find(long hash, Keys keys, ByteString key) {
        int tag = tag(hash);
        HashPage page = directory[slot(tag)];
        for (int place = page.home(tag); page.tag(place) != 0; place = page.next(place)) {
            if (page.tag(place) == tag && keys.keyEquals(page.number(place), key)) {
                return page.number(place);
            }
        }
        return 0;
    }

    /** Adds an entry; whether the key has one already is the caller's business. */
    public void add(long hash, long number) {
        int tag = tag(hash);
        HashPage page = directory[slot(tag)];
        while (page.count() >= PAGE && canSplit(page)) {
            split(page, tag);
            page = directory[slot(tag)];
        }
        own(page, tag).add(tag, number);
        size++;
    }

    /** Removes an entry; says whether there was one. */
    public boolean remove(long hash, long number) {
        int tag = tag(hash);
        HashPage page = own(directory[slot(tag)], tag);
        if (!page.remove(tag, number)) {
            return false;
        }
        size--;
        join(page, tag);
        return true;
    }

    public void clear() {
        directory = new HashPage[] {new HashPage(edit, 0, 0)};
        directoryEdit = edit;
        depth = 0;
        deepest = 1;
        size = 0;
    }

    /** An index with the same entries and a life of its own. O(1); the first write afterwards copies the directory. */
    public HashIndex snapshot() {
        edit = new Edit();
        return new HashIndex(this);
    }

    /** Heap bytes of the index, pages that it shares with snapshots included. */
    long allocated() {
        long bytes = 80 + Sizes.array(directory.length, 4);
        for (int i = 0; i < directory.length; i += span(directory[i])) {
            bytes += directory[i].allocated();
        }
        return bytes;
    }

    HashPage[] directory() {
        return directory;
    }

    int deepest() {
        return deepest;
    }

    /** The upper half of the hash; 0 means a free place, so a hash that has it borrows another. */
    private static int tag(long hash) {
        int tag = (int) (hash >>> 32);
        return tag == 0 ? 1 : tag;
    }

    private int slot(int tag) {
        return depth == 0 ? 0 : tag >>> (32 - depth);
    }

    /** Places of the directory that lead to this page. */
    private int span(HashPage page) {
        return 1 << (depth - page.depth());
    }

    /** Lets all places that share this tag's first bits lead to a page. */
    private void enter(HashPage page, int tag) {
        if (directoryEdit != edit) {
            directory = directory.clone();
            directoryEdit = edit;
        }
        int span = span(page);
        int first = slot(tag) & -span;
        Arrays.fill(directory, first, first + span, page);
    }

    private HashPage own(HashPage page, int tag) {
        if (page.ownedBy(edit)) {
            return page;
        }
        HashPage copy = page.copy(edit);
        enter(copy, tag);
        return copy;
    }

    /** No, if the directory would have to double for the sake of a few pages: their entries have too much in common. */
    private boolean canSplit(HashPage page) {
        return page.depth() < MOST_DEPTH && (page.depth() < depth || size / directory.length >= PAGE / 8);
    }

    private void split(HashPage page, int tag) {
        if (page.depth() == depth) {
            HashPage[] doubled = new HashPage[2 * directory.length];
            for (int i = 0; i < doubled.length; i++) {
                doubled[i] = directory[i / 2];
            }
            directory = doubled;
            directoryEdit = edit;
            depth++;
            deepest = 0;
        }
        int bit = lastBit(page.depth() + 1);
        for (int side : new int[] {0, bit}) {
            HashPage half = new HashPage(edit, page.depth() + 1, PAGE / 2);
            half.addAll(page, bit, side != 0);
            enter(half, (tag & ~bit) | side);
        }
        if (page.depth() + 1 == depth) {
            deepest += 2;
        }
    }

    private void join(HashPage small, int tag) {
        HashPage page = small;
        while (page.depth() > 0) {
            int bit = lastBit(page.depth());
            HashPage other = directory[slot(tag ^ bit)];
            if (other.depth() != page.depth() || page.count() + other.count() > PAGE / 2) {
                return;
            }
            HashPage joined = new HashPage(edit, page.depth() - 1, page.count() + other.count());
            joined.addAll(page, bit, (tag & bit) != 0);
            joined.addAll(other, bit, (tag & bit) == 0);
            enter(joined, tag);
            if (page.depth() == depth) {
                deepest -= 2;
                halveIfNobodyNeedsAll();
            }
            page = joined;
        }
    }

    private void halveIfNobodyNeedsAll() {
        while (depth > 0 && deepest == 0) {
            HashPage[] halved = new HashPage[directory.length / 2];
            for (int i = 0; i < halved.length; i++) {
                halved[i] = directory[2 * i];
            }
            directory = halved;
            depth--;
            for (HashPage page : directory) {
                deepest += page.depth() == depth ? 1 : 0;
            }
        }
    }

    /** The last of the first so many bits of a tag. */
    private static int lastBit(int bits) {
        return 1 << (32 - bits);
    }
}
