package dev.holdall.server.cli;

import dev.holdall.v1.InfoReply;
import dev.holdall.v1.InfoRequest;
import dev.holdall.v1.LimitInfo;
import dev.holdall.wire.AdminWords;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdall info}: the manager in numbers. */
@Command(
        name = "info",
        description = "Prints what the manager holds, and each limit with how much of it is used.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Info implements Callable<Integer> {
    @Mixin
    private Asking asking;

    @Override
    public Integer call() throws IOException {
        asking.print(asking.ask(admin -> admin.info(InfoRequest.getDefaultInstance())), Info::words);
        return 0;
    }

    private static String words(InfoReply info) {
        Columns numbers = new Columns()
                .row("version", info.getVersion())
                .row("epoch", Integer.toHexString(info.getEpoch()))
                .row("up", AdminWords.duration(info.getUpNanos()))
                .row("sessions", info.getSessions())
                .row("parked calls", info.getParkedCalls())
                .row("kept replies", info.getKeptReplies() + ", " + info.getKeptReplyBytes() + " bytes")
                .row("bytes of elements", info.getElementBytes());
        Columns objects = new Columns();
        info.getObjectsList()
                .forEach(count -> objects.row("  " + AdminWords.type(count.getService()), count.getObjects()));
        Columns limits = new Columns();
        for (LimitInfo limit : info.getLimitsList()) {
            limits.row(
                    "  " + limit.getSetting(),
                    limit.getAllowed(),
                    limit.hasUsed()
                            ? limit.getUsed() + " used" + (limit.getEachSession() ? " by one session" : "")
                            : "");
        }
        return numbers + "\nobjects:\n" + (info.getObjectsCount() == 0 ? "  none" : objects) + "\nlimits:\n" + limits;
    }
}
