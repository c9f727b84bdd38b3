package dev.holdall.examples.hosts;

/** What the asker wants to have squared. */
record Job(long number) {
    /** The last one: there is nothing more to do. */
    static final Job END = new Job(-1);
}
