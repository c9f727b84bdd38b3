package dev.holdall.server.state;

import dev.holdall.v1.Call;

/**
 * Where in its client a call comes from, as the client says.
 *
 * @param thread the number of the client's thread; 0 if it said none
 * @param threadName for people; as it came, so of any length, unless it is {@link #clean}
 * @param site as the thread's name
 */
record Origin(int thread, String threadName, String site) {
    /** Nothing was said. */
    static final Origin UNKNOWN = new Origin(0, "", "");

    private static final int MOST_OF_A_THREAD_NAME = 64;
    private static final int MOST_OF_A_SITE = 128;

    static Origin of(Call call) {
        String threadName = call.getThreadName();
        String site = call.getSite();
        return call.getThread() == 0 && threadName.isEmpty() && site.isEmpty()
                ? UNKNOWN
                : new Origin(call.getThread(), threadName, site);
    }

    /** The same, fit to be kept and shown. */
    Origin clean() {
        return new Origin(thread, Told.clean(threadName, MOST_OF_A_THREAD_NAME), Told.clean(site, MOST_OF_A_SITE));
    }

    /** The same, with the other one's strings where they are equal: so that many calls of a thread share them. */
    Origin sharing(Origin other) {
        return new Origin(
                thread,
                threadName.equals(other.threadName) ? other.threadName : threadName,
                site.equals(other.site) ? other.site : site);
    }
}
