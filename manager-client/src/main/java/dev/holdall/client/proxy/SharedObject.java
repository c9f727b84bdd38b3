package dev.holdall.client.proxy;

import org.jspecify.annotations.Nullable;

/**
 * A proxy of an object in the manager.
 *
 * <p>Safe for use by many threads. Unless a method says otherwise, it makes one call, takes one round trip, is atomic in the manager,
 * and waits at most the manager's call time-out. Beside its own exceptions it throws a {@link dev.holdall.client.ManagerException},
 * which says what is known of the effect: among them {@link dev.holdall.client.Refused} with {@code NO_SUCH_OBJECT} once the object
 * was deleted.
 */
public interface SharedObject {
    /** The name under which everybody finds the object; null if it has none. */
    default @Nullable String name() {
        return handle().name();
    }

    /** Which object, and the way to it. For proxies of one's own types. */
    ObjectHandle handle();
}
