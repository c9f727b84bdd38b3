package dev.holdall.server.state;

import dev.holdall.v1.AdminGrpc;
import dev.holdall.v1.BlockedReply;
import dev.holdall.v1.BlockedRequest;
import dev.holdall.v1.InfoReply;
import dev.holdall.v1.InfoRequest;
import dev.holdall.v1.SessionsReply;
import dev.holdall.v1.SessionsRequest;
import java.util.function.Consumer;

/** What people who look after a manager ask it: {@code admin.proto}. */
final class AdminMethods {
    private AdminMethods() {}

    static void bind(Consumer<Method<?, ?>> bound) {
        bound.accept(Method.plain(AdminGrpc.getBlockedMethod(), AdminMethods::blocked));
        bound.accept(Method.plain(AdminGrpc.getInfoMethod(), AdminMethods::info));
        bound.accept(Method.plain(AdminGrpc.getSessionsMethod(), AdminMethods::sessions));
    }

    private static BlockedReply blocked(BlockedRequest request, CallContext call) {
        return new BlockedReport(call.store(), call.sessions(), call.waiters(), call.now())
                .reply(limit(request.getLimit(), BlockedReport.MOST_CALLS));
    }

    private static InfoReply info(InfoRequest request, CallContext call) {
        return new InfoReport(call.store(), call.sessions(), call.waiters(), call.limits(), call.memory())
                .reply(call.now());
    }

    private static SessionsReply sessions(SessionsRequest request, CallContext call) {
        return SessionReport.reply(
                call.sessions().after(request.getAfter()), limit(request.getLimit(), SessionReport.MOST), call.now());
    }

    /** @param asked as it came, without a sign; 0 for as many as there may be */
    private static int limit(int asked, int most) {
        return asked <= 0 || asked > most ? most : asked;
    }
}
