package dev.holdall.server.state;

import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotWriter;

/** The state of one shared object: what its type keeps for it, in paged containers. */
public interface StoredObject {

    /** How many elements it holds, for the limit on them. */
    long elements();

    /** How many bytes its encoded elements have, for the limit on all objects together. */
    long bytes();

    /**
     * Tells of each element that it holds now, and from now on of each that comes or leaves: how the manager knows which objects
     * this one refers to. Called once an element that refers to another object is about to come in, so most objects are never
     * watched. The paged containers do it all; whoever keeps elements elsewhere tells of them himself, the new one before the old.
     */
    void watch(Watcher watcher);

    /** Writes its content; {@link ObjectType#load} reads it again. */
    void save(SnapshotWriter out);
}
