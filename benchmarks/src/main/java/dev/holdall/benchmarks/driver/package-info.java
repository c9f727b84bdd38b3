/** The client processes: each connects to one or more systems and does the rounds that it is told to do. */
@NullMarked
package dev.holdall.benchmarks.driver;

import org.jspecify.annotations.NullMarked;
