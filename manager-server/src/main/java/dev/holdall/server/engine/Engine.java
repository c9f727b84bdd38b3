package dev.holdall.server.engine;

import dev.holdall.server.state.Command;
import dev.holdall.server.state.Effects;
import dev.holdall.server.state.StateMachine;

/**
 * Applies commands to a state machine, one at a time, and lets their effects out in the order in which they happened.
 *
 * <p>Thread-safe. The effects of a command may come out on any thread, before or after {@link #submit} returns, but never on
 * two threads at once.
 */
public interface Engine extends AutoCloseable {

    /** Hands a command in. Commands of one thread are applied in the order in which it handed them in. */
    void submit(Command command);

    /** Stops applying; commands that come later are dropped. */
    @Override
    void close();

    /** Makes an engine for a state machine. */
    @FunctionalInterface
    interface Factory {
        Engine make(StateMachine machine, Effects effects);
    }
}
