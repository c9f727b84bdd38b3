/** Workers that are killed at the worst moment, and who goes on with what they had. */
@NullMarked
package dev.holdall.examples.crash;

import org.jspecify.annotations.NullMarked;
