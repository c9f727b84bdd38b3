package dev.holdall.server.state;

/**
 * How much of everything there may be. Each is checked before anything is changed.
 *
 * @param elementBytes the encoded size of one element, key or value
 * @param nameBytes the UTF-8 length of an object's name
 * @param objects shared objects in all
 * @param objectElements elements of one object
 * @param totalBytes encoded elements in all objects together
 * @param sessions sessions at a time
 * @param windowCalls calls of one session that are unacknowledged at a time, parked ones included
 * @param windowBytes bytes of requests of one session that are unanswered at a time
 * @param keptReplyBytes bytes of one session's replies that are unacknowledged; above it its calls are taken later
 * @param unaryWaiters parked unary calls in all
 * @param requestBytes the encoded size of one request
 */
public record Limits(
        int elementBytes,
        int nameBytes,
        long objects,
        long objectElements,
        long totalBytes,
        int sessions,
        int windowCalls,
        long windowBytes,
        long keptReplyBytes,
        int unaryWaiters,
        int requestBytes) {

    private static final int MIB = 1 << 20;

    /**
     * What a manager allows unless it is told otherwise.
     *
     * @param heapBytes the memory that the manager may use; elements get half of it
     */
    public static Limits defaults(long heapBytes) {
        return new Limits(
                8 * MIB,
                512,
                1_000_000,
                Integer.MAX_VALUE,
                heapBytes / 2,
                10_000,
                1 << 17,
                64 * MIB,
                64 * MIB,
                100_000,
                16 * MIB);
    }

    public Limits withElementBytes(int bytes) {
        return new Limits(
                bytes,
                nameBytes,
                objects,
                objectElements,
                totalBytes,
                sessions,
                windowCalls,
                windowBytes,
                keptReplyBytes,
                unaryWaiters,
                requestBytes);
    }

    public Limits withObjects(long count) {
        return new Limits(
                elementBytes,
                nameBytes,
                count,
                objectElements,
                totalBytes,
                sessions,
                windowCalls,
                windowBytes,
                keptReplyBytes,
                unaryWaiters,
                requestBytes);
    }

    public Limits withObjectElements(long count) {
        return new Limits(
                elementBytes,
                nameBytes,
                objects,
                count,
                totalBytes,
                sessions,
                windowCalls,
                windowBytes,
                keptReplyBytes,
                unaryWaiters,
                requestBytes);
    }

    public Limits withTotalBytes(long bytes) {
        return new Limits(
                elementBytes,
                nameBytes,
                objects,
                objectElements,
                bytes,
                sessions,
                windowCalls,
                windowBytes,
                keptReplyBytes,
                unaryWaiters,
                requestBytes);
    }

    public Limits withWindowCalls(int count) {
        return new Limits(
                elementBytes,
                nameBytes,
                objects,
                objectElements,
                totalBytes,
                sessions,
                count,
                windowBytes,
                keptReplyBytes,
                unaryWaiters,
                requestBytes);
    }
}
