package dev.holdall.client.proxy;

import org.jspecify.annotations.Nullable;

/**
 * How a compare-and-set went.
 *
 * @param present where it was not done: what was there; null for nothing
 */
record Compared<V extends @Nullable Object>(
        boolean done, @Nullable Seen<V> present) {}
