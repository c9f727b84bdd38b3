/**
 * How an element of a Java type becomes bytes and comes back: see {@code value.proto} for the form.
 *
 * <p>{@link dev.holdall.client.codec.Codecs} is asked once for each type that a program names; the {@link
 * dev.holdall.client.codec.Codec} that it answers with stands between a proxy's elements and the {@code bytes} fields of
 * requests and replies. The package knows Java's types and the encoding. It knows no session, no transport and no proxy:
 * those that stand in elements come and go as references, through {@link dev.holdall.client.codec.References}. It never
 * looks up a class by a name that it read.
 */
@NullMarked
package dev.holdall.client.codec;

import org.jspecify.annotations.NullMarked;
