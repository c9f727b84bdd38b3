package dev.holdall.client.session;

/** What somebody wants of the session, on its way to the event loop. */
interface SessionEvent {
    void in(ClientSession session);
}
