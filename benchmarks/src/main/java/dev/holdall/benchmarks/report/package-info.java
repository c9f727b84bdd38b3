/** Tables, verdicts and charts of {@linkplain dev.holdall.benchmarks.result what was measured}. */
@NullMarked
package dev.holdall.benchmarks.report;

import org.jspecify.annotations.NullMarked;
