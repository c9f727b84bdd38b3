package dev.holdall.faults.harness;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedLock;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.faults.history.History;
import dev.holdall.faults.history.Operation;
import dev.holdall.faults.history.Outcome;
import dev.holdall.faults.history.Recorder;
import dev.holdall.faults.worker.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Looks at everything once more when all workers have gone: takes what is in the queues and reads what is anywhere else. */
final class Drain {
    private static final int PAGE = 100;

    private final Manager manager;
    private final Recorder recorder;
    private final List<String> violations = new ArrayList<>();

    Drain(Manager manager, Recorder recorder) {
        this.manager = manager;
        this.recorder = recorder;
    }

    /** @return what is not as it has to be when nobody is there any more */
    List<String> drain(History seen) {
        SharedDict<String, String> dict = manager.dict(Keys.DICT, String.class, String.class);
        Set<String> keys = new TreeSet<>();
        seen.operations().stream().map(Operation::key).forEach(keys::add);
        for (String key : keys) {
            String name = Keys.name(key);
            switch (key.substring(0, key.indexOf('/'))) {
                case "dict" -> record(key, "get", "", dict.getOrDefault(key.substring(5), ""));
                case "fenced" -> record(key, "get", "", dict.getOrDefault(name, ""));
                case "counter" ->
                    record(
                            key,
                            "get",
                            "",
                            String.valueOf(manager.longValue(name, 0).get()));
                case "list" ->
                    record(
                            key,
                            "copy",
                            "",
                            String.join(",", manager.list(name, String.class).copy()));
                case "queue" -> drain(key, manager.queue(name, String.class));
                case "lease" -> drainLeased(key, name);
                case "batch" -> drain(key, manager.queue(name, String.class, Keys.BATCH_CAPACITY));
                case "lock" -> free(name, manager.lock(name));
                default -> {
                    // Nothing stays in it.
                }
            }
        }
        int permits = manager.boundedSemaphore(Keys.SEMAPHORE, Keys.PERMITS).availablePermits();
        if (permits != Keys.PERMITS) {
            violations.add("semaphore: " + permits + " permits are left of " + Keys.PERMITS);
        }
        dict.put("the-end", "reached");
        if (!"reached".equals(dict.get("the-end"))) {
            violations.add("the last operation of the run had no effect");
        }
        return violations;
    }

    private void drainLeased(String key, String name) {
        SharedQueue<String> queue = manager.queue(name, String.class);
        if (queue.leasedElements() > 0) {
            violations.add(name + " has leases, and nobody is there: " + queue.leasedElements());
        }
        drain(key, "take", queue);
        drain(key, "dead", manager.queue(Keys.deadLetters(name), String.class));
    }

    private void drain(String key, SharedQueue<String> queue) {
        drain(key, "take", queue);
    }

    private void drain(String key, String name, SharedQueue<String> queue) {
        List<String> page;
        do {
            long id = recorder.invoked("drain", session(), key, name, String.valueOf(PAGE));
            page = new ArrayList<>();
            queue.drainTo(page, PAGE);
            recorder.ended(id, Outcome.OK, session(), String.join(",", page));
        } while (!page.isEmpty());
    }

    private void free(String name, SharedLock lock) {
        if (!lock.tryLock()) {
            violations.add(name + " is held, and nobody is there: " + lock);
        } else {
            lock.unlock();
        }
    }

    /** What was read: the time of its call is that of its answer, when all others have gone for long. */
    private void record(String key, String name, String argument, String result) {
        long id = recorder.invoked("drain", session(), key, name, argument);
        recorder.ended(id, Outcome.OK, session(), result);
    }

    private String session() {
        return Long.toUnsignedString(manager.session(), 36);
    }
}
