/**
 * Children of a program that are killed with {@code kill -9} at random moments, while they use a ring, a lock, a pipe or are workers of a pool:
 * nothing hangs, nothing is lost and nothing is doubled.
 */
@NullMarked
package dev.holdall.faults.children;

import org.jspecify.annotations.NullMarked;
