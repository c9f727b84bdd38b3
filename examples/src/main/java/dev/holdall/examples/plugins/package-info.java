/** Types of shared object of one's own: a counter, and a matrix whose methods make new ones. {@code examples/run plugins} shows both. */
@NullMarked
package dev.holdall.examples.plugins;

import org.jspecify.annotations.NullMarked;
