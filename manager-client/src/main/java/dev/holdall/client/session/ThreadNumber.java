package dev.holdall.client.session;

import java.util.concurrent.atomic.AtomicInteger;

/** Numbers this process's threads, for the manager: what a thread owns there, such as a lock, no other thread may release. */
final class ThreadNumber {
    private static final AtomicInteger LAST = new AtomicInteger();
    /** Never given twice, unlike a name; and small, unlike the number that the JVM gives. */
    private static final ThreadLocal<Integer> NUMBER = ThreadLocal.withInitial(LAST::incrementAndGet);

    private ThreadNumber() {}

    /** The number of the thread that calls; from 1 up. */
    static int current() {
        return NUMBER.get();
    }
}
