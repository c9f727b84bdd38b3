package dev.holdall.server.state;

/**
 * A stream speaks for a session from now on.
 *
 * @param attached how many streams the session has had, this one included; what an earlier one says is not heard any more
 * @param nextSeq the number of the next call
 * @param lastNote the number of the last notes that were taken
 * @param epoch which life of the store this is
 */
public record Attached(long session, long attached, long nextSeq, long lastNote, int epoch) {}
