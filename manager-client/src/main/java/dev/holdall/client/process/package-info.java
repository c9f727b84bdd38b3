/**
 * Processes: the manager's own JVM when a program starts one, and the workers that a program starts.
 *
 * <p>What a child must know, the key among it, travels through its standard input and never stands on a command line. A child whose
 * parent is gone sees its standard input end, and ends.
 */
@NullMarked
package dev.holdall.client.process;

import org.jspecify.annotations.NullMarked;
