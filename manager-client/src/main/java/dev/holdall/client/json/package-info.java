/**
 * JSON as a codec, by Jackson 3, which a program that uses it brings along: {@code tools.jackson.core:jackson-databind}.
 *
 * <p>{@link dev.holdall.client.json.Json} is what programs name, and knows nothing of Jackson; the rest does, and nothing else in the client.
 */
@NullMarked
package dev.holdall.client.json;

import org.jspecify.annotations.NullMarked;
