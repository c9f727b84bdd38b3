package dev.holdall.examples.wordcount;

import dev.holdall.client.proxy.AsyncDict;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedQueue;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A worker: counts the words of blocks until the end comes, then adds its counts to everybody's. */
public record Counter(SharedQueue<byte[]> blocks, SharedDict<String, Long> counts) implements Runnable {
    /** Tells a worker that there are no more blocks. */
    static final byte[] END = {};

    @Override
    public void run() {
        try {
            Map<String, Long> own = new HashMap<>();
            for (byte[] block = blocks.take(); block.length > 0; block = blocks.take()) {
                count(block, own);
            }
            merge(own);
        } catch (InterruptedException e) {
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
     * calls. Each merge is atomic: it is tried again if another worker was faster with the same word. All of them are made before the
     * first is waited for, so that many travel in one frame.
     */
    private void merge(Map<String, Long> own) {
        AsyncDict<String, Long> total = counts.async();
        CompletableFuture<?>[] merges = own.entrySet().stream()
                .map(count -> total.merge(count.getKey(), count.getValue(), Long::sum))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(merges).join();
    }
}
