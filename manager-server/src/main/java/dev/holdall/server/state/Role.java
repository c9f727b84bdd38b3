package dev.holdall.server.state;

/** What a key is good for. Each role includes those before it. */
public enum Role {
    /** Opens objects that are there, reads them, and changes nothing. */
    READ,
    /** Makes, changes and deletes objects. */
    WRITE,
    /** Does what concerns the manager as a whole, too. */
    ADMIN;

    boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** As people write it. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
