/**
 * Memory that processes of one host share, at the speed of memory: no manager is asked, no byte travels.
 *
 * <p>A {@link dev.holdall.client.memory.SharedMemory} is a named segment that each process maps. Its file is removed when the process that made
 * it ends, however that ends; whoever has it open goes on with it.
 */
@NullMarked
package dev.holdall.client.memory;

import org.jspecify.annotations.NullMarked;
