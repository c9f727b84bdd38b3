package dev.holdall.server.state.page;

import com.google.protobuf.ByteString;

/** Is told of the byte strings that come into a container and leave it, keys and values alike. */
public interface Watcher {
    void came(ByteString bytes);

    void left(ByteString bytes);
}
