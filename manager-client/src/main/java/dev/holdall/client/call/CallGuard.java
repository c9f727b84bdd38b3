package dev.holdall.client.call;

import dev.holdall.v1.Guard;
import dev.holdall.v1.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The lock that guards calls: they are refused unless it is held under this token when they are served.
 *
 * @param sent what the manager is told
 * @param held what keeps a lock without a name alive; null if it has one
 */
public record CallGuard(Guard sent, @Nullable Held held) {

    public static CallGuard of(ObjectId lock, long token, @Nullable Held held) {
        return new CallGuard(Guard.newBuilder().setLock(lock).setToken(token).build(), held);
    }
}
