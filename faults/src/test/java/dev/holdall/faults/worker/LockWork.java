package dev.holdall.faults.worker;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedLock;
import java.util.concurrent.TimeUnit;

/** Counts in a dict under a lock: reads, adds one and writes, which loses updates if the lock lets two in. */
final class LockWork extends Workload {
    private static final int PAUSE_MILLIS = 25;
    private static final int SLOT_MILLIS = 2_000;
    private static final int WAIT_MILLIS = 400;

    LockWork(Self self) {
        super(self, PAUSE_MILLIS);
    }

    @Override
    void step(Manager manager) throws Exception {
        long slot = slot(SLOT_MILLIS);
        SharedDict<String, String> dict =
                open(manager, Keys.DICT, (m, name) -> m.dict(name, String.class, String.class));
        if (!acquire(manager, "lock-" + slot)) {
            return;
        }
        try {
            String key = "g" + slot;
            String read = call(manager, "dict/" + key, "get", "", m -> dict.getOrDefault(key, ""));
            int count = read.isEmpty() ? 0 : Integer.parseInt(read.substring(0, read.indexOf(':')));
            String written = (count + 1) + ":" + fresh();
            call(manager, "dict/" + key, "put", written, m -> {
                String before = dict.put(key, written);
                return before == null ? "" : before;
            });
        } finally {
            release(manager, "lock-" + slot);
        }
    }

    private SharedLock lock(Manager manager, String name) {
        return open(manager, name, Manager::lock);
    }

    private boolean acquire(Manager manager, String name) throws Exception {
        SharedLock lock = lock(manager, name);
        String token = call(
                manager,
                Keys.key(name),
                "acquire",
                "",
                m -> lock.tryLock(WAIT_MILLIS, TimeUnit.MILLISECONDS) ? String.valueOf(lock.fencingToken()) : "no");
        return !token.equals("no");
    }

    private void release(Manager manager, String name) throws Exception {
        SharedLock lock = lock(manager, name);
        call(manager, Keys.key(name), "release", "", m -> {
            try {
                lock.unlock();
                return "ok";
            } catch (IllegalMonitorStateException e) {
                return "notHeld";
            }
        });
    }

    @Override
    void die(String how, Manager manager) throws Exception {
        if (how.equals("lock") && acquire(manager, "lock-" + slot(SLOT_MILLIS))) {
            awaitDeath("lock");
        }
    }
}
