/**
 * The proxies: shared objects as ordinary {@code java.util} objects, one file a type and one for its asynchronous twin.
 *
 * <p>A method encodes its arguments, makes a call through the generated stub of its type's service, and decodes the reply. How the
 * call travels is not known here. A proxy is a value: it holds a reference and a way to the manager, nothing of the object's content,
 * and may be put into other shared objects or given to a worker.
 */
@NullMarked
package dev.holdall.client.proxy;

import org.jspecify.annotations.NullMarked;
