/** How much a manager takes: memory for elements, for clients that are connected, for calls that wait; time to start. */
@NullMarked
package dev.holdall.benchmarks.limits;

import org.jspecify.annotations.NullMarked;
