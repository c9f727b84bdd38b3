package dev.holdall.server.state;

import dev.holdall.wire.MethodNumber;

/**
 * A place to wait in that belongs to no object: where calls that concern different objects meet, such as those that have work and those
 * that take it.
 */
public final class CommonPlace {
    /** No object has this number. */
    static final long NO_OBJECT = 0;

    private final Place place;

    /** @param name known to nobody else, such as a service's name and a word; its hash tells places apart, as it does methods */
    public CommonPlace(String name) {
        this.place = new Place(NO_OBJECT, MethodNumber.of(name));
    }

    Place place() {
        return place;
    }
}
