package dev.holdall.server.state;

/** Something of which there is not to be too much. */
public enum Limit {
    /** The encoded size of one element, key or value. */
    ELEMENT_BYTES("element-bytes"),
    /** The UTF-8 length of an object's name. */
    NAME_BYTES("name-bytes"),
    /** Shared objects in all. */
    OBJECTS("objects"),
    /** Elements of one object. */
    OBJECT_ELEMENTS("object-elements"),
    /** Encoded elements in all objects together. */
    TOTAL_BYTES("total-bytes"),
    /** Sessions at a time. */
    SESSIONS("sessions"),
    /** Calls of one session that are unacknowledged at a time, parked ones included. */
    WINDOW_CALLS("window-calls"),
    /** Bytes of requests of one session that are unanswered at a time. */
    WINDOW_BYTES("window-bytes"),
    /** Bytes of one session's replies that are unacknowledged; above it its calls are taken later. */
    KEPT_REPLY_BYTES("kept-reply-bytes"),
    /** Parked calls of one session: fewer than its window has, so that what waits leaves room for what it waits for. */
    SESSION_WAITERS("session-waiters"),
    /** Parked unary calls in all. */
    UNARY_WAITERS("unary-waiters"),
    /** Bytes of the requests of all parked unary calls. */
    UNARY_WAITER_BYTES("unary-waiter-bytes"),
    /** The encoded size of one request. */
    REQUEST_BYTES("request-bytes");

    private final String setting;

    Limit(String setting) {
        this.setting = setting;
    }

    /** The name that people and errors use. */
    public String setting() {
        return setting;
    }
}
