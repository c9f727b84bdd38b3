package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.value.CanonicalValue;
import dev.holdall.server.state.value.NotCanonicalException;
import dev.holdall.v1.Code;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Opened;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a handler may ask and tell while it runs: the objects, the limits, and whether its call is to wait.
 *
 * <p>Valid during the handler's run only. One instance serves all calls, one after the other.
 */
public final class CallContext {
    private final ObjectStore store;
    private final Waiters waiters;
    private final Limits limits;
    private final Sessions sessions;
    private final Parking parking;
    private final Memory memory;
    private final Guards guards;

    private Invocation call = Invocation.OF_THE_MANAGER;
    private String actsFor = "";
    private long now;
    private boolean mayWait;
    private boolean grows;
    private boolean needsMemory;
    private boolean refers;
    private @Nullable Waiter waiter;
    private ObjectStore.@Nullable Entry current;
    private long bytesBefore;
    private boolean referredBefore;
    private @Nullable Place parkedIn;
    private long parkedForNanos;
    private boolean keepsTime;
    private int stage;
    private @Nullable Grant granted;
    private final List<Answer> answers = new ArrayList<>();

    /** What a handler answers the parked call of somebody else. */
    record Answer(Waiter waiter, Message reply, @Nullable Grant grant) {}

    CallContext(ObjectStore store, Waiters waiters, Sessions sessions, Parking parking, Memory memory, Limits limits) {
        this.store = store;
        this.waiters = waiters;
        this.sessions = sessions;
        this.parking = parking;
        this.memory = memory;
        this.guards = new Guards(store);
        this.limits = limits;
    }

    /**
     * Begins a call.
     *
     * @param parked the record of the call where it was parked before and is tried again; else null
     */
    void begin(Invocation invocation, @Nullable Waiter parked) {
        call = invocation;
        actsFor = "";
        waiter = parked;
        mayWait = false;
        grows = false;
        needsMemory = false;
        refers = false;
        current = null;
        stage = waiter == null ? 0 : waiter.stage();
        parkedIn = null;
        parkedForNanos = 0;
        granted = null;
        answers.clear();
    }

    /** The time of the command that is applied from now on. */
    void now(long time) {
        now = time;
    }

    /** Begins what no call asked for. */
    void begin() {
        begin(Invocation.OF_THE_MANAGER, null);
    }

    /** Says whether the call is to wait at all, where it cannot be answered. */
    void waits(boolean waits) {
        mayWait = waits;
    }

    /** Says whether the call may bring elements into its object. */
    void grows(boolean grows) {
        this.grows = grows;
    }

    /** Says whether the call may be refused where there is too little {@link Memory} for what it adds. */
    void needsMemory(boolean needs) {
        needsMemory = needs;
    }

    /** Refuses more if there is no memory for it. What removes, reads, owns or goes back is not asked. */
    private void admitMemory() {
        if (needsMemory) {
            memory.check();
        }
    }

    /** Whether the current object refers to others, or did when the call began: then its reply may as well. */
    boolean currentRefers() {
        return current != null && (current.refers() || referredBefore);
    }

    /** The handler parked the call; what runs next decides again. */
    void unpark() {
        parkedIn = null;
    }

    /** Books what the call added or removed. */
    void end() {
        if (current != null) {
            store.addBytes(current.object.bytes() - bytesBefore);
            current = null;
        }
    }

    boolean parked() {
        return parkedIn != null;
    }

    Place parkedIn() {
        if (parkedIn == null) {
            throw new IllegalStateException("the call is not parked");
        }
        return parkedIn;
    }

    /** How long the call is to wait from now on; 0 if the handler did not say. */
    long parkedForNanos() {
        return parkedForNanos;
    }

    /** The number of the object that the call concerns. */
    long subject() {
        return current == null ? CommonPlace.NO_OBJECT : current.number;
    }

    List<Answer> answers() {
        return answers;
    }

    /** Whether the call's time goes on where it waits now. */
    boolean keepsTime() {
        return keepsTime;
    }

    int parkedAtStage() {
        return stage;
    }

    @Nullable
    Grant granted() {
        return granted;
    }

    private ObjectStore.Entry entry() {
        if (current == null) {
            throw new IllegalStateException("the call has not named its object");
        }
        return current;
    }

    private void focus(ObjectStore.Entry entry) {
        current = entry;
        bytesBefore = entry.object.bytes();
        referredBefore = entry.refers();
    }

    /**
     * The object of this id, which the call is about.
     *
     * @throws Refusal NO_SUCH_OBJECT or MISMATCH
     */
    <S extends StoredObject> S object(ObjectId object, ObjectType<S> type) {
        ObjectStore.Entry entry = entry(object, type);
        focus(entry);
        return type.stateClass().cast(entry.object);
    }

    /**
     * Another object of the current one's type, only to be read: what is changed in it would not be booked. It may be the current one.
     *
     * @throws Refusal NO_SUCH_OBJECT or MISMATCH; so this is called before anything is changed
     */
    public <S extends StoredObject> S other(ObjectId object, ObjectType<S> type) {
        ObjectStore.Entry entry = entry(object, type);
        if (entry.refers()) {
            // What is in it may come into this one, or into a new one.
            referring();
        }
        return type.stateClass().cast(entry.object);
    }

    /**
     * Moves something from the current object into another one of its type, in the same step. While {@code move} runs, the other one is the
     * current object: what it gains is booked for it, and whom it wakes waits there.
     *
     * @param move says whether it moved anything
     * @return what {@code move} said; false if the other object is gone
     */
    public <S extends StoredObject> boolean moveTo(ObjectId object, Class<S> state, Predicate<S> move) {
        ObjectStore.Entry from = entry();
        ObjectStore.Entry to = store.find(object);
        if (to == null || to == from || to.type != from.type) {
            return false;
        }
        if (from.watched) {
            // What moves may refer to others; it may stand in no object at this moment.
            store.counts().watch(to);
        }
        boolean referred = referredBefore || from.refers();
        end();
        focus(to);
        boolean moved = move.test(state.cast(to.object));
        end();
        focus(from);
        referredBefore = referred;
        return moved;
    }

    /** From now on the call may bring references into its object. */
    private void referring() {
        if (grows) {
            refers = true;
            if (current != null) {
                store.counts().watch(current);
            }
        }
    }

    private ObjectStore.Entry entry(ObjectId object, ObjectType<?> type) {
        ObjectStore.Entry entry = store.get(object);
        if (entry.type != type) {
            throw new Refusal(
                    Code.MISMATCH,
                    "the object " + entry.describe() + " is served by " + entry.type.service() + ", not by "
                            + type.service());
        }
        return entry;
    }

    /** Gives the context the object of a grant that goes back; null if the object is gone. */
    ObjectStore.@Nullable Entry focusOn(long number) {
        ObjectStore.Entry entry = store.find(number);
        if (entry != null) {
            focus(entry);
        }
        return entry;
    }

    /**
     * The object of this name; null if there is none.
     *
     * @throws Refusal if no object can have it, or the caller's key is not for it
     */
    ObjectStore.@Nullable Entry find(String name) {
        Names.check(name, limits);
        permit().admitName(name);
        return store.find(name);
    }

    /** Finds or makes an object: see {@code objects.proto}. */
    <S extends StoredObject> Opened open(
            ObjectType<S> type, String name, Supplier<S> make, Predicate<S> hasSameOptions) {
        if (!name.isEmpty()) {
            ObjectStore.Entry existing = find(name);
            if (existing != null) {
                if (existing.type != type) {
                    throw new Refusal(
                            Code.MISMATCH,
                            "the name '" + name + "' belongs to an object of " + existing.type.service() + ", not of "
                                    + type.service());
                }
                if (!hasSameOptions.test(type.stateClass().cast(existing.object))) {
                    throw new Refusal(
                            Code.MISMATCH, "the object '" + name + "' exists already and was made with other options");
                }
                return Opened.newBuilder().setId(store.idOf(existing)).build();
            }
        }
        permit().admitNew(name);
        limits.check(Limit.OBJECTS, store.count() + 1);
        admitMemory();
        return Opened.newBuilder()
                .setId(add(type, name, make.get()))
                .setCreated(true)
                .build();
    }

    /**
     * Makes an object without a name, beside the one that the call is about. Where its content is put together bit by bit, {@link
     * #admitNew} on the way keeps it from taking more memory than there is.
     *
     * @throws Refusal if there are too many objects or it is too large; so this is called before anything is changed
     */
    public <S extends StoredObject> ObjectId make(ObjectType<S> type, S object) {
        permit().admitNew("");
        admitNew(object.elements(), object.bytes());
        refers |= currentRefers();
        return add(type, "", object);
    }

    /** Refuses a new object of this size, if it would go beyond the limits. */
    public void admitNew(long elements, long bytes) {
        limits.check(Limit.OBJECTS, store.count() + 1);
        limits.check(Limit.OBJECT_ELEMENTS, elements);
        admitMemory();
        admitTotal(bytes);
        limits.check(Limit.OBJECT_BYTES, bytes);
    }

    private <S extends StoredObject> ObjectId add(ObjectType<S> type, String name, S object) {
        ObjectStore.Entry made = store.add(type, name, object);
        made.untilDeleted = name.isEmpty() && call.id().isUnary();
        store.addBytes(object.bytes());
        if (refers) {
            store.counts().watch(made);
        }
        return store.idOf(made);
    }

    /**
     * The fencing token of somebody who acquires a lock just now: greater than those of all acquisitions before, of this lock and of any
     * other, of one that was deleted, of an earlier life of the manager's. Called as the lock is taken, since it is used up.
     */
    public long nextToken() {
        return store.nextToken();
    }

    /** How keys are hashed here: under a seed that nobody outside knows, the same on every replica. */
    public SipHash hash() {
        return store.hash();
    }

    /**
     * Checks one encoded element: canonical, and not too large.
     *
     * @return the same bytes
     */
    public ByteString element(ByteString encoded) {
        checkSize(encoded);
        scan(encoded);
        return encoded;
    }

    private void checkSize(ByteString encoded) {
        if (encoded.size() > limits.of(Limit.ELEMENT_BYTES)) {
            throw limits.exceeded(Limit.ELEMENT_BYTES, encoded.size());
        }
    }

    private CanonicalValue scan(ByteString encoded) {
        try {
            CanonicalValue value = CanonicalValue.scan(encoded);
            if (!value.references().isEmpty()) {
                referring();
            }
            return value;
        } catch (NotCanonicalException e) {
            throw Refusal.invalid(String.valueOf(e.getMessage()));
        }
    }

    /** Checks encoded elements, all before any is used. */
    public List<ByteString> elements(List<ByteString> encoded) {
        encoded.forEach(this::element);
        return encoded;
    }

    /** Checks one encoded element that must not be null. */
    public ByteString elementNotNull(ByteString encoded, String what) {
        checkSize(encoded);
        if (scan(encoded).isNull()) {
            throw Refusal.invalid(what + " must not be null");
        }
        return encoded;
    }

    /** Refuses what would grow the current object beyond the limits. Called before anything is changed. */
    public void admit(long moreElements, long moreBytes) {
        StoredObject object = entry().object;
        // What needs no room is not refused, even if returned elements stand above the limit.
        if (moreElements > 0 && moreElements > limits.of(Limit.OBJECT_ELEMENTS) - object.elements()) {
            throw limits.exceeded(Limit.OBJECT_ELEMENTS, object.elements() + moreElements);
        }
        if (moreElements > 0) {
            admitMemory();
        }
        admitBytes(moreBytes);
    }

    /** Whether {@link #admit} would let this pass. */
    public boolean fits(long moreElements, long moreBytes) {
        return moreElements <= limits.of(Limit.OBJECT_ELEMENTS) - entry().object.elements() && fits(moreBytes);
    }

    private boolean fits(long moreBytes) {
        return moreBytes <= limits.of(Limit.TOTAL_BYTES) - store.bytes()
                && moreBytes <= limits.of(Limit.OBJECT_BYTES) - currentBytes()
                && !(needsMemory && memory.isShort());
    }

    /** What the current object holds; 0 if there is none yet. */
    private long currentBytes() {
        return current == null ? 0 : current.object.bytes();
    }

    /**
     * Refuses bytes that would bring the current object, or all objects together, beyond the limit although others go.
     *
     * @param oldBytes how many go; asked only where that decides, since telling may mean reading them
     */
    public void admitReplacement(long newBytes, LongSupplier oldBytes) {
        if (!fits(newBytes)) {
            admitBytes(newBytes - oldBytes.getAsLong());
        }
    }

    /** Refuses bytes that would bring the current object, or all objects together, beyond the limit. */
    public void admitBytes(long moreBytes) {
        if (moreBytes > 0) {
            admitMemory();
        }
        admitTotal(moreBytes);
        if (moreBytes > 0 && moreBytes > limits.of(Limit.OBJECT_BYTES) - currentBytes()) {
            throw limits.exceeded(Limit.OBJECT_BYTES, currentBytes() + moreBytes);
        }
    }

    private void admitTotal(long moreBytes) {
        if (moreBytes > 0 && moreBytes > limits.of(Limit.TOTAL_BYTES) - store.bytes()) {
            throw limits.exceeded(Limit.TOTAL_BYTES, store.bytes() + moreBytes);
        }
    }

    /**
     * Checks a name within an object, which follows the rules for names of objects.
     *
     * @return the same name
     */
    public String name(String name) {
        Names.check(name, limits);
        return name;
    }

    /**
     * The time: nanoseconds since the store was made, as the engine counts them, the same on every replica. It never goes back. No clock of
     * anybody's shows it.
     */
    public long now() {
        return now;
    }

    /**
     * Asks that {@link ObjectType#alarm} be called for the current object at a time, in the place of the time asked for before. If that time
     * has come already, it is called with the next command, so that an object which asks again each time cannot hold up the others.
     *
     * @param time as {@link #now}; {@link Long#MAX_VALUE} for never
     */
    public void alarmAt(long time) {
        store.alarms().set(entry().number, time <= now ? now + 1 : time);
    }

    /** Who calls. For a parked call that is tried again: who called. */
    public Caller caller() {
        return new Caller(call.id().session(), call.origin().thread());
    }

    /** Notes in whose name the call acts, where that is not its thread. For people who ask who waits. */
    public void actsFor(String name) {
        actsFor = name;
    }

    /** In whose name the call acts; empty unless the handler said so. */
    String actsFor() {
        return actsFor;
    }

    /** When and where somebody comes to own something by this call. */
    public Occasion occasion() {
        return Occasion.of(now, call.origin().clean());
    }

    /**
     * Why the call may not go on: the lock that guards it is not held any more as it demands; null if it is. For calls that wait at a stage
     * other than 0, whose guard is not looked at by itself any more, and that can still take back what they have done: a handler does so, and
     * throws it.
     */
    public @Nullable Refusal staleGuard() {
        return staleGuard(call);
    }

    private @Nullable Refusal staleGuard(Invocation guarded) {
        try {
            guards.check(guarded);
            return null;
        } catch (Refusal stale) {
            return stale;
        }
    }

    /** Whether a lock guards the call. */
    public boolean isGuarded() {
        return call.guard() != null;
    }

    /** Whether a call waits first in a place of the current object that may not go on: see {@link #staleGuard()}. */
    public boolean isStaleFirst(int place) {
        Waiter first = waiters.first(new Place(entry().number, place));
        return first != null && staleGuard(first.call()) != null;
    }

    /** How far a parked call had come, as {@link #park(int, int)} was told; 0 for a call that has just come. */
    public int stage() {
        return stage;
    }

    /**
     * Lets the call wait in a place of the current object until {@link #wake} says that it may be tried again. The handler
     * returns this method's null at once.
     *
     * @param place the type's own number for what is waited for
     * @throws Refusal if too many calls wait already; so this is called before anything is changed
     */
    public <R> @Nullable R park(int place) {
        return park(place, stage);
    }

    /**
     * As {@link #park(int)}, and notes how far the call has come. A call that waited elsewhere or at another stage comes behind those
     * that wait there, and waits for as long as it takes: its time-out is over. So does one whose time has passed, wherever it is parked.
     *
     * @param newStage the type's own number, which {@link #stage} tells when the call is tried again
     */
    public <R> @Nullable R park(int place, int newStage) {
        return park(new Place(entry().number, place), newStage, 0);
    }

    /** As {@link #park(int, int)}, but waits at most so long from now on. One that waits there at that stage already keeps its time. */
    public <R> @Nullable R parkFor(int place, int newStage, long nanos) {
        return park(new Place(entry().number, place), newStage, nanos);
    }

    /** As {@link #park(int)}, in a place that belongs to no object. */
    public <R> @Nullable R park(CommonPlace place) {
        return park(place.place(), stage, 0);
    }

    /** As {@link #parkFor(int, int, long)}, in a place that belongs to no object. */
    public <R> @Nullable R parkFor(CommonPlace place, int newStage, long nanos) {
        return park(place.place(), newStage, nanos);
    }

    private <R> @Nullable R park(Place place, int newStage, long nanos) {
        if (waiter == null && mayWait) {
            parking.admit(call.id(), call.request().size());
            admitMemory();
        }
        keepsTime = false;
        parkedIn = place;
        parkedForNanos = nanos;
        stage = newStage;
        return null;
    }

    /** As {@link #park(int, int)}, but a call that waited elsewhere or at another stage keeps what is left of its time. */
    public <R> @Nullable R parkInTime(int place, int newStage) {
        park(place, newStage);
        keepsTime = true;
        return null;
    }

    /** The stage at which the first call waits in a place of the current object; 0 if none waits there. */
    public int stageOfFirst(int place) {
        Waiter first = waiters.first(new Place(entry().number, place));
        return first == null ? 0 : first.stage();
    }

    /** How many calls wait in a place of the current object, the current one included if it waits there. */
    public int waitingIn(int place) {
        return waiters.count(new Place(entry().number, place));
    }

    /** From now on a session owns something in the current object: when it ends, the type takes it away from it. */
    public void own(long session) {
        Session owner = sessions.get(session);
        if (owner != null) {
            owner.own(entry().number, store);
        }
    }

    /** A session owns nothing more in the current object. */
    public void disown(long session) {
        Session owner = sessions.get(session);
        if (owner != null) {
            owner.stakes().remove(entry().number);
        }
    }

    /** Whether an earlier call waits in a place of the current object: who comes later must not overtake it. */
    public boolean othersWaitIn(int place) {
        return othersWaitIn(new Place(entry().number, place));
    }

    /** As {@link #othersWaitIn(int)}, in a place that belongs to no object. */
    public boolean othersWaitIn(CommonPlace place) {
        return othersWaitIn(place.place());
    }

    private boolean othersWaitIn(Place place) {
        Waiter first = waiters.first(place);
        return first != null && first != waiter;
    }

    /** Calls that wait in a place of the current object are tried again after this one, first come first served. */
    public void wake(int place) {
        waiters.wake(new Place(entry().number, place));
    }

    /** As {@link #wake(int)}, in a place that belongs to no object. */
    public void wake(CommonPlace place) {
        waiters.wake(place.place());
    }

    /** The call that waits first in a place; null if none does. */
    public @Nullable Waiting first(CommonPlace place) {
        Waiter first = waiters.first(place.place());
        return first == null ? null : new Waiting(new Caller(first.id().session(), first.thread()), first.request());
    }

    /**
     * Answers the call that waits first in a place, once this handler has returned.
     *
     * @param granted what the reply hands over, of the current object: see {@link #grant}
     */
    public void answerFirst(CommonPlace place, Message reply, ByteString granted) {
        answerFirst(place.place(), reply, new Grant(entry().number, granted));
    }

    /** Answers the call that waits first in a place of the current object, once this handler has returned. */
    public void answerFirst(int place, Message reply) {
        answerFirst(new Place(entry().number, place), reply, null);
    }

    private void answerFirst(Place place, Message reply, @Nullable Grant grant) {
        Waiter first = waiters.first(place);
        if (first == null) {
            throw new IllegalStateException("nobody waits in " + place);
        }
        answers.add(new Answer(first, reply, grant));
    }

    /** Whether the call comes from a process of the manager's own: see {@link Command.AdmitHelper}. */
    public boolean fromHelper() {
        Session session = sessions.get(call.id().session());
        return session != null && session.isHelper();
    }

    /** Whether the manager has processes of its own, now or soon. */
    public boolean helpersExpected() {
        return sessions.helpersExpected();
    }

    /** Deletes the current object, as the last thing that a handler does. Calls that concern it fail. */
    public void delete() {
        ObjectStore.Entry entry = entry();
        end();
        store.remove(entry);
        waiters.wakeAllOf(entry.number);
    }

    /**
     * Each call that waits in a place of the current object is tried again after this one, in the order of their coming, even if those
     * before it have to stay: for calls that wait there for different things and take nothing from each other.
     */
    public void wakeEach(int place) {
        waiters.wakeEach(new Place(entry().number, place));
    }

    /**
     * Notes that the reply hands something over. If nobody receives the reply, the type gets it back: see {@link
     * ObjectType#giveBack}.
     */
    public void grant(ByteString what) {
        granted = new Grant(entry().number, what);
    }

    ObjectStore store() {
        return store;
    }

    /** Under which the call came. */
    Permit permit() {
        return call.permit();
    }

    Memory memory() {
        return memory;
    }

    Sessions sessions() {
        return sessions;
    }

    Waiters waiters() {
        return waiters;
    }

    Limits limits() {
        return limits;
    }
}
