package dev.holdall.benchmarks.workload;

/**
 * What a thread does with a system: one dict, one counter, one list and one queue. Used by one thread at a time.
 *
 * <p>Every system is used as its own documentation would have it, with the command that sends the least where there are several: a put
 * does not bring the former value back.
 *
 * @param <R> what a command gives: its result, a stage that completes with it, or nothing yet
 */
public interface Commands<R> {
    /** Gives a key of the dict a value. */
    R put(String key, byte[] value) throws Exception;

    /** The value of a key of the dict. It has one. */
    R get(String key) throws Exception;

    /** Adds one to the counter. */
    R add() throws Exception;

    /** Appends to the list. */
    R append(byte[] element) throws Exception;

    /** Puts an element into the queue, which has room. */
    R offer(byte[] element) throws Exception;

    /** Takes an element off the queue. There is one: whoever takes one has put one in before. */
    R poll() throws Exception;
}
