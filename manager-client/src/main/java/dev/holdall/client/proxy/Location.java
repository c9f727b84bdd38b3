package dev.holdall.client.proxy;

import dev.holdall.client.Refused;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Held;
import dev.holdall.client.call.Holds;
import dev.holdall.client.call.Operation;
import dev.holdall.client.call.Target;
import dev.holdall.v1.HoldReply;
import dev.holdall.v1.HoldRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a proxy's object is: its id, which may be another one after a session was lost. Then the object is looked for again, by the first
 * call on the proxy: one with a name is opened by it, of any other the new session asks whether it is still there.
 *
 * <p>Safe for use by many threads.
 */
final class Location implements Target {
    /** @param held what keeps an object without a name alive; null if it has one */
    private record Found(ObjectId id, int session, @Nullable Held held) {}

    private final Holds holds;
    private final @Nullable String name;
    private final Supplier<ObjectId> again;
    private volatile Found found;

    /**
     * @param name null if it has none
     * @param again looks for the object in a later session, in one round trip, and says which it is then; fails if it is gone
     */
    Location(Holds holds, ObjectId id, @Nullable String name, Supplier<ObjectId> again) {
        this.holds = holds;
        this.name = name;
        this.again = again;
        this.found = new Found(id, holds.session(), holds.of(id));
    }

    /** Of an object without a name: what an answer named, while that is being read. */
    static Location unnamed(Calls calls, Holds holds, ObjectId id) {
        HoldRequest request = HoldRequest.newBuilder().addObjects(id).build();
        return new Location(
                holds,
                id,
                null,
                () -> calls.run(
                        calls.waiting(ObjectsGrpc::newFutureStub),
                        Operation.of(stub -> stub.hold(request), (HoldReply reply) -> id)));
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

    private Found found() {
        Found known = found;
        return known.session() == holds.session() ? known : lookAgain();
    }

    private synchronized Found lookAgain() {
        int session = holds.session();
        if (found.session() != session) {
            ObjectId id;
            try {
                id = again.get();
            } catch (Refused e) {
                if (name == null && e.reason() == Refused.Reason.NO_SUCH_OBJECT) {
                    throw new Refused(
                            Refused.Reason.NO_SUCH_OBJECT,
                            "object number " + found.id().getNumber()
                                    + " had no name and is gone: the session that held it was lost");
                }
                throw e;
            }
            found = new Found(id, session, holds.of(id));
        }
        return found;
    }
}
