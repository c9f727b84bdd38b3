/**
 * The state machine: all that the manager holds, and how a command changes it.
 *
 * <p>Commands come in from an {@link dev.holdall.server.engine.Engine}, one at a time, each with the time at which it happens;
 * {@link dev.holdall.server.state.Effects} go out. The same commands on another machine give the same state and the same
 * effects, so nothing here may look at a clock, a thread, a file, a network or a random number. What a type of object does
 * stands in {@code dev.holdall.server.type}; this package knows types only as {@link dev.holdall.server.state.ObjectType}s.
 *
 * <p>In reading order: {@link dev.holdall.server.state.Command}, {@link dev.holdall.server.state.StateMachine}, {@link
 * dev.holdall.server.state.Sessions} (which calls were seen), {@link dev.holdall.server.state.MethodTable} (what a call runs), {@link
 * dev.holdall.server.state.ObjectStore} (on what), {@link dev.holdall.server.state.Waiters} (what waits), {@link
 * dev.holdall.server.state.Effects}.
 */
@NullMarked
package dev.holdall.server.state;

import org.jspecify.annotations.NullMarked;
