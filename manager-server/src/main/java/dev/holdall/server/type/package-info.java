/**
 * The types of shared object, one file each, and the list that names them all.
 *
 * <p>A type binds the generated methods of its gRPC service to operations on the state of one object. Requests come from the
 * {@link dev.holdall.server.state.StateMachine}, elements go into the paged containers of {@code dev.holdall.server.state.page}.
 * A type knows no transport, no thread, no clock and no other type.
 */
@NullMarked
package dev.holdall.server.type;

import org.jspecify.annotations.NullMarked;
