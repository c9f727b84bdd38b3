/** Redis, by three of its Java clients. */
@NullMarked
package dev.holdall.benchmarks.peer.redis;

import org.jspecify.annotations.NullMarked;
