package dev.holdall.client.proxy;

import dev.holdall.client.Refused;
import dev.holdall.client.call.CallSettings;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Held;
import dev.holdall.client.call.Holds;
import dev.holdall.client.call.Operation;
import dev.holdall.client.call.Target;
import dev.holdall.v1.HoldReply;
import dev.holdall.v1.HoldRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import io.grpc.stub.AbstractStub;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a proxy's object is: its id, which may be another one after a session was lost. Then the object is looked for again, by the first
 * call on the proxy: one with a name is opened by it, of any other the new session asks whether it is still there.
 *
 * <p>Safe for use by many threads.
 */
final class Location implements Target {
    /**
     * An object as it was found once. As a call's target it is called in the session in which it was found, or not at all.
     *
     * @param held what keeps an object without a name alive; null if it has one
     */
    record Found(ObjectId id, int session, @Nullable Held held) implements Target {
        /** What an answer named, while that is being read: afterwards nothing may keep the object alive. */
        static Found in(Holds holds, ObjectId id) {
            return new Found(id, holds.sessionOf(id), holds.of(id));
        }

        /** The same object, for what belongs to a session: if that is not the one in which it was found, nothing is called. */
        Found in(int other) {
            return new Found(id, other, held);
        }

        /** The stub, for a call in this session. */
        <S extends AbstractStub<S>> S on(S stub) {
            return CallSettings.on(stub, this);
        }
    }

    /** Looks for an object in a later session, in one round trip; fails if it is gone. */
    interface Search {
        Found find();
    }

    private final Holds holds;
    private final @Nullable String name;
    private final Search again;
    private volatile Found found;

    /**
     * What an answer named, while that is being read.
     *
     * @param name null if it has none
     */
    Location(Holds holds, ObjectId id, @Nullable String name, Search again) {
        this.holds = holds;
        this.name = name;
        this.again = again;
        this.found = Found.in(holds, id);
    }

    /** Of an object without a name. */
    static Location unnamed(Calls calls, Holds holds, ObjectId id) {
        HoldRequest request = HoldRequest.newBuilder().addObjects(id).build();
        return new Location(
                holds,
                id,
                null,
                () -> calls.run(
                        calls.waiting(ObjectsGrpc::newFutureStub),
                        Operation.of(stub -> stub.hold(request), (HoldReply reply) -> Found.in(holds, id))));
    }

    /** Of another object, which has no name, in the same manager. */
    Location unnamed(Calls calls, ObjectId other) {
        return unnamed(calls, holds, other);
    }

    @Nullable
    String name() {
        return name;
    }

    /** Which object it is. Makes no call unless the session was lost since the last time; then one, and fails if the object is gone. */
    ObjectId id() {
        return found().id();
    }

    /** The last id that is known. Makes no call. */
    ObjectId lastId() {
        return found.id();
    }

    @Nullable
    Held held() {
        return found().held();
    }

    @Override
    public int session() {
        return found.session();
    }

    /** Which of its sessions with the manager this process is in. */
    int currentSession() {
        return holds.session();
    }

    /** Which object it is, and in which session it was found. Makes a call as {@link #id} does. */
    Found found() {
        Found known = found;
        return isValid(known) ? known : lookAgain();
    }

    private boolean isValid(Found known) {
        return known.session() == holds.session() && holds.isOfThisLife(known.id());
    }

    private synchronized Found lookAgain() {
        if (isValid(found)) {
            return found;
        }
        // What this thread has encoded is for another call than the one that looks.
        List<Held> encoded = Holds.takeEncoded();
        try {
            found = again.find();
        } catch (Refused e) {
            if (name == null && e.reason() == Refused.Reason.NO_SUCH_OBJECT) {
                throw new Refused(
                        Refused.Reason.NO_SUCH_OBJECT,
                        "object number " + found.id().getNumber()
                                + " had no name and is gone: the session that held it was lost");
            }
            throw e;
        } finally {
            if (encoded != null) {
                encoded.forEach(Holds::encoded);
            }
        }
        return found;
    }
}
