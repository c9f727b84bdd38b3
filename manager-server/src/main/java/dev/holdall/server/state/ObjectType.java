package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.v1.Code;

/**
 * A type of shared object: the gRPC service that serves it, bound to handlers.
 *
 * <p>The methods are data operations on one object at a time; waiting, sessions, kept replies, limits in all and snapshots
 * are not a type's business. A type of one's own is this interface, its proto file, a proxy and a test.
 *
 * @param <S> the state of one object
 */
public interface ObjectType<S extends StoredObject> {

    /** The full name of its gRPC service, such as {@code holdall.v1.Lists}. */
    String service();

    /** The class of its objects' state. */
    Class<S> stateClass();

    /** Binds each method of the service to its handler. */
    void bind(Binder<S> binder);

    /**
     * Reads what the state's {@link StoredObject#save} wrote.
     *
     * @param hash as {@link CallContext#hash}
     */
    S load(SnapshotReader in, SipHash hash);

    /**
     * Takes away what a session owns in the object, because it is over: its locks, its permits. Called for each object in which {@link
     * CallContext#own} was called for it, after what it was granted and never received has gone back.
     */
    default void sessionEnded(S object, long session, CallContext call) {
        throw new IllegalStateException(service() + " lets no session own anything");
    }

    /**
     * The time has come for which {@link CallContext#alarmAt} asked last, or it has passed. It is asked for no more; whoever wants to be told
     * again asks again. May wake others, but answers no call by itself.
     */
    default void alarm(S object, CallContext call) {
        // Asked for nothing, told nothing.
    }

    /**
     * Whether the object is a lock that somebody holds now under this fencing token, which no two acquisitions of it have in common: what a
     * call demands that the lock guards. Changes nothing.
     *
     * @throws Refusal MISMATCH if its objects are no locks
     */
    default boolean isHeldUnder(S object, long token) {
        throw new Refusal(Code.MISMATCH, "an object of " + service() + " is no lock that could guard a call");
    }

    /**
     * Tells what the calls that wait in the object wait for, and who has it. Only asked when people ask; it is best told by a type whose
     * objects somebody can hold.
     */
    default void describeWaits(S object, WaitDescription out) {
        // What its calls wait for is in the names of its methods.
    }

    /**
     * Takes back what a call was granted, because nobody received it.
     *
     * @param granted what the handler passed to {@link CallContext#grant}
     */
    default void giveBack(S object, ByteString granted, CallContext call) {
        throw new IllegalStateException(service() + " grants nothing");
    }

    /**
     * As {@link #giveBack}, where the caller says that no program has seen the answer, since nobody waited for it any more. For types that
     * count how often something was handed over.
     */
    default void giveBackUnseen(S object, ByteString granted, CallContext call) {
        giveBack(object, granted, call);
    }
}
