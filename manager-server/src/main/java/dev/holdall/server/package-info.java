/**
 * The manager: a process that holds shared objects for others.
 *
 * <p>{@link dev.holdall.server.HoldallServer} wires the parts together and is how a program embeds a manager; {@code
 * dev.holdall.server.cli} is how a person starts one. The way of a call: {@code transport} → {@code engine} → {@code state} → {@code
 * type} over {@code state.page}, and back as effects.
 */
@NullMarked
package dev.holdall.server;

import org.jspecify.annotations.NullMarked;
