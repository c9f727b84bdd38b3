package dev.holdall.faults.worker;

import dev.holdall.client.Manager;
import dev.holdall.client.Refused;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedLock;
import java.util.concurrent.TimeUnit;

/**
 * Counts in a dict under a lock: reads, adds one and writes, which loses updates if the lock lets two in. Some of the time it also writes a
 * register that the lock guards, in time or when it has released the lock already.
 */
final class LockWork extends Workload {
    private static final int PAUSE_MILLIS = 25;
    private static final int SLOT_MILLIS = 2_000;
    private static final int WAIT_MILLIS = 400;
    private static final int LATE_MILLIS = 20;

    LockWork(Self self) {
        super(self, PAUSE_MILLIS);
    }

    @Override
    void step(Manager manager) throws Exception {
        long slot = slot(SLOT_MILLIS);
        long token = acquire(manager, slot);
        if (token == 0) {
            return;
        }
        try {
            count(manager, slot);
            if (random().nextBoolean()) {
                writeGuarded(manager, slot, token);
            }
        } finally {
            release(manager, slot);
        }
        if (random().nextInt(4) == 0) {
            Thread.sleep(random().nextInt(LATE_MILLIS));
            write(manager, slot, token, dict(manager).guardedBy(lock(manager, slot), token));
        }
    }

    private SharedLock lock(Manager manager, long slot) {
        return open(manager, "lock-" + slot, Manager::lock);
    }

    /** @return the token; 0 if it did not get the lock */
    private long acquire(Manager manager, long slot) throws Exception {
        SharedLock lock = lock(manager, slot);
        String token = call(
                manager,
                "lock/" + slot,
                "acquire",
                "",
                m -> lock.tryLock(WAIT_MILLIS, TimeUnit.MILLISECONDS) ? String.valueOf(lock.fencingToken()) : "no");
        return token.equals("no") ? 0 : Long.parseLong(token);
    }

    private void release(Manager manager, long slot) throws Exception {
        SharedLock lock = lock(manager, slot);
        call(manager, "lock/" + slot, "release", "", m -> {
            try {
                lock.unlock();
                return "ok";
            } catch (IllegalMonitorStateException e) {
                return "notHeld";
            }
        });
    }

    private void count(Manager manager, long slot) throws Exception {
        SharedDict<String, String> dict = dict(manager);
        String key = "g" + slot;
        String read = call(manager, "dict/" + key, "get", "", m -> dict.getOrDefault(key, ""));
        int count = read.isEmpty() ? 0 : Integer.parseInt(read.substring(0, read.indexOf(':')));
        String written = (count + 1) + ":" + fresh();
        call(manager, "dict/" + key, "put", written, m -> word(dict.put(key, written)));
    }

    private void writeGuarded(Manager manager, long slot, long token) throws Exception {
        SharedDict<String, String> guarded;
        try {
            guarded = dict(manager).guardedBy(lock(manager, slot));
        } catch (IllegalMonitorStateException e) {
            // The session was lost a moment ago, and this process knows it: nothing to be guarded by.
            return;
        }
        write(manager, slot, token, guarded);
    }

    private void write(Manager manager, long slot, long token, SharedDict<String, String> guarded) throws Exception {
        String key = Keys.fenced(slot);
        String value = token + ":" + fresh();
        try {
            call(manager, Keys.key(key), "put", value, m -> word(guarded.put(key, value)));
        } catch (Refused e) {
            // Whether it had to be refused, the audit knows.
            if (e.reason() != Refused.Reason.STALE_GUARD) {
                throw e;
            }
        }
    }

    @Override
    void die(String how, Manager manager) throws Exception {
        if (how.equals("lock") && acquire(manager, slot(SLOT_MILLIS)) > 0) {
            awaitDeath("lock");
        }
    }
}
