package dev.holdall.server.state.page;

import com.google.protobuf.ByteString;

/** One record of a {@link PagedLog} or {@link PagedDict}: its number (1 or more), key and value. */
public record Entry(long number, ByteString key, ByteString value) {

    /** The element of a list, which has neither number nor key. */
    static Entry element(ByteString value) {
        return new Entry(0, ByteString.EMPTY, value);
    }

    long bytes() {
        return (long) key.size() + value.size();
    }
}
