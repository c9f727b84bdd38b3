/**
 * Measures Holdall beside what its users would pick instead, and against the limits of the machine.
 *
 * <p>The way of a figure: the {@linkplain dev.holdall.benchmarks.harness harness} starts each {@linkplain dev.holdall.benchmarks.peer
 * system} in processes of its own and lets them run in turns, round by round; the {@linkplain dev.holdall.benchmarks.driver drivers},
 * which are client processes, do one {@linkplain dev.holdall.benchmarks.workload workload} after the other; the {@linkplain
 * dev.holdall.benchmarks.report report} makes tables, ratios and verdicts of what they counted.
 */
@NullMarked
package dev.holdall.benchmarks;

import org.jspecify.annotations.NullMarked;
