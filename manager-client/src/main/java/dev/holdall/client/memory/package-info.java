/**
 * Memory that processes share, at the speed of memory, on one host: no manager is asked, no byte travels.
 *
 * <p>A {@link dev.holdall.client.memory.SharedMemory} is a named segment that each process maps. Over it lie a {@link
 * dev.holdall.client.memory.MemoryArray} or a {@link dev.holdall.client.memory.MemoryValue} of each kind of primitive, and {@link
 * dev.holdall.client.memory.MemoryLock}s. The file of a segment is removed when the process that made it ends, however that ends; whoever has it
 * open goes on with it.
 *
 * <p>Reading order: {@code Windows} maps, {@code SharedMemory} names, {@code Typed} says what lies in a segment, and the classes of each kind
 * read and write their elements.
 */
@NullMarked
package dev.holdall.client.memory;

import org.jspecify.annotations.NullMarked;
