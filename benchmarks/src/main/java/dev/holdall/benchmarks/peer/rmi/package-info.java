/** Java RMI: collections of {@code java.util} in a remote object. */
@NullMarked
package dev.holdall.benchmarks.peer.rmi;

import org.jspecify.annotations.NullMarked;
