package dev.holdall.client.proxy;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A proxy of an object in the manager.
 *
 * <p>Safe for use by many threads. Unless a method says otherwise, it makes one call, takes one round trip, is atomic in the manager,
 * and waits at most the manager's call time-out. Beside its own exceptions it throws a {@link dev.holdall.client.ManagerException},
 * which says what is known of the effect: among them {@link dev.holdall.client.Refused} with {@code NO_SUCH_OBJECT} once the object
 * was deleted.
 *
 * <p>A proxy is a value. It can stand in another shared object or be given to a worker. Where Java serialization is used, it travels as a
 * reference with the types of its elements; read inside of an element it is a proxy again, elsewhere see {@link Proxies#reading}. What
 * travels is no secret: only who is connected to the manager can do something with it. A proxy class does this with {@code private Object
 * writeReplace() { return handle.serialized(this); }}.
 */
public interface SharedObject extends Serializable {
    /** The name under which everybody finds the object; null if it has none. */
    default @Nullable String name() {
        return handle().name();
    }

    /** Which object, and the way to it. For proxies of one's own types. */
    ObjectHandle handle();
}
