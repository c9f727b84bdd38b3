/**
 * Shared objects for worker programs: start or find a manager, and use what it holds as ordinary {@code java.util} objects.
 *
 * <p>Begin with {@link dev.holdall.client.Manager}. The proxies that it returns stand in {@code dev.holdall.client.proxy}; what goes
 * wrong is a {@link dev.holdall.client.ManagerException}, which says what is known of the effect.
 */
@NullMarked
package dev.holdall.client;

import org.jspecify.annotations.NullMarked;
