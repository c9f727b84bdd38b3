/**
 * How state is written down and read back. Containers and types save themselves through a writer and load through a
 * reader; where the bytes go to is not their business.
 */
@NullMarked
package dev.holdall.server.state.snapshot;

import org.jspecify.annotations.NullMarked;
