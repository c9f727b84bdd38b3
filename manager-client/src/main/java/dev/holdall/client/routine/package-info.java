/**
 * What one process names and another one runs: classes of which an instance is made, static methods, lambdas. Only names and encoded
 * arguments travel, no code.
 *
 * <p>A program meets {@link dev.holdall.client.routine.Procedure} and {@link dev.holdall.client.routine.Computation} only; the rest is for
 * workers and pools.
 */
@NullMarked
package dev.holdall.client.routine;

import org.jspecify.annotations.NullMarked;
