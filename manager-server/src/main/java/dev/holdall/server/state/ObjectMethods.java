package dev.holdall.server.state;

import dev.holdall.v1.DeleteReply;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.FindReply;
import dev.holdall.v1.FindRequest;
import dev.holdall.v1.Named;
import dev.holdall.v1.NamesReply;
import dev.holdall.v1.NamesRequest;
import dev.holdall.v1.ObjectsGrpc;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The methods that all objects have in common: {@code objects.proto}. */
final class ObjectMethods {
    private static final int NAMES_PER_PAGE = 1_000;

    private ObjectMethods() {}

    static void bind(Consumer<Method<?, ?>> bound) {
        bound.accept(Method.plain(ObjectsGrpc.getFindMethod(), ObjectMethods::find));
        bound.accept(Method.plain(ObjectsGrpc.getDeleteMethod(), ObjectMethods::delete));
        bound.accept(Method.plain(ObjectsGrpc.getNamesMethod(), ObjectMethods::names));
    }

    private static FindReply find(FindRequest request, CallContext call) {
        Names.check(request.getName(), call.limits());
        ObjectStore.Entry entry = call.store().find(request.getName());
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
            case NAME -> {
                Names.check(request.getName(), call.limits());
                entry = call.store().find(request.getName());
            }
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

    private static NamesReply names(NamesRequest request, CallContext call) {
        int limit = request.getLimit() > 0 ? Math.min(request.getLimit(), NAMES_PER_PAGE) : NAMES_PER_PAGE;
        NamesReply.Builder reply = NamesReply.newBuilder();
        Iterator<ObjectStore.Entry> entries =
                call.store().namedAfter(request.getAfter()).values().iterator();
        while (reply.getObjectsCount() < limit && entries.hasNext()) {
            reply.addObjects(named(entries.next(), call));
        }
        return reply.setMore(entries.hasNext()).build();
    }
}
