package dev.holdall.server.state;

import dev.holdall.v1.DeleteReply;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.ExplainReply;
import dev.holdall.v1.ExplainRequest;
import dev.holdall.v1.FindReply;
import dev.holdall.v1.FindRequest;
import dev.holdall.v1.HoldReply;
import dev.holdall.v1.HoldRequest;
import dev.holdall.v1.HoldingSession;
import dev.holdall.v1.Named;
import dev.holdall.v1.NamesReply;
import dev.holdall.v1.NamesRequest;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.ReferringObject;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The methods that all objects have in common: {@code objects.proto}. */
final class ObjectMethods {
    private static final int NAMES_PER_PAGE = 1_000;
    /** So much work it may be to find those that a key is for: about a millisecond. */
    private static final int STEPS_PER_PAGE = 1 << 18;

    private static final int HOLDERS_SHOWN = 100;

    private ObjectMethods() {}

    static void bind(Consumer<Method<?, ?>> bound) {
        bound.accept(Method.plain(ObjectsGrpc.getFindMethod(), ObjectMethods::find));
        bound.accept(Method.plain(ObjectsGrpc.getDeleteMethod(), ObjectMethods::delete));
        bound.accept(Method.plain(ObjectsGrpc.getNamesMethod(), ObjectMethods::names));
        bound.accept(Method.forReaders(ObjectsGrpc.getHoldMethod(), ObjectMethods::hold));
        bound.accept(Method.plain(ObjectsGrpc.getExplainMethod(), ObjectMethods::explain));
    }

    private static FindReply find(FindRequest request, CallContext call) {
        ObjectStore.Entry entry = call.find(request.getName());
        return entry == null
                ? FindReply.getDefaultInstance()
                : FindReply.newBuilder().setObject(named(entry, call)).build();
    }

    private static Named named(ObjectStore.Entry entry, CallContext call) {
        return Named.newBuilder()
                .setName(entry.name)
                .setId(call.store().idOf(entry))
                .setService(entry.type.service())
                .build();
    }

    private static DeleteReply delete(DeleteRequest request, CallContext call) {
        ObjectStore.@Nullable Entry entry;
        switch (request.getObjectCase()) {
            case NAME -> entry = call.find(request.getName());
            case ID -> entry = call.store().find(request.getId());
            default -> throw Refusal.invalid("the request names no object");
        }
        if (entry == null) {
            return DeleteReply.getDefaultInstance();
        }
        call.store().remove(entry);
        // They are tried again, find no object, and fail with that.
        call.waiters().wakeAllOf(entry.number);
        return DeleteReply.newBuilder().setDeleted(true).build();
    }

    /** The state machine makes the session hold whatever a reply names. */
    private static HoldReply hold(HoldRequest request, CallContext call) {
        request.getObjectsList().forEach(call.store()::get);
        return HoldReply.newBuilder().addAllObjects(request.getObjectsList()).build();
    }

    private static ExplainReply explain(ExplainRequest request, CallContext call) {
        ObjectStore.Entry entry = call.store().get(request.getObject());
        ExplainReply.Builder reply = ExplainReply.newBuilder()
                .setName(entry.name)
                .setService(entry.type.service())
                .setUntilDeleted(entry.untilDeleted)
                .setCalls(call.waiters().holding(entry.number));
        explainSessions(entry, call, reply);
        explainObjects(entry, call, reply);
        return reply.build();
    }

    private static void explainSessions(ObjectStore.Entry entry, CallContext call, ExplainReply.Builder reply) {
        boolean all = call.permit().seesAll();
        long own = call.caller().session();
        long others = 0;
        for (Session session : call.sessions().all()) {
            Long deliveries = session.holds().get(entry.number);
            if (deliveries == null) {
                continue;
            }
            if (!all && session.id() != own) {
                others++;
            } else if (reply.getSessionsCount() == HOLDERS_SHOWN) {
                reply.setMore(true);
                break;
            } else {
                reply.addSessions(HoldingSession.newBuilder()
                        .setSession(session.id())
                        .setClient(SessionReport.client(session))
                        .setDeliveries(deliveries));
            }
        }
        reply.setOtherSessions(others);
    }

    private static void explainObjects(ObjectStore.Entry entry, CallContext call, ExplainReply.Builder reply) {
        long others = 0;
        for (ObjectStore.Entry holder : call.store().counts().referring().values()) {
            Long times = holder.targets.get(entry.number);
            if (times == null) {
                continue;
            }
            if (!mayKnow(holder, call)) {
                others++;
            } else if (reply.getObjectsCount() == HOLDERS_SHOWN) {
                reply.setMore(true);
            } else {
                reply.addObjects(ReferringObject.newBuilder()
                        .setName(holder.name)
                        .setNumber(holder.number)
                        .setService(holder.type.service())
                        .setTimes(times));
            }
        }
        reply.setOtherObjects(others);
    }

    /** Whether the caller may learn that there is such an object: its key is for that one, and without a name it has a reference to it. */
    private static boolean mayKnow(ObjectStore.Entry entry, CallContext call) {
        if (call.permit().isForAll()) {
            return true;
        }
        if (!entry.name.isEmpty()) {
            return call.permit().isFor(entry);
        }
        Session session = call.sessions().get(call.caller().session());
        return session != null && session.holds().containsKey(entry.number);
    }

    private static NamesReply names(NamesRequest request, CallContext call) {
        int limit = request.getLimit() > 0 ? Math.min(request.getLimit(), NAMES_PER_PAGE) : NAMES_PER_PAGE;
        NamesReply.Builder reply = NamesReply.newBuilder();
        Effort effort = new Effort(STEPS_PER_PAGE);
        for (ObjectStore.Entry entry :
                call.store().namedAfter(request.getAfter(), request.getPassed()).values()) {
            if (effort.isSpent()) {
                return reply.setMore(true).build();
            }
            if (!call.permit().isFor(entry, effort)) {
                reply.setPassed(entry.number);
            } else if (reply.getObjectsCount() == limit) {
                return reply.setMore(true).build();
            } else {
                reply.addObjects(named(entry, call)).clearPassed();
            }
        }
        return reply.clearPassed().build();
    }
}
