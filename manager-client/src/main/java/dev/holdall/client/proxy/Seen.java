package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A value as it was read, and its bytes, with which it is compared. Decoded while the answer is read that it came in: until then the answer
 * keeps alive what the value refers to.
 */
record Seen<V extends @Nullable Object>(ByteString bytes, V value) {}
