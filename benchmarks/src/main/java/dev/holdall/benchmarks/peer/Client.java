package dev.holdall.benchmarks.peer;

import dev.holdall.benchmarks.workload.Commands;
import dev.holdall.benchmarks.workload.Pipeline;
import dev.holdall.benchmarks.workload.Waiting;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A client process's way to a server. */
public interface Client extends AutoCloseable {
    /** The commands of one thread. Where a thread is to have a connection of its own, it is made here. */
    Waiting waiting() throws Exception;

    /** Commands that do not wait; empty if it has none. */
    default Optional<Commands<CompletionStage<?>>> async() throws Exception {
        return Optional.empty();
    }

    /** Commands whose answers come together; empty if it has none, or has {@link #async} ones. */
    default Optional<Pipeline> pipeline() throws Exception {
        return Optional.empty();
    }

    /** Empties what is shared, but for the dict: that has every key from now on. */
    void reset(byte[] value) throws Exception;
}
