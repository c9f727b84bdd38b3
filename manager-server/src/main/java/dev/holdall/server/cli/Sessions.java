package dev.holdall.server.cli;

import dev.holdall.v1.AdminGrpc.AdminBlockingStub;
import dev.holdall.v1.SessionInfo;
import dev.holdall.v1.SessionsReply;
import dev.holdall.v1.SessionsRequest;
import dev.holdall.wire.AdminWords;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdall sessions}: who is connected. */
@Command(
        name = "sessions",
        description = "Prints the sessions of all clients: who they are, for how long, and what they have.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Sessions implements Callable<Integer> {
    @Mixin
    private Asking asking;

    @Override
    public Integer call() throws IOException {
        asking.print(asking.ask(Sessions::all), Sessions::words);
        return 0;
    }

    private static SessionsReply all(AdminBlockingStub admin) {
        SessionsReply.Builder all = SessionsReply.newBuilder();
        SessionsReply page;
        do {
            int count = all.getSessionsCount();
            page = admin.sessions(SessionsRequest.newBuilder()
                    .setAfter(count == 0 ? 0 : all.getSessions(count - 1).getSession())
                    .build());
            all.addAllSessions(page.getSessionsList());
        } while (page.getMore() > 0);
        return all.build();
    }

    private static String words(SessionsReply sessions) {
        if (sessions.getSessionsCount() == 0) {
            return "nobody is connected";
        }
        Columns table = new Columns()
                .row("SESSION", "OPEN FOR", "STREAMS", "CALLS", "WAITING", "HOLDS", "OWNS IN", "KEPT BYTES", "CLIENT");
        for (SessionInfo session : sessions.getSessionsList()) {
            table.row(
                    session.getSession(),
                    AdminWords.duration(session.getOpenNanos()),
                    session.getStreams(),
                    session.getCalls(),
                    session.getParkedCalls(),
                    session.getHeldObjects(),
                    session.getOwningObjects(),
                    session.getKeptBytes(),
                    session.getClient() + (session.getHelper() ? " (the manager's own)" : ""));
        }
        return table.toString();
    }
}
