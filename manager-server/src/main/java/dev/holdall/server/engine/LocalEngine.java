package dev.holdall.server.engine;

import dev.holdall.server.state.Command;
import dev.holdall.server.state.Effects;
import dev.holdall.server.state.StateMachine;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine of the in-memory manager: a command is applied at once, by the thread that hands it in.
 *
 * <p>A thread that finds another one applying leaves its command to that one and goes on, so no event loop ever waits for
 * another.
 *
 * <p>The time of the state is a {@link RunningTime}: it stands still while the manager does, so that nobody's lease or time-out runs out
 * because nobody could be answered.
 */
public final class LocalEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(LocalEngine.class);
    private static final Command.Tick TICK = new Command.Tick();

    private final StateMachine machine;
    private final Effects effects;
    private final RunningTime time;
    private final ConcurrentLinkedQueue<Command> waiting = new ConcurrentLinkedQueue<>();
    /** Commands handed in and not applied yet; whoever raises it from 0 applies until it is 0 again. */
    private final AtomicInteger pending = new AtomicInteger();

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "holdall-time");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closed;

    // Belong to whoever applies.
    private long tickAt = Long.MAX_VALUE;
    private @Nullable Future<?> tick;

    public LocalEngine(StateMachine machine, Effects effects) {
        this(machine, effects, System::nanoTime);
    }

    /** @param nanoClock as {@link System#nanoTime} */
    LocalEngine(StateMachine machine, Effects effects, LongSupplier nanoClock) {
        this.machine = machine;
        this.effects = effects;
        this.time = new RunningTime(nanoClock);
        // Most deadlines are never reached, since what is waited for comes.
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // So that idle time counts, for deadlines as well as for how long somebody has been waiting.
        timer.scheduleWithFixedDelay(
                time::passed, RunningTime.PERIOD_MILLIS, RunningTime.PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void submit(Command command) {
        waiting.add(command);
        if (pending.getAndIncrement() != 0) {
            return;
        }
        int done = 0;
        do {
            Command next = waiting.poll();
            if (next != null && !closed) {
                apply(next);
            }
            done++;
        } while (pending.get() != done || !pending.compareAndSet(done, 0));
    }

    private void apply(Command command) {
        long now = time.passed();
        if (command == TICK) {
            tickAt = Long.MAX_VALUE;
        }
        try {
            machine.apply(now, command, effects);
        } catch (RuntimeException | java.lang.Error e) {
            // A handler's failure is its caller's answer; what comes out here is a fault of the machine itself.
            LOG.error("a command could not be applied: {}", command.getClass().getSimpleName(), e);
        }
        scheduleTick(now);
    }

    private void scheduleTick(long now) {
        long deadline = machine.nextDeadline();
        if (deadline < tickAt && !closed) {
            tickAt = deadline;
            if (tick != null) {
                // One tick at a time: each that fires sets the next, so two would never become one again.
                tick.cancel(false);
            }
            try {
                tick = timer.schedule(() -> submit(TICK), Math.max(0, deadline - now), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("closed meanwhile", e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
    }
}
