/** What is done in a round: which operations, by how many, with how many bytes. The same for every system. */
@NullMarked
package dev.holdall.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
