package dev.holdall.server.state;

import dev.holdall.v1.Call;

/**
 * Where in its client a call comes from, as the client says.
 *
 * @param thread the number of the client's thread; 0 if it said none
 * @param threadName for people; as it came, so of any length
 * @param site as the thread's name
 */
record Origin(int thread, String threadName, String site) {
    /** Nothing was said. */
    static final Origin UNKNOWN = new Origin(0, "", "");

    static Origin of(Call call) {
        String threadName = call.getThreadName();
        String site = call.getSite();
        return call.getThread() == 0 && threadName.isEmpty() && site.isEmpty()
                ? UNKNOWN
                : new Origin(call.getThread(), threadName, site);
    }
}
