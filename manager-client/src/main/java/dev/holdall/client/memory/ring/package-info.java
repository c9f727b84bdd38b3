/**
 * Queues between two processes of one host, at the speed of memory.
 *
 * <p>A message goes from {@code MemoryQueue.put} through the codec and {@code RingWriter} into the segment, and out of it by {@code RingReader}
 * in the other process. It counts from the moment at which the writer moves the tail behind it, and is taken from the moment at which the reader
 * moves the head: a process that is killed before leaves no half of it. {@code Side} is who writes or reads: one process each, whose end the
 * other side notices, and which sleeps by its {@code Bell} when a short loop has brought nothing.
 */
@NullMarked
package dev.holdall.client.memory.ring;

import org.jspecify.annotations.NullMarked;
