package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.page.PagedLog;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a queue from head to tail: a level for each priority, lowest first, and in it a log whose numbers are the elements'
 * positions. A queue without priorities has one level.
 */
final class QueueLevels {
    /** About what a level costs on the heap besides its elements. Each level but one counts, so that priorities cannot use up memory unseen. */
    static final long LEVEL_BYTES = 400;

    /** Where an element stands. */
    record Spot(long priority, long position) {}

    private final NavigableMap<Long, PagedLog> levels = new TreeMap<>();
    /** An empty log for the next level: a queue that is filled and emptied in turns makes none. */
    private PagedLog spare = new PagedLog();

    private @Nullable Watcher watcher;

    private long size;
    private long payload;

    long size() {
        return size;
    }

    long bytes() {
        return payload + LEVEL_BYTES * Math.max(0, levels.size() - 1);
    }

    /** Whether there are elements of this priority. */
    boolean hasLevel(long priority) {
        return levels.containsKey(priority);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** @param deliveries how often it was delivered */
    void put(Spot spot, ByteString element, int deliveries) {
        PagedLog level = levels.get(spot.priority());
        if (level == null) {
            level = spare;
            spare = newLevel();
            levels.put(spot.priority(), level);
        }
        long before = level.bytes();
        level.put(spot.position(), DeliveryCount.key(deliveries), element);
        payload += level.bytes() - before;
        size++;
    }

    /** Removes the element that stands there, and returns it. */
    ByteString remove(Spot spot) {
        PagedLog level = level(spot);
        long before = level.bytes();
        ByteString element = Objects.requireNonNull(level.value(spot.position()));
        level.remove(spot.position());
        payload += level.bytes() - before;
        size--;
        if (level.size() == 0) {
            levels.remove(spot.priority());
            spare = level;
        }
        return element;
    }

    private PagedLog newLevel() {
        PagedLog level = new PagedLog();
        if (watcher != null) {
            level.watch(watcher);
        }
        return level;
    }

    /** Tells of every element that is here now, and from now on of each that comes or leaves. */
    void watch(Watcher newWatcher) {
        watcher = newWatcher;
        levels.values().forEach(level -> level.watch(newWatcher));
        spare.watch(newWatcher);
    }

    void clear() {
        if (watcher != null) {
            levels.values().forEach(PagedLog::clear);
        }
        levels.clear();
        size = 0;
        payload = 0;
    }

    /** The element that stands there. */
    ByteString element(Spot spot) {
        return Objects.requireNonNull(level(spot).value(spot.position()));
    }

    /** How often the element that stands there was delivered. */
    int deliveries(Spot spot) {
        PagedLog level = level(spot);
        return level.keyEquals(spot.position(), DeliveryCount.NONE)
                ? 0
                : DeliveryCount.of(Objects.requireNonNull(level.key(spot.position())));
    }

    /** Whether an element stands there that equals the given one. */
    boolean holds(Spot spot, ByteString element) {
        PagedLog level = levels.get(spot.priority());
        return level != null && level.valueEquals(spot.position(), element);
    }

    /** The place of the first or the last element; there must be one. */
    Spot end(boolean tail) {
        Map.Entry<Long, PagedLog> level = tail ? levels.lastEntry() : levels.firstEntry();
        if (level == null) {
            throw new NoSuchElementException();
        }
        return new Spot(
                level.getKey(),
                tail ? level.getValue().last() : level.getValue().first());
    }

    /** The place of the first element, seen from an end, that equals the given one; null if there is none. */
    @Nullable
    Spot find(ByteString element, boolean fromTail) {
        Cursor cursor = cursor(fromTail, null);
        while (cursor.next()) {
            if (cursor.elementEquals(element)) {
                return cursor.spot();
            }
        }
        return null;
    }

    /**
     * Goes from one end to the other; of no use after a change.
     *
     * @param after begins behind this place, which need not be in use; null: with the first
     */
    Cursor cursor(boolean fromTail, @Nullable Spot after) {
        NavigableMap<Long, PagedLog> onTheWay = levels;
        if (after != null) {
            onTheWay = fromTail ? levels.headMap(after.priority(), true) : levels.tailMap(after.priority(), true);
        }
        return new Cursor(fromTail ? onTheWay.descendingMap() : onTheWay, fromTail, after);
    }

    private PagedLog level(Spot spot) {
        return Objects.requireNonNull(levels.get(spot.priority()));
    }

    void save(SnapshotWriter out) {
        out.number(levels.size());
        levels.forEach((priority, level) -> {
            out.number(priority);
            level.save(out);
        });
    }

    static QueueLevels load(SnapshotReader in) {
        QueueLevels loaded = new QueueLevels();
        for (long left = in.number(); left > 0; left--) {
            long priority = in.number();
            PagedLog level = PagedLog.load(in);
            loaded.levels.put(priority, level);
            loaded.size += level.size();
            loaded.payload += level.bytes();
        }
        return loaded;
    }

    /** Goes through all levels. It starts before the first element on its way; {@link #next} goes to it. */
    static final class Cursor {
        private final Iterator<Map.Entry<Long, PagedLog>> levels;
        private final boolean fromTail;
        private final @Nullable Spot after;
        private long priority;
        private PagedLog.@Nullable Cursor level;

        private Cursor(Map<Long, PagedLog> levels, boolean fromTail, @Nullable Spot after) {
            this.levels = levels.entrySet().iterator();
            this.fromTail = fromTail;
            this.after = after;
        }

        boolean next() {
            while (level == null || !level.next()) {
                if (!levels.hasNext()) {
                    return false;
                }
                Map.Entry<Long, PagedLog> next = levels.next();
                priority = next.getKey();
                level = within(next.getValue());
            }
            return true;
        }

        private PagedLog.Cursor within(PagedLog log) {
            if (after != null && after.priority() == priority) {
                return fromTail ? log.before(after.position()) : log.after(after.position());
            }
            return fromTail ? log.before(Long.MAX_VALUE) : log.after(0);
        }

        private PagedLog.Cursor here() {
            return Objects.requireNonNull(level);
        }

        Spot spot() {
            return new Spot(priority, here().number());
        }

        ByteString element() {
            return here().value();
        }

        boolean elementEquals(ByteString element) {
            return here().valueEquals(element);
        }
    }
}
