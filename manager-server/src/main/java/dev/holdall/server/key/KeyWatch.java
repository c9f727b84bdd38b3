package dev.holdall.server.key;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a manager's keys up to date: looks once a second whether they were changed, or a secret's time has passed, and when it is told to.
 *
 * <p>If what there is now breaks a rule, all stays as it was: a slip of the pen locks nobody out, and lets nobody in. Only a key that was
 * removed ends in any case, since whoever removes one may be in a hurry.
 */
public final class KeyWatch implements AutoCloseable {
    static final long PERIOD_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);

    private final KeySource source;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "holdall-keys");
        thread.setDaemon(true);
        return thread;
    });

    private Object stamp;
    private List<NamedKey> keys;
    private List<Accepted> accepted;
    private Consumer<List<Accepted>> changed = now -> {};

    /**
     * Reads the keys; makes a main one where there is none. Later none is made: who has the old one would be locked out because its file was
     * away for a moment.
     *
     * @throws IOException if a rule is broken
     */
    public KeyWatch(KeySource source, Clock clock) throws IOException {
        this.source = source;
        this.clock = clock;
        this.stamp = source.stamp();
        this.keys = source.readOrCreate();
        this.accepted = accepted(keys, clock);
    }

    private static List<Accepted> accepted(List<NamedKey> keys, Clock clock) {
        List<Accepted> all = new ArrayList<>();
        keys.forEach(key -> all.addAll(key.accepted(clock.instant())));
        return all;
    }

    /** The secrets that are accepted now, the main key's first. */
    public synchronized List<Accepted> accepted() {
        return accepted;
    }

    /**
     * Looks every second from now on.
     *
     * @param listener told all secrets that are accepted whenever they change
     */
    public synchronized void start(Consumer<List<Accepted>> listener) {
        changed = listener;
        timer.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Looks now, whether anything seems to have changed or not. What is wrong is logged.
     *
     * @return whether nothing is
     */
    public synchronized boolean reload() {
        boolean good = read();
        if (good) {
            LOG.info("keys: {}", keys.stream().map(NamedKey::name).collect(Collectors.joining(", ")));
        }
        take();
        return good;
    }

    private boolean read() {
        stamp = source.stamp();
        try {
            keys = source.read();
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.error("the keys stay as they were, but for those that are gone: {}", e.getMessage());
            keys = keys.stream().filter(key -> !source.isGone(key.name())).toList();
            return false;
        }
    }

    private synchronized void look() {
        try {
            if (!source.stamp().equals(stamp)) {
                read();
            }
            take();
        } catch (RuntimeException e) { // the next look may have more luck
            LOG.error("the keys cannot be looked at", e);
        }
    }

    private void take() {
        List<Accepted> now = accepted(keys, clock);
        if (!permits(now).equals(permits(accepted))) {
            accepted = now;
            changed.accept(now);
        }
    }

    private static List<Object> permits(List<Accepted> all) {
        return all.stream().map(Accepted::permit).collect(Collectors.toList());
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
