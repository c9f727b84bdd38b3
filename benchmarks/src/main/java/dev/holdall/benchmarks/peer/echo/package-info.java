/** What the machine can do at best: the same bytes to another process and back, and nothing else. */
@NullMarked
package dev.holdall.benchmarks.peer.echo;

import org.jspecify.annotations.NullMarked;
