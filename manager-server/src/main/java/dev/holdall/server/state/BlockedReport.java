package dev.holdall.server.state;

import dev.holdall.v1.BlockedCall;
import dev.holdall.v1.BlockedObject;
import dev.holdall.v1.BlockedReply;
import dev.holdall.v1.Deadlock;
import dev.holdall.v1.DeadlockStep;
import dev.holdall.v1.Holder;
import dev.holdall.v1.Party;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts together who waits for what and who has it: {@code Admin.Blocked}. Looks at each parked call, and changes nothing. */
final class BlockedReport {
    static final int MOST_CALLS = 1_000;
    private static final int MOST_HOLDERS = 1_000;
    private static final int MOST_HOLDERS_OF_ONE = 100;
    private static final int MOST_DEADLOCKS = 100;
    private static final int MOST_STEPS = 100;
    private static final int MOST_STEPS_IN_ALL = 1_000;
    private static final int MOST_OF_WORDS = 1_000;

    private final ObjectStore store;
    private final Sessions sessions;
    private final Waiters waiters;
    private final long now;
    private final Map<Long, WaitDescription> described = new LinkedHashMap<>();

    BlockedReport(ObjectStore store, Sessions sessions, Waiters waiters, long now) {
        this.store = store;
        this.sessions = sessions;
        this.waiters = waiters;
        this.now = now;
    }

    /** @param limit how many calls are told of at most */
    BlockedReply reply(int limit) {
        Collection<Waiter> calls = waiters.inOrder();
        for (Waiter call : calls) {
            ObjectStore.Entry entry = store.find(call.subject());
            if (entry != null) {
                described.computeIfAbsent(entry.number, number -> describe(entry));
            }
        }
        BlockedReply.Builder reply = BlockedReply.newBuilder();
        Set<Long> concerned = new LinkedHashSet<>();
        for (Waiter call : calls) {
            if (reply.getCallsCount() == limit) {
                break;
            }
            reply.addCalls(call(call));
            concerned.add(call.subject());
        }
        reply.setMoreCalls(calls.size() - reply.getCallsCount());
        objects(concerned, reply);
        deadlocks(new WaitGraph(calls, described).circles(), reply);
        return reply.build();
    }

    private WaitDescription describe(ObjectStore.Entry entry) {
        WaitDescription description =
                new WaitDescription(entry.number, place -> waiters.count(place), this::waits, MOST_HOLDERS_OF_ONE);
        describe(entry.type, entry.object, description);
        return description;
    }

    private static <S extends StoredObject> void describe(
            ObjectType<S> type, StoredObject object, WaitDescription description) {
        type.describeWaits(type.stateClass().cast(object), description);
    }

    private boolean waits(long number) {
        Session session = sessions.get(number);
        return session != null && !session.parked().isEmpty();
    }

    // What is told -----------------------------------------------------------------------------------------------

    private BlockedCall.Builder call(Waiter call) {
        BlockedCall.Builder told = BlockedCall.newBuilder()
                .setCaller(party(call.id().session(), call.thread(), call.actsFor(), call.occasion()))
                .setMethod(call.method().toString())
                .setWaitedNanos(now - call.occasion().time());
        if (call.deadline() != Long.MAX_VALUE) {
            told.setLeftNanos(Math.max(0, call.deadline() - now));
        }
        ObjectStore.Entry entry = store.find(call.subject());
        if (entry != null) {
            told.setObject(store.idOf(entry)).setName(entry.name).setService(entry.type.service());
            WaitDescription description = described.get(entry.number);
            if (description != null) {
                told.setWaitsFor(words(description.waits(call.place()).what()));
            }
        }
        return told;
    }

    private Party party(long number, int thread, String owner, @Nullable Occasion occasion) {
        Party.Builder party =
                Party.newBuilder().setSession(number).setThread(thread).setOwner(words(owner));
        Session session = sessions.get(number);
        if (session != null) {
            party.setClient(SessionReport.client(session));
        }
        if (occasion != null) {
            party.setThreadName(occasion.threadName()).setSite(occasion.site());
        }
        return party.build();
    }

    /** What a type tells, fit to be shown: it may hold what a client said. */
    private static String words(String told) {
        return Told.clean(told, MOST_OF_WORDS);
    }

    private Holder holder(Holding holding) {
        Holder.Builder holder = Holder.newBuilder()
                .setParty(party(holding.session(), holding.thread(), holding.owner(), holding.since()))
                .setHolds(words(holding.what()))
                .setCount(holding.count())
                .setToken(holding.token());
        if (holding.since() != null) {
            holder.setHeldNanos(now - holding.since().time());
        }
        return holder.build();
    }

    private void objects(Set<Long> concerned, BlockedReply.Builder reply) {
        int holdersLeft = MOST_HOLDERS;
        for (long number : concerned) {
            ObjectStore.Entry entry = store.find(number);
            WaitDescription description = described.get(number);
            if (entry == null || description == null) {
                continue;
            }
            BlockedObject.Builder object = BlockedObject.newBuilder()
                    .setObject(store.idOf(entry))
                    .setName(entry.name)
                    .setService(entry.type.service())
                    .setState(words(description.state()));
            for (Holding holding : description.shown()) {
                if (holdersLeft == 0) {
                    break;
                }
                object.addHolders(holder(holding));
                holdersLeft--;
            }
            reply.addObjects(object.setMoreHolders(description.holders() - object.getHoldersCount()));
        }
    }

    private void deadlocks(List<WaitGraph.Circle> circles, BlockedReply.Builder reply) {
        int stepsLeft = MOST_STEPS_IN_ALL;
        for (WaitGraph.Circle circle : circles) {
            if (reply.getDeadlocksCount() == MOST_DEADLOCKS || stepsLeft == 0) {
                break;
            }
            Deadlock.Builder deadlock = Deadlock.newBuilder().setPossible(!circle.certain());
            int shown = Math.min(circle.steps().size(), Math.min(MOST_STEPS, stepsLeft));
            for (WaitGraph.Step step : circle.steps().subList(0, shown)) {
                deadlock.addSteps(
                        DeadlockStep.newBuilder().setCall(call(step.call())).setHolder(holder(step.holder())));
            }
            stepsLeft -= shown;
            reply.addDeadlocks(deadlock.setMoreSteps(circle.steps().size() - shown));
        }
        reply.setMoreDeadlocks(circles.size() - reply.getDeadlocksCount());
    }
}
