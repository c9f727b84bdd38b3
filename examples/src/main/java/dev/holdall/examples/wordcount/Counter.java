package dev.holdall.examples.wordcount;

import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedQueue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A worker: counts the words of blocks until the end comes, then adds its counts to everybody's. */
public record Counter(SharedQueue<byte[]> blocks, SharedDict<String, Long> counts) implements Runnable {
    /** Tells a worker that there are no more blocks. */
    static final byte[] END = {};

    private static final int MERGERS = 16;

    @Override
    public void run() {
        try {
            Map<String, Long> own = new HashMap<>();
            for (byte[] block = blocks.take(); block.length > 0; block = blocks.take()) {
                count(block, own);
            }
            merge(own);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Counts the words of a block. Changes it: capital letters become small. */
    private static void count(byte[] block, Map<String, Long> counts) {
        int start = 0;
        for (int at = 0; at <= block.length; at++) {
            if (at < block.length && Blocks.isLetter(block[at])) {
                block[at] |= 0x20;
            } else {
                if (at > start) {
                    counts.merge(new String(block, start, at - start, StandardCharsets.US_ASCII), 1L, Long::sum);
                }
                start = at + 1;
            }
        }
    }

    /**
     * Adds up in the dict. A word comes many times in a text but once in a worker's own counts, so merging at the end saves nearly all
     * calls. Each merge is atomic: it is tried again if another worker was faster with the same word. It waits for two round trips, so
     * many threads make them at the same time; what they send travels together in few frames.
     */
    private void merge(Map<String, Long> own) throws InterruptedException, ExecutionException {
        List<Callable<Long>> merges = new ArrayList<>();
        own.forEach((word, count) -> merges.add(() -> counts.merge(word, count, Long::sum)));
        ExecutorService mergers = Executors.newFixedThreadPool(MERGERS);
        try {
            for (Future<Long> merge : mergers.invokeAll(merges)) {
                merge.get();
            }
        } finally {
            mergers.shutdownNow();
        }
    }
}
