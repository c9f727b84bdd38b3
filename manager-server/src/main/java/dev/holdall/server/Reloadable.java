package dev.holdall.server;

import java.io.IOException;

/**
 * Something that a manager has read from files and can read again while it serves.
 *
 * @param what for people, such as {@code the certificate}
 * @param action reads it again; if it cannot be used, throws, says why, and leaves what was there
 */
record Reloadable(String what, Action action) {
    /** Reads again. */
    interface Action {
        void run() throws IOException;
    }
}
