package dev.holdall.server.engine;

import dev.holdall.server.state.Command;
import dev.holdall.server.state.Effects;
import dev.holdall.server.state.StateMachine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;

/**
 * An engine that delays and reorders what it may: commands of different sessions, and of different unary calls. Those of one
 * session, or of one unary call, stay in their order.
 *
 * <p>It has no thread: nothing happens but by {@link #step}, so that a seed tells everything. Its time is virtual; each step
 * may take some.
 */
public final class DelayingEngine implements Engine {
    private final StateMachine machine;
    private final Effects effects;
    private final Random random;
    /** What waits, by whose order it must keep. Sorted, so that the seed alone decides. */
    private final TreeMap<String, Queue<Command>> waiting = new TreeMap<>();

    private long now;
    private boolean closed;

    public DelayingEngine(StateMachine machine, Effects effects, long seed) {
        this.machine = machine;
        this.effects = effects;
        this.random = new Random(seed);
    }

    @Override
    public void submit(Command command) {
        if (!closed) {
            waiting.computeIfAbsent(orderOf(command), order -> new ArrayDeque<>())
                    .add(command);
        }
    }

    private static String orderOf(Command command) {
        if (command instanceof Command.Frame frame) {
            return "session " + frame.session();
        } else if (command instanceof Command.EndSession end) {
            return "session " + end.session();
        } else if (command instanceof Command.OpenSession open) {
            return "token " + open.token();
        } else if (command instanceof Command.UnaryCall call) {
            return "call " + call.ticket();
        } else if (command instanceof Command.WithdrawUnary withdraw) {
            return "call " + withdraw.ticket();
        }
        return "time";
    }

    /**
     * Applies one of the commands that wait, whichever it likes.
     *
     * @return false if none waits
     */
    public boolean step() {
        if (waiting.isEmpty()) {
            return false;
        }
        now += random.nextInt(1_000);
        List<String> orders = new ArrayList<>(waiting.keySet());
        String order = orders.get(random.nextInt(orders.size()));
        Queue<Command> commands = waiting.get(order);
        Command next = commands.remove();
        if (commands.isEmpty()) {
            waiting.remove(order);
        }
        machine.apply(now, next, effects);
        return true;
    }

    /** Applies all that waits, and what is submitted meanwhile. */
    public void settle() {
        boolean more = true;
        while (more) {
            more = step();
        }
    }

    /** Lets time pass, deadline by deadline. */
    public void advance(Duration time) {
        long until = now + time.toNanos();
        while (machine.nextDeadline() <= until) {
            now = Math.max(now, machine.nextDeadline());
            machine.apply(now, new Command.Tick(), effects);
        }
        now = until;
        machine.apply(now, new Command.Tick(), effects);
    }

    @Override
    public void close() {
        closed = true;
        waiting.clear();
    }
}
