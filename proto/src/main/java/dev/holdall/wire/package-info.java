/**
 * The rules of the protocol that both sides must follow alike, beside the code generated from its proto files: how a
 * method gets its number, what a method declares of itself, how key and proof are made, how addresses and
 * join links are written, how files with secrets are kept, how certificates are read, and in which words people are told who waits for what.
 *
 * <p>Knows no transport and keeps no state.
 */
@NullMarked
package dev.holdall.wire;

import org.jspecify.annotations.NullMarked;
