/**
 * The check that an element is encoded canonically, so that the manager may compare elements by their bytes.
 *
 * <p>Encoded elements come in from the types, once for each write; what goes out is the kind of the element and the
 * references that stand in it, or a refusal. Nothing is kept. The package knows {@code value.proto} and no type, no
 * session and no user class.
 */
@NullMarked
package dev.holdall.server.state.value;

import org.jspecify.annotations.NullMarked;
