/**
 * Pools of worker processes that share the tasks of a program, on one host or on many.
 *
 * <p>A {@link dev.holdall.client.pool.WorkerPool} encodes what it is given to run (a {@link dev.holdall.client.routine.Routine} and its
 * arguments) into a {@code PoolTask}. {@link dev.holdall.client.pool.Dispatch} puts bundles of tasks into a queue in the manager, each a {@link
 * dev.holdall.client.pool.Parcel} that keeps alive what the arguments refer to. A {@link dev.holdall.client.pool.TaskRunner} in each
 * worker leases one bundle at a time, runs it, puts the outcomes into the queue for answers that the parcel names, and acknowledges the
 * lease. A worker that ends lets go of its lease, so its bundle comes to another one, which runs none of it but says so: what becomes of the
 * tasks then is the pool's to say, which takes the first outcome of each task and no other.
 */
@NullMarked
package dev.holdall.client.pool;

import org.jspecify.annotations.NullMarked;
