/**
 * Between transport and state machine: who decides in which order commands are applied, and what happens to them before.
 *
 * <p>The transport hands commands in by {@link dev.holdall.server.engine.Engine#submit} and gets {@link
 * dev.holdall.server.state.Effects} back; whether a command was applied at once or logged and replicated first is known in
 * here only.
 */
@NullMarked
package dev.holdall.server.engine;

import org.jspecify.annotations.NullMarked;
