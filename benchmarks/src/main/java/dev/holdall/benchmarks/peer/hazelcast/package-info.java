/** Hazelcast: a member and its Java client. */
@NullMarked
package dev.holdall.benchmarks.peer.hazelcast;

import org.jspecify.annotations.NullMarked;
