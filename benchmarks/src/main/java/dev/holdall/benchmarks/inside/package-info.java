/** The inside of the manager, measured by JMH: nanoseconds and bytes a call. {@code benchmarks/run inside} runs them. */
@NullMarked
package dev.holdall.benchmarks.inside;

import org.jspecify.annotations.NullMarked;
