package dev.holdall.server.state;

/**
 * Somewhere calls wait.
 *
 * @param object the number of the object; {@link CommonPlace#NO_OBJECT} for a place that belongs to none
 * @param what the type's own number for what is waited for, such as room or an element
 */
record Place(long object, int what) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
        return object == other.object ? Integer.compare(what, other.what) : Long.compare(object, other.object);
    }
}
