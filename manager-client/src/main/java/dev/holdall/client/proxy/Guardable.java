package dev.holdall.client.proxy;

/**
 * A shared object whose calls a lock can guard, so that nothing takes effect which a former holder of the lock has sent or still sends.
 *
 * <pre>{@code
 * lock.lock();
 * try {
 *     SharedDict<String, Integer> guarded = accounts.guardedBy(lock);
 *     guarded.put("Sam", guarded.get("Sam") - 10);
 * } finally {
 *     lock.unlock();
 * }
 * }</pre>
 *
 * <p>A guarded proxy stands for the same object. Each of its calls, reading ones too, those of its iterators, views and asynchronous twin
 * included, names the lock and its fencing token. The manager looks in the same moment in which it serves the call: if the lock is not held
 * under that token any more, because it was released, deleted, or freed with its holder's session, the call changes nothing and is {@link
 * dev.holdall.client.Refused} with {@code STALE_GUARD}. Without a guard a process that was stopped for so long that it lost its lock would
 * not know it, and would write into what the next holder does.
 *
 * <p>What counts is the token, not who calls: a worker whom the holder has told it ({@link OwnedLock#fencingToken}) acts for the holder. A
 * call that waits is looked at whenever it could go on, and refused then, not earlier; a time-out ends it as it does without a guard. A call
 * of a plug-in object is looked at until it begins to run, and when it has run: the object changes only if the lock is still held then.
 *
 * <p>Guarded and other proxies of an object are equal. The guard does not travel with the proxy: who reads it from a shared object or gets it as a
 * worker has an ordinary one. A method that makes several calls, as {@code addAll} may, can be refused after the first ones. Other objects
 * that a call names or makes are not guarded by it.
 *
 * <p>Locks and conditions are not guardable: who releases one or waits in one has to hold it as it is. Neither are barriers: nothing in
 * them can be overwritten, and a party that was refused half way, after the others had counted on it, would keep them all waiting. Plug-in
 * objects are, by {@link PluginProxy#guardedBy}.
 *
 * @param <P> the proxy's class
 */
public interface Guardable<P> extends SharedObject {

    /**
     * This object, for as long as the lock stays held as its owner, which is the current thread unless a name was given, holds it now. Makes no
     * call: what counts is what this process knows.
     *
     * @param lock one for writing, if it is a part of a lock for reading and writing. It may be of another connection to the same manager
     * @throws IllegalMonitorStateException if the owner does not hold the lock
     * @throws IllegalArgumentException if it is a lock for reading, which others can have at the same time
     */
    default P guardedBy(OwnedLock lock) {
        return withHandle(handle().guardedBy(lock));
    }

    /**
     * This object, for as long as the lock stays held under this token, which another process may have told. The guard is the lock that stands
     * behind the proxy now: if it is deleted or lost with its manager, another one of its name does not take its place, nor does the token fit
     * that one. Makes no call, unless a lost lock has to be found again first.
     *
     * @param token a {@link OwnedLock#fencingToken} of the lock
     * @throws IllegalArgumentException if it is a lock for reading, or the token is not positive
     */
    default P guardedBy(OwnedLock lock, long token) {
        return withHandle(handle().guardedBy(lock, token));
    }

    /** The same proxy but for its handle, which is one of the same object. For proxy classes: the one method that they write. */
    P withHandle(ObjectHandle other);
}
