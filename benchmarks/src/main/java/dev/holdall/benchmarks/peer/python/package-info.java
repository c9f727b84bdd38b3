/** Python: {@code multiprocessing.managers}, server and client. */
@NullMarked
package dev.holdall.benchmarks.peer.python;

import org.jspecify.annotations.NullMarked;
