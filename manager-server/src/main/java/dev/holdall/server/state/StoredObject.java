package dev.holdall.server.state;

import dev.holdall.server.state.snapshot.SnapshotWriter;

/** The state of one shared object: what its type keeps for it, in paged containers. */
public interface StoredObject {

    /** How many elements it holds, for the limit on them. */
    long elements();

    /** How many bytes its encoded elements have, for the limit on all objects together. */
    long bytes();

    /** Writes its content; {@link ObjectType#load} reads it again. */
    void save(SnapshotWriter out);
}
