package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.ObjectId;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Who refers to which object: counted as elements come and go, sessions hold and release, calls park and leave.
 *
 * <p>An object whose content refers to others is watched from the first such element on; all others cost nothing. What the counts
 * lead to is the {@link Collector}'s business.
 */
final class ReferenceCounts {
    private final ObjectStore store;
    private final Collector collector;
    /** The objects whose content refers to others, by number. */
    private final TreeMap<Long, ObjectStore.Entry> referring = new TreeMap<>();

    ReferenceCounts(ObjectStore store) {
        this.store = store;
        this.collector = new Collector(store, this);
    }

    Collector collector() {
        return collector;
    }

    NavigableMap<Long, ObjectStore.Entry> referring() {
        return referring;
    }

    // From objects -----------------------------------------------------------------------------------------------

    /** Watches an object's content from now on. */
    void watch(ObjectStore.Entry holder) {
        if (!holder.watched) {
            holder.watched = true;
            holder.object.watch(new Content(holder));
        }
    }

    private final class Content implements Watcher {
        private final ObjectStore.Entry holder;
        /** Nothing new: what is told was counted before. */
        private boolean counted;

        Content(ObjectStore.Entry holder) {
            this.holder = holder;
        }

        @Override
        public void came(ByteString bytes) {
            if (counted) {
                return;
            }
            ReferenceFields.inElement(bytes, id -> refer(holder, id));
        }

        @Override
        public void left(ByteString bytes) {
            ReferenceFields.inElement(bytes, id -> unrefer(holder, id));
        }
    }

    /** Writes which objects are watched: also those that refer to nothing now, into which something may go back. */
    void save(SnapshotWriter out) {
        out.number(store.all().stream().filter(entry -> entry.watched).count());
        store.all().stream().filter(entry -> entry.watched).forEach(entry -> out.number(entry.number));
    }

    /** Reads what {@link #save} wrote, and counts what each object refers to, as it was noted then. */
    void load(SnapshotReader in) {
        for (long left = in.number(); left > 0; left--) {
            ObjectStore.Entry holder = store.find(in.number());
            if (holder != null) {
                Content content = new Content(holder);
                content.counted = true;
                holder.watched = true;
                holder.object.watch(content);
                content.counted = false;
            }
        }
        for (ObjectStore.Entry holder : store.all()) {
            if (holder.refers()) {
                referring.put(holder.number, holder);
            }
            holder.targets.forEach(this::gain);
        }
    }

    /** Counts references that were counted before a snapshot was written. */
    void gain(long target, long times) {
        ObjectStore.Entry entry = store.find(target);
        if (entry != null) {
            entry.references += times;
        }
    }

    private void refer(ObjectStore.Entry holder, ObjectId id) {
        ObjectStore.Entry target = store.find(id);
        if (target == null) {
            return;
        }
        if (holder.targets.isEmpty()) {
            referring.put(holder.number, holder);
            holder.targets.put(target.number, 0L);
            collector.gained(holder);
        }
        holder.targets.merge(target.number, 1L, Long::sum);
        target.references++;
        collector.gained(target);
    }

    private void unrefer(ObjectStore.Entry holder, ObjectId id) {
        Long times = holder.targets.get(id.getNumber());
        if (times == null || !store.isOfThisStore(id)) {
            return;
        }
        if (times == 1) {
            holder.targets.remove(id.getNumber());
            if (holder.targets.isEmpty()) {
                referring.remove(holder.number);
                // Only what refers to something is marked, and only such marks are in a snapshot.
                holder.marked = 0;
            }
        } else {
            holder.targets.put(id.getNumber(), times - 1);
        }
        lose(id.getNumber(), 1);
    }

    /** References in the content of an object that is gone. */
    void lose(long target, long times) {
        ObjectStore.Entry entry = store.find(target);
        if (entry != null) {
            entry.references -= times;
            collector.lost(entry);
        }
    }

    /** An object is gone, and its content with it. */
    void removed(ObjectStore.Entry holder) {
        if (referring.remove(holder.number) != null) {
            collector.leave(holder.targets);
        }
    }

    // From sessions and calls ------------------------------------------------------------------------------------

    /** A session or a parked call holds an object. */
    void hold(ObjectStore.Entry entry) {
        entry.holds++;
        collector.gained(entry);
    }

    void hold(long number) {
        ObjectStore.Entry entry = store.find(number);
        if (entry != null) {
            hold(entry);
        }
    }

    /** A session or a parked call holds an object no more. */
    void drop(long number) {
        ObjectStore.Entry entry = store.find(number);
        if (entry != null) {
            entry.holds--;
            collector.lost(entry);
        }
    }
}
