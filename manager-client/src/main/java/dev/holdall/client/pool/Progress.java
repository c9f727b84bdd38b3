package dev.holdall.client.pool;

/** Is told how far a pool has come with many items. */
@FunctionalInterface
public interface Progress {
    /**
     * Some more are done. Called in a thread of the pool's, by one at a time, with numbers that rise.
     *
     * @param done how many
     * @param all of how many
     */
    void made(int done, int all);
}
