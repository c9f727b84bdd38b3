/** Runs a manager and workers as real processes, breaks what is between and what they are, and audits what they saw. */
@NullMarked
package dev.holdall.faults.harness;

import org.jspecify.annotations.NullMarked;
