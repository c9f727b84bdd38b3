package dev.holdall.server.state;

import dev.holdall.server.state.WaitDescription.Until;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom, and the circles in it.
 *
 * <p>A line is a place where calls wait for what holders have; a holder stands in the lines where its own calls wait. A line is stuck if what
 * it waits for cannot come: if one of the holders that must all let go is stuck itself, or every one of those of which one is enough. What
 * is stuck is found by taking away what is not, until nothing more goes; whoever is left stands in a circle, or waits for one who does.
 *
 * <p>Twice: first with threads alone, each of which does one thing at a time, so that their circles are certain; then with named owners and
 * sessions, for whom others may act while they wait. Costs as much as there are calls and holders.
 */
final class WaitGraph {

    /** One call of a circle, and who has what it waits for. */
    record Step(Waiter call, Holding holder) {}

    /**
     * Calls that wait for each other.
     *
     * @param certain whether nobody else can end it by letting something go
     */
    record Circle(boolean certain, List<Step> steps) {}

    /** Whoever may have something and wait: as in {@link Holding}. */
    private record Who(long session, int thread, String owner) {
        static Who of(Holding holding) {
            return new Who(holding.session(), holding.thread(), holding.owner());
        }
    }

    /** Somebody who has something. */
    private static final class Holder {
        /** Where the holder's calls wait, a line as often as calls wait there. */
        final List<Line> waitsIn = new ArrayList<>();

        final List<Waiter> calls = new ArrayList<>();
        /** Those that most of the holder's own calls stand in the way of come first: they are the first that are not stuck. */
        final List<Edge> holds = new ArrayList<>();

        /** How many of the calls stand in lines that are stuck. */
        int stuckCalls;
        /** How many of the edges are known not to be stuck. */
        int looseEdges;
        /** The first call in a line that is stuck, and the first in another such line; -1 if there is none. */
        int firstStuck;

        int firstElsewhere;

        void start() {
            stuckCalls = calls.size();
            looseEdges = 0;
        }

        /** Looks for the calls in lines that are stuck, once that is known. */
        void settle() {
            firstStuck = firstStuckFrom(0, null);
            firstElsewhere = firstStuck < 0 ? -1 : firstStuckFrom(firstStuck + 1, waitsIn.get(firstStuck));
        }

        private int firstStuckFrom(int from, @Nullable Line except) {
            for (int i = from; i < calls.size(); i++) {
                if (waitsIn.get(i).stuck && waitsIn.get(i) != except) {
                    return i;
                }
            }
            return -1;
        }

        /** A call that keeps the holder from letting go. */
        int stuckCall(Edge edge) {
            boolean own = edge.inLine > 0 && firstStuck >= 0 && waitsIn.get(firstStuck) == edge.line;
            return own ? firstElsewhere : firstStuck;
        }
    }

    /** That somebody has what a line waits for. */
    private static final class Edge {
        final Line line;
        final Holding holding;
        final Holder holder;
        boolean stuck;

        /** How many of the holder's calls stand in this very line, where a session's threads wait for each other as a matter of course. */
        int inLine;

        Edge(Line line, Holding holding, Holder holder) {
            this.line = line;
            this.holding = holding;
            this.holder = holder;
        }

        boolean isOfThread() {
            return holding.thread() != 0;
        }

        boolean isStuckNow() {
            return holder.stuckCalls > inLine;
        }
    }

    /** Calls that wait for what holders have. */
    private static final class Line {
        final Until until;
        /** Whether there are holders of whom no call waits. */
        final boolean hasFreeHolders;

        final List<Edge> edges = new ArrayList<>();
        /** Who stands in it, as often as with calls. */
        final List<Holder> waiting = new ArrayList<>();

        boolean stuck;
        int stuckEdges;
        int usedEdges;

        // Of a walk along stuck lines.
        int walk;

        @Nullable
        Edge next;
        /** The holder's call that stands in the next line. */
        @Nullable
        Waiter nextCall;

        Line(Until until, boolean hasFreeHolders) {
            this.until = until;
            this.hasFreeHolders = hasFreeHolders;
        }

        boolean canBeStuck() {
            return until == Until.ALL_LET_GO
                    ? stuckEdges > 0
                    : usedEdges > 0 && stuckEdges == usedEdges && !hasFreeHolders;
        }
    }

    private final Map<Place, Line> lines = new LinkedHashMap<>();
    private final Map<Who, Holder> holders = new LinkedHashMap<>();
    private boolean certain;

    /**
     * @param calls all calls that wait, in their order
     * @param described what the types say of the objects that these wait in, by the objects' numbers
     */
    WaitGraph(Collection<Waiter> calls, Map<Long, WaitDescription> described) {
        for (Waiter call : calls) {
            WaitDescription of = described.get(call.subject());
            Until until = of == null
                    ? Until.SOMETHING_HAPPENS
                    : of.waits(call.place()).until();
            if (of != null && until != Until.SOMETHING_HAPPENS && !lines.containsKey(call.place())) {
                lines.put(call.place(), lineOf(of, until));
            }
        }
        for (Waiter call : calls) {
            // Where nobody who waits has anything, nobody stands in anybody's way.
            Line line = holders.isEmpty() ? null : lines.get(call.place());
            if (line != null) {
                stand(call, line);
            }
        }
        for (Holder holder : holders.values()) {
            countOwn(holder);
        }
    }

    private Line lineOf(WaitDescription of, Until until) {
        Line line = new Line(until, of.holders() > of.waiting().size());
        for (Holding holding : of.waiting()) {
            Holder holder = holders.computeIfAbsent(Who.of(holding), who -> new Holder());
            Edge edge = new Edge(line, holding, holder);
            line.edges.add(edge);
            holder.holds.add(edge);
        }
        return line;
    }

    /** A call stands in a line, for all that it stands for. */
    private void stand(Waiter call, Line line) {
        long session = call.id().session();
        if (call.thread() != 0) {
            stand(call, line, holders.get(new Who(session, call.thread(), "")));
        }
        if (!call.actsFor().isEmpty()) {
            stand(call, line, holders.get(new Who(session, 0, call.actsFor())));
        }
        stand(call, line, holders.get(new Who(session, 0, "")));
    }

    private static void stand(Waiter call, Line line, @Nullable Holder holder) {
        if (holder != null) {
            holder.calls.add(call);
            holder.waitsIn.add(line);
            line.waiting.add(holder);
        }
    }

    private static void countOwn(Holder holder) {
        Map<Line, Integer> calls = new HashMap<>();
        holder.waitsIn.forEach(line -> calls.merge(line, 1, Integer::sum));
        for (Edge edge : holder.holds) {
            edge.inLine = edge.holding.isAnyonesOfSession() ? calls.getOrDefault(edge.line, 0) : 0;
        }
        holder.holds.sort(Comparator.comparingInt((Edge edge) -> edge.inLine).reversed());
    }

    /** The circles; certain ones first. No call is in two of them. */
    List<Circle> circles() {
        List<Circle> circles = new ArrayList<>();
        Set<CallId> told = new HashSet<>();
        for (boolean threadsOnly : new boolean[] {true, false}) {
            certain = threadsOnly;
            takeAwayWhatIsNotStuck();
            for (List<Step> steps : walk()) {
                if (tellsSomething(steps) && steps.stream().noneMatch(step -> told.contains(step.call.id()))) {
                    steps.forEach(step -> told.add(step.call.id()));
                    circles.add(new Circle(certain, steps));
                }
            }
        }
        return circles;
    }

    // What is stuck ----------------------------------------------------------------------------------------------

    private boolean isUsed(Edge edge) {
        return !certain || edge.isOfThread() && edge.line.until == Until.ALL_LET_GO;
    }

    private void takeAwayWhatIsNotStuck() {
        lines.values().forEach(line -> {
            line.stuck = true;
            line.stuckEdges = 0;
            line.usedEdges = 0;
        });
        for (Holder holder : holders.values()) {
            holder.start();
            for (Edge edge : holder.holds) {
                edge.stuck = isUsed(edge) && edge.isStuckNow();
                edge.line.usedEdges += isUsed(edge) ? 1 : 0;
                edge.line.stuckEdges += edge.stuck ? 1 : 0;
            }
        }
        ArrayDeque<Line> free = new ArrayDeque<>();
        lines.values().forEach(line -> freeIfItIs(line, free));
        for (Line line = free.poll(); line != null; line = free.poll()) {
            for (Holder holder : line.waiting) {
                holder.stuckCalls--;
                freeWhatDependsOn(holder, free);
            }
        }
    }

    private static void freeIfItIs(Line line, ArrayDeque<Line> free) {
        if (line.stuck && !line.canBeStuck()) {
            line.stuck = false;
            free.add(line);
        }
    }

    private static void freeWhatDependsOn(Holder holder, ArrayDeque<Line> free) {
        while (holder.looseEdges < holder.holds.size()) {
            Edge edge = holder.holds.get(holder.looseEdges);
            if (edge.isStuckNow()) {
                return;
            }
            holder.looseEdges++;
            if (edge.stuck) {
                edge.stuck = false;
                edge.line.stuckEdges--;
                freeIfItIs(edge.line, free);
            }
        }
    }

    // The circles ------------------------------------------------------------------------------------------------

    /** From each stuck line to one that it waits for, and on, until a line comes again: what lies between is a circle. */
    private List<List<Step>> walk() {
        List<List<Step>> circles = new ArrayList<>();
        lines.values().forEach(line -> line.walk = 0);
        holders.values().forEach(Holder::settle);
        int walk = 0;
        for (Line start : lines.values()) {
            walk++;
            Line line = start;
            while (line.stuck && line.walk == 0) {
                line.walk = walk;
                line = follow(line);
            }
            if (line.stuck && line.walk == walk) {
                circles.add(circle(line));
            }
        }
        return circles;
    }

    private static Line follow(Line line) {
        for (Edge edge : line.edges) {
            if (edge.stuck) {
                int call = edge.holder.stuckCall(edge);
                line.next = edge;
                line.nextCall = edge.holder.calls.get(call);
                return edge.holder.waitsIn.get(call);
            }
        }
        throw new IllegalStateException("a line is stuck, and nobody keeps it");
    }

    private List<Step> circle(Line first) {
        List<Edge> edges = new ArrayList<>();
        List<Waiter> calls = new ArrayList<>();
        Line line = first;
        do {
            edges.add(Objects.requireNonNull(line.next));
            calls.add(Objects.requireNonNull(line.nextCall));
            line = Objects.requireNonNull(lines.get(calls.get(calls.size() - 1).place()));
        } while (line != first);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < edges.size(); i++) {
            // The call of the holder before this one stands in this line.
            steps.add(new Step(calls.get(i == 0 ? calls.size() - 1 : i - 1), edges.get(i).holding));
        }
        return steps;
    }

    /** Threads of one session that wait for each other's permits are nothing to tell of: the others of them go on. */
    private static boolean tellsSomething(List<Step> steps) {
        long session = steps.get(0).holder().session();
        return steps.stream()
                .anyMatch(step ->
                        !step.holder().isAnyonesOfSession() || step.holder().session() != session);
    }
}
