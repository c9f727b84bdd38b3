package dev.holdall.faults.worker;

import dev.holdall.client.Manager;
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

    private final Caller caller;
    private final Random random;
    private final String worker;
    private final Map<String, Object> proxies = new HashMap<>();
    private @Nullable Manager proxiesOf;
    private int serial;

    Workload(Caller caller, Random random, String worker) {
        this.caller = caller;
        this.random = random;
        this.worker = worker;
    }

    /** Does it once. */
    abstract void step(Manager manager) throws Exception;

    /** How long to pause between two steps, on average. */
    abstract int pauseMillis();

    /** To be killed in the midst of something: does that, tells the harness and waits. By default nothing. */
    void die(String how, Manager manager) throws Exception {
        // Not this thread's thing.
    }

    final String call(Manager manager, String key, String name, String argument, Caller.Call call) throws Exception {
        return caller.call(manager, key, name, argument, call);
    }

    /** Tells that it is where it is to be killed, and stays there. */
    final void awaitDeath(String where) throws InterruptedException {
        caller.say("in " + where);
        Thread.sleep(Long.MAX_VALUE);
    }

    final void say(String line) {
        caller.say(line);
    }

    final Random random() {
        return random;
    }

    final String worker() {
        return worker;
    }

    /** A word that nobody else of the run says. */
    final String fresh() {
        return worker + '-' + getClass().getSimpleName().charAt(0) + ++serial;
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

    /** Goes on until it is told to stop. */
    final void run(Stop stop) throws InterruptedException {
        while (!stop.isRequested()) {
            Manager manager = caller.manager();
            try {
                String death = stop.death();
                if (death != null) {
                    die(death, manager);
                }
                step(manager);
            } catch (Exception e) {
                caller.failed(e);
            }
            Thread.sleep(random.nextInt(2 * pauseMillis()));
        }
    }
}
