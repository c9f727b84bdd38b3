/**
 * The manager's keys as its owner keeps them: files, one a key, with the role of each and the names that it is for.
 *
 * <p>What is read here goes to the transport, which looks up who connects, and as {@link dev.holdall.server.state.Permit} with each call
 * into the state, which holds calls to it.
 */
@NullMarked
package dev.holdall.server.key;

import org.jspecify.annotations.NullMarked;
