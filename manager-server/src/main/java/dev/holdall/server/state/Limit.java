package dev.holdall.server.state;

import java.util.Arrays;
import java.util.Optional;

/** Something of which there is not to be too much. */
public enum Limit {
    /** The encoded size of one element, key or value. */
    ELEMENT_BYTES("element-bytes", Unit.BYTES, Limit.MOST_REQUEST),
    /** The UTF-8 length of an object's name. */
    NAME_BYTES("name-bytes", Unit.BYTES, Limit.MOST_REQUEST),
    /** Shared objects in all. */
    OBJECTS("objects", Unit.COUNT, Long.MAX_VALUE),
    /** Elements of one object. */
    OBJECT_ELEMENTS("object-elements", Unit.COUNT, Integer.MAX_VALUE),
    /** Encoded elements of one object. */
    OBJECT_BYTES("object-bytes", Unit.BYTES, Long.MAX_VALUE),
    /** Encoded elements in all objects together. */
    TOTAL_BYTES("total-bytes", Unit.BYTES, Long.MAX_VALUE),
    /**
     * Percent of the room for what lives long, of the heap that is, which may be in use after a collection. Above it, what needs more memory is
     * refused: see {@link Command.Pressure}. 100: never.
     */
    HEAP_PERCENT("heap-percent", Unit.COUNT, 100),
    /** Sessions at a time. */
    SESSIONS("sessions", Unit.COUNT, Integer.MAX_VALUE),
    /** What the kept replies and the parked calls of all sessions, and parked unary calls, cost together: see {@link Memory}. */
    SESSIONS_BYTES("sessions-bytes", Unit.BYTES, Long.MAX_VALUE),
    /** Calls of one session that are unacknowledged at a time, parked ones included. */
    WINDOW_CALLS("window-calls", Unit.COUNT, Integer.MAX_VALUE),
    /** Bytes of requests of one session that are unanswered at a time. */
    WINDOW_BYTES("window-bytes", Unit.BYTES, Long.MAX_VALUE),
    /** Bytes of one session's replies that are unacknowledged; above it its calls are taken later. */
    KEPT_REPLY_BYTES("kept-reply-bytes", Unit.BYTES, Long.MAX_VALUE),
    /** Parked calls of one session: fewer than its window has, so that what waits leaves room for what it waits for. */
    SESSION_WAITERS("session-waiters", Unit.COUNT, Integer.MAX_VALUE),
    /** Parked unary calls in all. */
    UNARY_WAITERS("unary-waiters", Unit.COUNT, Integer.MAX_VALUE),
    /** Bytes of the requests of all parked unary calls. */
    UNARY_WAITER_BYTES("unary-waiter-bytes", Unit.BYTES, Long.MAX_VALUE),
    /** The encoded size of one request. */
    REQUEST_BYTES("request-bytes", Unit.BYTES, Limit.MOST_REQUEST),
    /** Bytes that a stream may send before its client has proven that it has a key. */
    HELLO_BYTES("hello-bytes", Unit.BYTES, Limit.MOST_REQUEST),
    /** Session streams at a time, those that still shake hands included. */
    STREAMS("streams", Unit.COUNT, Integer.MAX_VALUE),
    /** Streams of one address, or one network of IPv6, that shake hands at a time. */
    ADDRESS_HANDSHAKES("address-handshakes", Unit.COUNT, Integer.MAX_VALUE),
    /** Connections at a time; further ones are closed at once. */
    CONNECTIONS("connections", Unit.COUNT, Integer.MAX_VALUE),
    /** Unary calls and streams of one connection at a time; further ones wait in the client, or are refused by HTTP/2. */
    CONNECTION_CALLS("connection-calls", Unit.COUNT, Integer.MAX_VALUE),
    /**
     * Bytes of requests of all connections that came in and cannot be served yet, since they are not whole or their calls are not closed by
     * their clients; above it the connection is cut off that has most of what its key has, of the key that has most.
     */
    INBOUND_BYTES("inbound-bytes", Unit.BYTES, Long.MAX_VALUE),
    /** Bytes of replies that wait for one client to read; above it the client is cut off. Its session may be resumed. */
    OUTBOX_BYTES("outbox-bytes", Unit.BYTES, Long.MAX_VALUE),
    /**
     * Bytes of replies that wait for all clients together; above it clients for which more than their share waits are cut off, and unary calls
     * refused.
     */
    OUTBOXES_BYTES("outboxes-bytes", Unit.BYTES, Long.MAX_VALUE);

    /** What is written as a value. */
    public enum Unit {
        COUNT,
        BYTES
    }

    /** A frame with one such request, and its own fields, is a message of gRPC: less than 2 GiB. */
    private static final long MOST_REQUEST = 1L << 30;

    private final String setting;
    private final Unit unit;
    private final long most;

    Limit(String setting, Unit unit, long most) {
        this.setting = setting;
        this.unit = unit;
        this.most = most;
    }

    /** The name that people and errors use. */
    public String setting() {
        return setting;
    }

    public Unit unit() {
        return unit;
    }

    /** What it can be set to at most. */
    public long most() {
        return most;
    }

    /** The limit of this name. */
    public static Optional<Limit> of(String setting) {
        return Arrays.stream(values())
                .filter(limit -> limit.setting.equals(setting))
                .findFirst();
    }
}
