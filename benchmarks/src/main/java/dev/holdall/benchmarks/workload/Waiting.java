package dev.holdall.benchmarks.workload;

/** Commands each of which waits for its answer. They fail if what must be there is not. */
public interface Waiting extends Commands<Object>, AutoCloseable {
    /** Takes an element off the queue, and waits for one as long as there is none. */
    byte[] take() throws Exception;

    /** What a command got, which must be there. */
    static byte[] present(byte[] found) {
        if (found == null) {
            throw new IllegalStateException("what was put in is not there");
        }
        return found;
    }

    @Override
    default void close() throws Exception {}
}
