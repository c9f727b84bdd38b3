package dev.holdall.client;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells who wants to know of changes of the connection, in their order and off the event loop. */
final class StateListeners implements Consumer<StateChange> {
    /** A change, and who wanted to know when it came. */
    private record News(StateChange change, List<Consumer<? super StateChange>> listeners) {}

    private final Executor executor;
    private final CopyOnWriteArrayList<Consumer<? super StateChange>> listeners = new CopyOnWriteArrayList<>();
    private final Queue<News> news = new ArrayDeque<>();
    private boolean telling;
    private volatile ConnectionState state = ConnectionState.RECONNECTING;

    StateListeners(Executor executor) {
        this.executor = executor;
    }

    ConnectionState state() {
        return state;
    }

    void add(Consumer<? super StateChange> listener) {
        listeners.add(listener);
    }

    void remove(Consumer<? super StateChange> listener) {
        listeners.remove(listener);
    }

    @Override
    public void accept(StateChange change) {
        state = change.state();
        synchronized (this) {
            news.add(new News(change, List.copyOf(listeners)));
            if (telling) {
                return;
            }
            telling = true;
        }
        try {
            executor.execute(this::tell);
        } catch (RejectedExecutionException e) {
            // The manager is closed, and with it the threads that continuations run on: its last word is told all the
            // same.
            Thread late = new Thread(this::tell, "holdall-continuation-late");
            late.setDaemon(true);
            late.start();
        }
    }

    private void tell() {
        for (News next = next(); next != null; next = next()) {
            for (Consumer<? super StateChange> listener : next.listeners()) {
                try {
                    listener.accept(next.change());
                } catch (Throwable e) { // harms no other listener
                    Thread thread = Thread.currentThread();
                    thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
                }
            }
        }
    }

    private synchronized @Nullable News next() {
        News next = news.poll();
        telling = next != null;
        return next;
    }
}
