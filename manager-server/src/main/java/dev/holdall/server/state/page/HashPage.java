package dev.holdall.server.state.page;

/**
 * A page of a {@link HashIndex}: record numbers by the tags of their keys, in open addressing.
 *
 * <p>All tags of a page begin with the same {@code depth} bits; the bits behind those say where in the page an entry would
 * like to be, and it is there or further on. Tag 0 marks a free place.
 */
final class HashPage {
    private static final int LEAST_PLACES = 8;

    private final Edit edit;
    private final int depth;
    private int[] tags;
    private long[] numbers;
    private int count;

    /** An empty page with room for so many entries. */
    HashPage(Edit edit, int depth, int room) {
        this(edit, depth, new int[places(room)], new long[places(room)], 0);
    }

    private HashPage(Edit edit, int depth, int[] tags, long[] numbers, int count) {
        this.edit = edit;
        this.depth = depth;
        this.tags = tags;
        this.numbers = numbers;
        this.count = count;
    }

    boolean ownedBy(Edit edit) {
        return this.edit == edit;
    }

    HashPage copy(Edit edit) {
        return new HashPage(edit, depth, tags.clone(), numbers.clone(), count);
    }

    /** How many leading bits all tags of this page share. */
    int depth() {
        return depth;
    }

    int count() {
        return count;
    }

    /** The first place to look for a tag. */
    int home(int tag) {
        long behindDepth = (tag << depth) & 0xffffffffL;
        return (int) ((behindDepth * tags.length) >>> 32);
    }

    /** The place to look at after this one. */
    int next(int place) {
        return place + 1 == tags.length ? 0 : place + 1;
    }

    int tag(int place) {
        return tags[place];
    }

    long number(int place) {
        return numbers[place];
    }

    void add(int tag, long number) {
        if ((count + 1) * 20L > tags.length * 17L) {
            resize(count + 1 + count / 20);
        }
        place(tag, number);
    }

    /** Removes an entry, if it is here. Those behind it move up, so that looking for them needs no marks of removed ones. */
    boolean remove(int tag, long number) {
        int place = home(tag);
        while (tags[place] != tag || numbers[place] != number) {
            if (tags[place] == 0) {
                return false;
            }
            place = next(place);
        }
        int free = place;
        for (int i = next(place); tags[i] != 0; i = next(i)) {
            if (distance(home(tags[i]), i) >= distance(free, i)) {
                tags[free] = tags[i];
                numbers[free] = numbers[i];
                free = i;
            }
        }
        tags[free] = 0;
        numbers[free] = 0;
        count--;
        if (tags.length > LEAST_PLACES && count < tags.length / 3) {
            resize(count);
        }
        return true;
    }

    /** Adds all entries of another page whose tags have this bit set, or cleared. */
    void addAll(HashPage other, int mask, boolean set) {
        for (int place = 0; place < other.tags.length; place++) {
            int tag = other.tags[place];
            if (tag != 0 && ((tag & mask) != 0) == set) {
                add(tag, other.numbers[place]);
            }
        }
    }

    /** Heap bytes of this page. */
    long allocated() {
        return 32 + Sizes.array(tags.length, 4) + Sizes.array(numbers.length, 8);
    }

    private void place(int tag, long number) {
        int place = home(tag);
        while (tags[place] != 0) {
            place = next(place);
        }
        tags[place] = tag;
        numbers[place] = number;
        count++;
    }

    private int distance(int from, int to) {
        return to >= from ? to - from : to - from + tags.length;
    }

    private void resize(int room) {
        int[] oldTags = tags;
        long[] oldNumbers = numbers;
        tags = new int[places(room)];
        numbers = new long[tags.length];
        count = 0;
        for (int i = 0; i < oldTags.length; i++) {
            if (oldTags[i] != 0) {
                place(oldTags[i], oldNumbers[i]);
            }
        }
    }

    /** Three quarters are taken at first; at 85 % there are soon too many places to look at. */
    private static int places(int room) {
        return Math.max(LEAST_PLACES, room + room / 3 + 1);
    }
}
