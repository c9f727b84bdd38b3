/**
 * Pools of worker processes that share the tasks of a program, on one host or on many.
 *
 * <p>A {@link dev.holdall.client.pool.WorkerPool} encodes what it is given to run (a {@link dev.holdall.client.routine.Routine} and its
 * arguments) into a {@code PoolTask} and puts it into a queue in the manager, a {@link dev.holdall.client.pool.Parcel} that keeps alive what
 * its arguments refer to. A {@link dev.holdall.client.pool.TaskRunner} in each worker leases one task at a time, runs it, puts a {@code
 * PoolOutcome} into the queue for answers that the parcel names, and acknowledges the lease. A worker that ends lets go of its lease,
 * so its task comes to another one; the pool takes the first outcome of each task and no other.
 */
@NullMarked
package dev.holdall.client.pool;

import org.jspecify.annotations.NullMarked;
