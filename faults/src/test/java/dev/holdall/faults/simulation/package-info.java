/**
 * Everything of the manager and its clients that knows no thread, run on one thread under a virtual clock over a virtual network: a seed says
 * all that happens, so that what went wrong goes wrong again.
 *
 * <p>Real are the state machine, the manager's streams and deliveries, and the client's session. Simulated are gRPC, event loops, clocks, the
 * driver of the client's session, and the programs.
 */
@NullMarked
package dev.holdall.faults.simulation;

import org.jspecify.annotations.NullMarked;
