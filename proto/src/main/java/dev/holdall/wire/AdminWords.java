package dev.holdall.wire;

import dev.holdall.v1.BlockedCall;
import dev.holdall.v1.BlockedObject;
import dev.holdall.v1.BlockedReply;
import dev.holdall.v1.Deadlock;
import dev.holdall.v1.DeadlockStep;
import dev.holdall.v1.Holder;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Party;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code admin.proto} tells, in words: the same in the command line and in the client library.
 *
 * <p>Deadlocks come first, one line a step; then each object with who has it and who waits, those who came first before the others.
 */
public final class AdminWords {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000 * MICRO;
    private static final long SECOND = 1_000 * MILLI;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private AdminWords() {}

    // Who waits for what -----------------------------------------------------------------------------------------

    /** Who waits for what and who has it; several lines, without an end of line after the last. */
    public static String of(BlockedReply blocked) {
        StringBuilder text = new StringBuilder();
        blocked.getDeadlocksList().forEach(deadlock -> text.append(of(deadlock)).append('\n'));
        if (blocked.getMoreDeadlocks() > 0) {
            text.append(blocked.getMoreDeadlocks()).append(" further deadlocks\n");
        }
        objects(blocked, text);
        if (blocked.getMoreCalls() > 0) {
            text.append(blocked.getMoreCalls()).append(" further calls wait\n");
        }
        return text.length() == 0 ? "nobody waits" : text.substring(0, text.length() - 1);
    }

    private static void objects(BlockedReply blocked, StringBuilder text) {
        Map<ObjectId, BlockedObject> objects = new LinkedHashMap<>();
        blocked.getObjectsList().forEach(object -> objects.put(object.getObject(), object));
        Map<ObjectId, StringBuilder> waiting = new LinkedHashMap<>();
        for (BlockedCall call : blocked.getCallsList()) {
            waiting.computeIfAbsent(call.getObject(), id -> new StringBuilder())
                    .append("  waiting: ")
                    .append(waiting(call))
                    .append('\n');
        }
        waiting.forEach((id, calls) -> {
            BlockedObject object = objects.get(id);
            if (object == null) {
                text.append("no object:\n");
            } else {
                of(object, text);
            }
            text.append(calls);
        });
    }

    private static void of(BlockedObject object, StringBuilder text) {
        text.append(named(object.getName(), object.getObject(), object.getService()))
                .append(": ");
        boolean one = object.getHoldersCount() == 1 && object.getMoreHolders() == 0;
        if (!object.getState().isEmpty()) {
            text.append(object.getState()).append(one ? "; " : "");
        }
        if (one) {
            text.append(of(object.getHolders(0)));
        } else {
            object.getHoldersList().forEach(holder -> text.append("\n  ").append(of(holder)));
            if (object.getMoreHolders() > 0) {
                text.append("\n  ").append(object.getMoreHolders()).append(" further holders");
            }
        }
        text.append('\n');
    }

    /** A call that waits, without the object: who, for how long, for what. */
    private static String waiting(BlockedCall call) {
        StringBuilder text = new StringBuilder(of(call.getCaller()));
        text.append(" for ").append(duration(call.getWaitedNanos()));
        if (!call.getWaitsFor().isEmpty()) {
            text.append(", for ").append(call.getWaitsFor());
        }
        text.append(" (").append(method(call.getMethod())).append(')');
        if (call.hasLeftNanos()) {
            text.append(", gives up in ").append(duration(call.getLeftNanos()));
        }
        return text.append(site(call.getCaller())).toString();
    }

    /** A call that waits, and in which object. */
    public static String of(BlockedCall call) {
        return call.hasObject()
                ? named(call.getName(), call.getObject(), call.getService()) + ": " + waiting(call)
                : waiting(call);
    }

    /** Who has something, what, and for how long. */
    public static String of(Holder holder) {
        StringBuilder text = new StringBuilder(of(holder.getParty()));
        text.append(' ').append(holder.getHolds());
        if (holder.getToken() != 0) {
            if (holder.getCount() > 1) {
                text.append(' ').append(holder.getCount()).append(" times");
            }
            text.append(" under the token ").append(holder.getToken());
        }
        if (holder.hasHeldNanos()) {
            text.append(" for ").append(duration(holder.getHeldNanos()));
        }
        return text.append(site(holder.getParty())).toString();
    }

    /** Who it is: the client, and which thread or name of it. */
    public static String of(Party party) {
        if (party.getSession() == 0) {
            return "a call without a session";
        }
        StringBuilder text = new StringBuilder();
        if (!party.getClient().isEmpty()) {
            text.append(party.getClient()).append(' ');
        }
        text.append("session ").append(party.getSession());
        if (!party.getOwner().isEmpty()) {
            text.append(" '").append(party.getOwner()).append('\'');
        }
        if (!party.getThreadName().isEmpty()) {
            text.append(" thread ").append(party.getThreadName());
        } else if (party.getThread() != 0) {
            text.append(" thread number ").append(Integer.toUnsignedString(party.getThread()));
        }
        return text.toString();
    }

    private static String site(Party party) {
        return party.getSite().isEmpty() ? "" : " at " + party.getSite();
    }

    /** Who waits for each other: one line, and one for each step. */
    public static String of(Deadlock deadlock) {
        long size = deadlock.getStepsCount() + deadlock.getMoreSteps();
        StringBuilder text = new StringBuilder(deadlock.getPossible() ? "POSSIBLE DEADLOCK: " : "DEADLOCK: ");
        text.append(size == 1 ? "one waits for what it has itself" : size + " wait for each other");
        if (deadlock.getPossible()) {
            text.append(", unless others of these sessions let go");
        }
        for (DeadlockStep step : deadlock.getStepsList()) {
            BlockedCall call = step.getCall();
            text.append("\n  ")
                    .append(of(call.getCaller()))
                    .append(" waits")
                    .append(call.getWaitsFor().isEmpty() ? "" : " for " + call.getWaitsFor())
                    .append(call.hasLeftNanos() ? " (gives up in " + duration(call.getLeftNanos()) + ")" : "")
                    .append(" of ")
                    .append(named(call.getName(), call.getObject(), call.getService()))
                    .append(site(call.getCaller()))
                    .append("; ")
                    .append(of(step.getHolder()));
        }
        if (deadlock.getMoreSteps() > 0) {
            text.append("\n  and ").append(deadlock.getMoreSteps()).append(" more");
        }
        return text.toString();
    }

    // Words ------------------------------------------------------------------------------------------------------

    /** An object: its name, or its number, and its type. */
    private static String named(String name, ObjectId id, String service) {
        return (name.isEmpty() ? "number " + Long.toUnsignedString(id.getNumber()) : name) + " (" + type(service) + ")";
    }

    /** The type that a service serves, as people call it: a lock for {@code holdall.v1.Locks}. */
    public static String type(String service) {
        String simple = service.substring(service.lastIndexOf('.') + 1);
        if (!service.equals("holdall.v1." + simple)) {
            return service;
        }
        String words = simple.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        for (String plural : List.of("ches", "s")) {
            if (words.endsWith(plural)) {
                return words.substring(0, words.length() - (plural.equals("s") ? 1 : 2));
            }
        }
        return words;
    }

    /** A method without its package: {@code Locks/Acquire}. */
    private static String method(String full) {
        int slash = full.indexOf('/');
        return full.substring(full.lastIndexOf('.', slash < 0 ? full.length() : slash) + 1);
    }

    /** A length of time: the two greatest units of a long one, one digit behind the point of a short one. */
    public static String duration(long nanos) {
        if (nanos < MILLI) {
            return nanos / MICRO + " us";
        }
        if (nanos < SECOND) {
            return nanos / MILLI + " ms";
        }
        if (nanos < MINUTE) {
            return nanos / SECOND + "." + nanos % SECOND / (100 * MILLI) + " s";
        }
        if (nanos < HOUR) {
            return nanos / MINUTE + " min " + nanos % MINUTE / SECOND + " s";
        }
        return nanos < DAY
                ? nanos / HOUR + " h " + nanos % HOUR / MINUTE + " min"
                : nanos / DAY + " d " + nanos % DAY / HOUR + " h";
    }
}
