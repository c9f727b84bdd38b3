package dev.holdall.faults.worker;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedQueue;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one thread of a worker does again and again. Objects are used for a slot of time and then left for others, so that no history is too
 * long to be checked; all workers see the same clock and so use the same objects at the same time.
 */
abstract class Workload {
    /** How many proxies of objects of earlier slots are kept. */
    private static final int MOST_PROXIES = 8;

    private final Self self;
    private final int pauseMillis;
    private final Map<String, Object> proxies = new HashMap<>();
    private @Nullable Manager proxiesOf;
    private int serial;

    /**
     * Whose work it is.
     *
     * @param name tells it from all others of the run
     */
    record Self(Caller caller, Random random, String name) {}

    /** @param pauseMillis how long it pauses between two steps, on average */
    Workload(Self self, int pauseMillis) {
        this.self = self;
        this.pauseMillis = pauseMillis;
    }

    /** Does it once. */
    abstract void step(Manager manager) throws Exception;

    /** To be killed in the midst of something: does that, tells the harness and waits. By default nothing. */
    void die(String how, Manager manager) throws Exception {
        // Not this thread's thing.
    }

    final String call(Manager manager, String key, String name, String argument, Caller.Call call) throws Exception {
        return self.caller().call(manager, key, name, argument, call);
    }

    /** Tells that it is where it is to be killed, and stays there. */
    final void awaitDeath(String where) throws InterruptedException {
        self.caller().say("in " + where);
        Thread.sleep(Long.MAX_VALUE);
    }

    final void say(String line) {
        self.caller().say(line);
    }

    final Random random() {
        return self.random();
    }

    final String worker() {
        return self.name();
    }

    /** A word that nobody else of the run says. */
    final String fresh() {
        return self.name() + '-' + getClass().getSimpleName().charAt(0) + ++serial;
    }

    /** Which slot of time it is, of such a length. */
    static long slot(int millis) {
        return System.nanoTime() / (millis * 1_000_000L);
    }

    /** The object of a name: opened once and kept for a while. */
    @SuppressWarnings("unchecked")
    final <T> T open(Manager manager, String name, BiFunction<Manager, String, T> open) {
        if (proxiesOf != manager || proxies.size() > MOST_PROXIES) {
            proxies.clear();
            proxiesOf = manager;
        }
        T known = (T) proxies.get(name);
        if (known == null) {
            known = open.apply(manager, name);
            proxies.put(name, known);
        }
        return known;
    }

    final SharedDict<String, String> dict(Manager manager) {
        return open(manager, Keys.DICT, (m, name) -> m.dict(name, String.class, String.class));
    }

    final SharedQueue<String> queue(Manager manager, String name) {
        return open(manager, name, (m, named) -> m.queue(named, String.class));
    }

    /** How a history writes what may not be there. */
    static String word(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** Goes on until it is told to stop. */
    final void run(Stop stop) throws InterruptedException {
        while (!stop.isRequested()) {
            Manager manager = self.caller().manager();
            try {
                String death = stop.death();
                if (death != null) {
                    die(death, manager);
                }
                step(manager);
            } catch (Exception e) {
                self.caller().failed(e);
            }
            Thread.sleep(self.random().nextInt(2 * pauseMillis));
        }
    }
}
