package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.Code;
import dev.holdall.v1.ObjectId;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All shared objects, by id and by name. */
final class ObjectStore {

    /** An object and what is known of it. */
    static final class Entry {
        final long number;
        /** What the object's id shows beside the number: see {@link ObjectStore#check}. */
        final long check;

        final String name;
        final ObjectType<?> type;
        final StoredObject object;

        /** A unary call made it, so that no session holds it: it lives until it is deleted. */
        boolean untilDeleted;
        /** How many references to it the content of objects has. */
        long references;
        /** How many sessions and parked calls hold it. */
        long holds;
        /** Its content is watched for references. */
        boolean watched;
        /** What its content refers to, and how often. */
        final TreeMap<Long, Long> targets = new TreeMap<>();
        /** The last marking that reached it: the {@link Collector}'s. */
        long marked;

        Entry(long number, long check, String name, ObjectType<?> type, StoredObject object) {
            this.number = number;
            this.check = check;
            this.name = name;
            this.type = type;
            this.object = object;
        }

        /** Lives, whatever other objects refer to. */
        boolean isRoot() {
            return !name.isEmpty() || untilDeleted || holds > 0;
        }

        /** Whether its content refers to any object. */
        boolean refers() {
            return !targets.isEmpty();
        }

        /** Whether it lives as long as somebody refers to it only. */
        boolean isCounted() {
            return name.isEmpty() && !untilDeleted;
        }

        String describe() {
            return name.isEmpty() ? "number " + number : "'" + name + "'";
        }
    }

    private final int epoch;
    private final long hashSeed;
    private final SipHash hash;
    private final SipHash checks;
    private final TreeMap<Long, Entry> byNumber = new TreeMap<>();
    /** The object that was asked for last: many calls in a row are about one. */
    private @Nullable Entry latest;

    // Sorted by bytes, as pages of names are.
    private final TreeMap<ByteString, Entry> byName = new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    private final ReferenceCounts counts = new ReferenceCounts(this);
    private final Alarms alarms = new Alarms();
    private final TreeMap<String, Long> byService = new TreeMap<>();
    private long lastNumber;
    private long lastToken;
    private long bytes;

    /**
     * A store that holds nothing.
     *
     * @param epoch drawn at random when the store is made, never 0; every id shows it
     * @param hashSeed drawn at random when the store is made, and shown to nobody
     * @param tokenFloor above all fencing tokens of earlier stores; not negative
     */
    ObjectStore(int epoch, long hashSeed, long tokenFloor) {
        if (epoch == 0) {
            throw new IllegalArgumentException("the epoch 0 stands for none");
        }
        this.epoch = epoch;
        this.hashSeed = hashSeed;
        this.lastToken = tokenFloor;
        this.hash = new SipHash(hashSeed, Long.rotateLeft(hashSeed, 32) ^ epoch);
        this.checks = SipHash.strong(~hashSeed, Long.rotateLeft(hashSeed, 32) ^ epoch);
    }

    Entry add(ObjectType<?> type, String name, StoredObject object) {
        Entry entry = new Entry(++lastNumber, check(lastNumber), name, type, object);
        put(entry);
        return entry;
    }

    private void put(Entry entry) {
        byNumber.put(entry.number, entry);
        byService.merge(entry.type.service(), 1L, Long::sum);
        if (!entry.name.isEmpty()) {
            byName.put(ByteString.copyFromUtf8(entry.name), entry);
        }
    }

    void remove(Entry entry) {
        latest = null;
        byNumber.remove(entry.number);
        byService.computeIfPresent(entry.type.service(), (service, count) -> count == 1 ? null : count - 1);
        if (!entry.name.isEmpty()) {
            byName.remove(ByteString.copyFromUtf8(entry.name));
        }
        bytes -= entry.object.bytes();
        counts.removed(entry);
        alarms.set(entry.number, Long.MAX_VALUE);
    }

    /** Who refers to which object. */
    ReferenceCounts counts() {
        return counts;
    }

    /** Which objects are to be told of the time. */
    Alarms alarms() {
        return alarms;
    }

    @Nullable
    Entry find(String name) {
        return byName.get(ByteString.copyFromUtf8(name));
    }

    @Nullable
    Entry find(long number) {
        Entry found = latest;
        if (found == null || found.number != number) {
            found = byNumber.get(number);
            latest = found;
        }
        return found;
    }

    /** Which life of the store this is: every id shows it. */
    int epoch() {
        return epoch;
    }

    /** What makes the id of a number one that nobody can know who was not told it: never 0. */
    private long check(long number) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        long check = checks.hash(ByteString.copyFrom(bytes));
        return check == 0 ? 1 : check;
    }

    /** The object of this id; null if it was deleted, or if the id is a guess. */
    @Nullable
    Entry find(ObjectId id) {
        if (!isOfThisLife(id)) {
            return null;
        }
        Entry entry = find(id.getNumber());
        return entry != null && entry.check == id.getCheck() ? entry : null;
    }

    /** Whether this store has given the id to an object, be it gone. */
    boolean isOfThisStore(ObjectId id) {
        return isOfThisLife(id) && id.getCheck() == check(id.getNumber());
    }

    private boolean isOfThisLife(ObjectId id) {
        return id.getEpoch() == epoch && id.getShard() == 0;
    }

    /**
     * The object of this id.
     *
     * @throws Refusal NO_SUCH_OBJECT, saying whether it was deleted here or belongs elsewhere
     */
    Entry get(ObjectId id) {
        Entry entry = find(id);
        if (entry != null) {
            return entry;
        }
        String number = Long.toUnsignedString(id.getNumber());
        String why;
        if (id.getEpoch() == 0 || id.getNumber() == 0) {
            why = "the request names no object";
        } else if (id.getEpoch() != epoch) {
            why = "the object number " + number + " belongs to another manager, or to an earlier life of this one";
        } else if (id.getShard() != 0) {
            why = "this manager has no shard " + Integer.toUnsignedString(id.getShard());
        } else if (!isOfThisStore(id)) {
            // Whether there is an object of that number is nobody's business who does not have its id.
            why = "there was never an object of this id, which says number " + number;
        } else {
            why = "the object number " + number + " was deleted";
        }
        throw new Refusal(Code.NO_SUCH_OBJECT, why);
    }

    ObjectId idOf(Entry entry) {
        return ObjectId.newBuilder()
                .setEpoch(epoch)
                .setNumber(entry.number)
                .setCheck(entry.check)
                .build();
    }

    /**
     * The named objects whose names are greater, sorted.
     *
     * @param passed also greater than the name of the object that has this number, if there is one
     */
    NavigableMap<ByteString, Entry> namedAfter(String name, long passed) {
        ByteString after = ByteString.copyFromUtf8(name);
        Entry entry = find(passed);
        ByteString other = entry == null ? ByteString.EMPTY : ByteString.copyFromUtf8(entry.name);
        return byName.tailMap(byName.comparator().compare(after, other) < 0 ? other : after, false);
    }

    /** All objects, in the order in which they were made. */
    Collection<Entry> all() {
        return byNumber.values();
    }

    /** How many objects each service serves, none where there is none. */
    SortedMap<String, Long> countsByService() {
        return byService;
    }

    long count() {
        return byNumber.size();
    }

    long bytes() {
        return bytes;
    }

    void addBytes(long more) {
        bytes += more;
    }

    SipHash hash() {
        return hash;
    }

    /** A fencing token: greater than all that any lock ever had, here or in an earlier store, so that it fits no other holding of any. */
    long nextToken() {
        return ++lastToken;
    }

    void save(SnapshotWriter out) {
        out.number(Integer.toUnsignedLong(epoch));
        out.number(hashSeed);
        out.number(lastToken);
        out.number(lastNumber);
        out.number(byNumber.size());
        for (Entry entry : byNumber.values()) {
            out.number(entry.number);
            out.string(entry.name);
            out.string(entry.type.service());
            out.flag(entry.untilDeleted);
            out.number(entry.targets.size());
            entry.targets.forEach((target, times) -> {
                out.number(target);
                out.number(times);
            });
            entry.object.save(out);
        }
        alarms.save(out);
    }

    static ObjectStore load(SnapshotReader in, MethodTable methods) {
        ObjectStore store = new ObjectStore((int) in.number(), in.number(), in.number());
        store.lastNumber = in.number();
        for (long left = in.number(); left > 0; left--) {
            long number = in.number();
            String name = in.string();
            ObjectType<?> type = methods.type(in.string());
            boolean untilDeleted = in.flag();
            TreeMap<Long, Long> targets = new TreeMap<>();
            for (long more = in.number(); more > 0; more--) {
                targets.put(in.number(), in.number());
            }
            StoredObject object = type.load(in, store.hash);
            Entry entry = new Entry(number, store.check(number), name, type, object);
            entry.untilDeleted = untilDeleted;
            store.put(entry);
            store.bytes += object.bytes();
            entry.targets.putAll(targets);
        }
        store.alarms.load(in);
        return store;
    }
}
