package dev.holdall.server.state;

/** Why a parked call stops waiting without having got what it waited for. */
public enum WaitEnd {
    /** It has waited for as long as it wanted to. */
    TIMED_OUT,
    /** Its caller does not want to wait any longer: interrupted, or cancelled. */
    WITHDRAWN,
    /** Its session is over; nobody sees the answer. */
    SESSION_ENDED
}
