package dev.holdall.benchmarks.peer.echo;

import dev.holdall.benchmarks.workload.Commands;

/** Commands of somebody who can only send bytes: each sends as many as a command that does something would. */
class Echoes<R> implements Commands<R> {
    /** What names a command and its object. */
    private static final int HEADER = 16;

    private static final byte[] NOTHING = new byte[HEADER];

    /** Sends bytes and gets the same back. */
    @FunctionalInterface
    interface Exchange<R> {
        R send(byte[] bytes) throws Exception;
    }

    /** How large the values are that others would bring back. */
    static final class Size {
        private volatile int bytes;

        void set(int bytes) {
            this.bytes = bytes;
        }
    }

    private final Exchange<R> exchange;
    private final Size size;

    Echoes(Exchange<R> exchange, Size size) {
        this.exchange = exchange;
        this.size = size;
    }

    @Override
    public R put(String key, byte[] value) throws Exception {
        return sized(key.length() + value.length);
    }

    private R sized(int bytes) throws Exception {
        return exchange.send(new byte[HEADER + bytes]);
    }

    @Override
    public R get(String key) throws Exception {
        return sized(size.bytes);
    }

    @Override
    public R add() throws Exception {
        return exchange.send(NOTHING);
    }

    @Override
    public R append(byte[] element) throws Exception {
        return sized(element.length);
    }

    @Override
    public R offer(byte[] element) throws Exception {
        return sized(element.length);
    }

    @Override
    public R poll() throws Exception {
        return sized(size.bytes);
    }
}
