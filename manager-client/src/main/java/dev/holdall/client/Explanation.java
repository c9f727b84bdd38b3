package dev.holdall.client;

import dev.holdall.v1.ExplainReply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a shared object alive. Its {@link #toString} says it in words.
 *
 * <p>Which other clients hold it is told to keys with the role admin that are for all names; others learn how many there are.
 *
 * @param name under which it lives until it is deleted; null if it has none
 * @param service the full name of the gRPC service that serves it: its type
 * @param untilDeleted it was made by a plain gRPC call, which has no session that could hold it: it lives until it is deleted
 * @param sessions which sessions hold it that the program's key may know, at most a hundred; its own always
 * @param objects which objects refer to it that the program's key is for, at most a hundred; of those without a name, unless the key is for
 *     all names, the ones that the program has proxies of
 * @param calls how many calls wait in it, or bring a reference to it
 * @param more whether there are further ones of these sessions or objects
 * @param otherSessions how many sessions hold it that the program's key may not know
 * @param otherObjects how many objects refer to it that the program's key may not know
 */
public record Explanation(
        @Nullable String name,
        String service,
        boolean untilDeleted,
        List<Holder> sessions,
        List<Referrer> objects,
        long calls,
        boolean more,
        long otherSessions,
        long otherObjects) {

    /**
     * A session that holds the object: a process that has proxies of it, or is about to get one.
     *
     * @param session its number
     * @param client who it is, as it named itself when it connected
     * @param deliveries how many answers named the object since the process referred to it last
     */
    public record Holder(long session, String client, long deliveries) {}

    /**
     * An object that refers to the object.
     *
     * @param name null if it has none
     * @param number counts the objects of the manager
     * @param service its type
     * @param times how many of its elements' references are meant
     */
    public record Referrer(@Nullable String name, long number, String service, long times) {}

    static Explanation of(ExplainReply reply) {
        return new Explanation(
                nullIfEmpty(reply.getName()),
                reply.getService(),
                reply.getUntilDeleted(),
                reply.getSessionsList().stream()
                        .map(holder -> new Holder(holder.getSession(), holder.getClient(), holder.getDeliveries()))
                        .toList(),
                reply.getObjectsList().stream()
                        .map(object -> new Referrer(
                                nullIfEmpty(object.getName()),
                                object.getNumber(),
                                object.getService(),
                                object.getTimes()))
                        .toList(),
                reply.getCalls(),
                reply.getMore(),
                reply.getOtherSessions(),
                reply.getOtherObjects());
    }

    private static @Nullable String nullIfEmpty(String name) {
        return name.isEmpty() ? null : name;
    }

    /** One reason a line. */
    @Override
    public String toString() {
        List<String> reasons = new ArrayList<>();
        if (name != null) {
            reasons.add("its name '" + name + "'");
        }
        if (untilDeleted) {
            reasons.add("a plain gRPC call made it: it lives until it is deleted");
        }
        sessions.forEach(holder -> reasons.add("session " + holder.session() + " (" + holder.client()
                + ") holds it, from " + holder.deliveries() + " answers"));
        objects.forEach(referrer -> reasons.add(describe(referrer)));
        if (otherSessions > 0) {
            reasons.add(otherSessions + " sessions hold it that this program's key may not know");
        }
        if (otherObjects > 0) {
            reasons.add(otherObjects + " objects refer to it that this program's key may not know");
        }
        if (calls > 0) {
            reasons.add(calls + " calls wait in it or bring a reference to it");
        }
        if (more) {
            reasons.add("and more");
        }
        return reasons.isEmpty() ? "nothing: it is about to be collected" : String.join("\n", reasons);
    }

    private static String describe(Referrer referrer) {
        String which = referrer.name() == null ? "number " + referrer.number() : "'" + referrer.name() + "'";
        return "the object " + which + " of " + referrer.service() + " refers to it, " + referrer.times() + " times";
    }
}
