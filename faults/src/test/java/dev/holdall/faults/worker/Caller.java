package dev.holdall.faults.worker;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerException;
import dev.holdall.client.ManagerException.Effect;
import dev.holdall.client.SessionLost;
import dev.holdall.faults.history.Outcome;
import dev.holdall.faults.history.Recorder;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** One thread of a worker: makes calls, records them and counts what was answered. */
final class Caller {
    /** A call, whose result is recorded. */
    interface Call {
        String made(Manager manager) throws Exception;
    }

    private final Link link;
    private final Recorder recorder;
    private final String thread;
    private final Consumer<String> say;
    private final AtomicLong answered = new AtomicLong();

    /** @param say tells the harness a line */
    Caller(Link link, Recorder recorder, String thread, Consumer<String> say) {
        this.link = link;
        this.recorder = recorder;
        this.thread = thread;
        this.say = say;
    }

    /** How many calls were answered. */
    long answered() {
        return answered.get();
    }

    Manager manager() {
        return link.manager();
    }

    void say(String line) {
        say.accept(line);
    }

    /**
     * Makes a call and records it. What it throws goes on to the caller, recorded: most of it ends what the thread was about.
     *
     * @return its result
     */
    String call(Manager manager, String key, String name, String argument, Call call) throws Exception {
        long id = recorder.invoked(thread, session(manager), key, name, argument);
        try {
            String result = call.made(manager);
            recorder.ended(id, Outcome.OK, session(manager), result);
            answered.incrementAndGet();
            return result;
        } catch (Exception e) {
            recorder.ended(id, outcome(e), session(manager), e.getClass().getSimpleName());
            throw e;
        }
    }

    private static String session(Manager manager) {
        return Long.toUnsignedString(manager.session(), 36);
    }

    private static Outcome outcome(Exception e) {
        // Anything that is not the manager's word says nothing of the effect.
        boolean none = e instanceof NoEffect || e instanceof ManagerException known && known.effect() == Effect.NONE;
        return none ? Outcome.FAILED : Outcome.LOST;
    }

    /** Goes on after something has failed: what is no consequence of the faults is told. */
    void failed(Exception e) throws InterruptedException {
        if (e instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        // A lost session is told to each call that was under way. Whether it may be lost, the harness knows.
        if (!(e instanceof SessionLost)) {
            say.accept("unexpected " + thread + ": " + e.toString().replace('\n', ' ') + " at "
                    + List.of(e.getStackTrace()));
        }
    }
}
