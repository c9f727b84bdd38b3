/** What is measured of the state machine by those who see its inside: see {@link dev.holdall.benchmarks.inside}. */
@NullMarked
package dev.holdall.server.state;

import org.jspecify.annotations.NullMarked;
