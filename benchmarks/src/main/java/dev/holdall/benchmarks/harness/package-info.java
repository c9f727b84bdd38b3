/** Starts the systems and their clients, lets them take turns, and writes down what they did. */
@NullMarked
package dev.holdall.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
