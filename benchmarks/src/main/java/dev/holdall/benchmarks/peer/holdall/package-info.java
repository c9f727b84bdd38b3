/** Holdall itself, over TCP and over the UNIX socket. */
@NullMarked
package dev.holdall.benchmarks.peer.holdall;

import org.jspecify.annotations.NullMarked;
