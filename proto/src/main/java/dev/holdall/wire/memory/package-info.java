/**
 * The files of shared memory: how segments are named, made, found and removed. Clients map them; the manager only removes what is left behind.
 *
 * <p>All files of a user are in one directory that its owner alone can enter, in memory where the system has a file system for that. A process
 * that makes a segment stands for it by a file that it keeps locked, its {@link dev.holdall.wire.memory.Presence}: the lock goes with the
 * process, however that ends, and whoever finds it free removes the segments.
 */
@NullMarked
package dev.holdall.wire.memory;

import org.jspecify.annotations.NullMarked;
