/** What was measured, as it is kept in a file: the tables, the verdicts and the charts are made of nothing else. */
@NullMarked
package dev.holdall.benchmarks.result;

import org.jspecify.annotations.NullMarked;
