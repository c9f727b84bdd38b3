package dev.holdall.faults.history;

/** What is known of how an operation ended. */
public enum Outcome {
    /** It took effect and was answered. */
    OK,
    /** It had no effect, and its caller was told so. */
    FAILED,
    /** Its caller was told that it may or may not have had its effect. It may have it later, or never. */
    LOST,
    /** Its caller was killed before it recorded an answer: it may have had one, and may have its effect later, or never. */
    MISSING;

    /** Whether the effect is open. */
    public boolean isUnknown() {
        return this == LOST || this == MISSING;
    }
}
