/** A picture that a pool of worker processes renders, tile by tile. */
@NullMarked
package dev.holdall.examples.pool;

import org.jspecify.annotations.NullMarked;
