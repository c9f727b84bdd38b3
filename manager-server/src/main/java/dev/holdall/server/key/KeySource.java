package dev.holdall.server.key;

import dev.holdall.wire.Key;
import java.io.IOException;
import java.util.List;

/** Where a manager has its keys from. */
public interface KeySource {

    /**
     * As {@link #read}, for a manager that starts: makes what has to be there.
     *
     * @throws IOException as {@link #read}, or if it cannot be made
     */
    default List<NamedKey> readOrCreate() throws IOException {
        return read();
    }

    /**
     * All keys, the main one first. Makes none.
     *
     * @throws IOException if one cannot be had; the message says which and why, and shows no secret
     */
    List<NamedKey> read() throws IOException;

    /** Whether a key other than the main one is certainly not there any more, whatever may be wrong with others. */
    default boolean isGone(String name) {
        return false;
    }

    /** Something that differs from what it was before if what {@link #read} gives may differ. */
    Object stamp();

    /** One key, which never changes. */
    static KeySource of(Key key) {
        return new KeySource() {
            @Override
            public List<NamedKey> read() {
                return List.of(NamedKey.main(key));
            }

            @Override
            public Object stamp() {
                return key;
            }
        };
    }
}
