package dev.holdall.benchmarks.limits;

import dev.holdall.benchmarks.peer.holdall.HoldallServer;
import dev.holdall.client.Manager;
import dev.holdall.client.proxy.AsyncQueue;
import dev.holdall.client.session.IdleClients;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** What many clients that do nothing take, and many calls that wait; and how much they slow a busy client down. */
final class Scale {
    private static final int CLIENTS = 10_000;
    private static final int TAKES = 100_000;
    private static final double BYTES_OF_A_CLIENT = 40 << 10;
    private static final double BYTES_OF_A_TAKE = 400;
    private static final double SLOWER = 1.1;

    private final Path directory;

    Scale(Path directory) {
        this.directory = directory;
    }

    List<Row> measure() throws Exception {
        List<Row> rows = new ArrayList<>();
        rows.addAll(idleClients(false));
        rows.addAll(idleClients(true));
        rows.addAll(parkedTakes());
        return rows;
    }

    private List<Row> idleClients(boolean tls) throws Exception {
        // Beside the idle ones there is the busy one.
        List<String> further = new ArrayList<>(List.of("--limit", "sessions=20000"));
        further.addAll(List.of("--limit", "address-handshakes=20000"));
        if (tls) {
            further.add(HoldallServer.TLS);
        }
        String what = CLIENTS + " idle clients " + (tls ? "with" : "without") + " TLS: ";
        String[] words = further.toArray(new String[0]);
        try (HoldallServer server = HoldallServer.start("idle-clients", false, directory, words);
                Manager manager = server.connect();
                HoldallServer quiet = HoldallServer.start("quiet", false, directory, words);
                Manager other = quiet.connect()) {
            Busy busy = new Busy(manager);
            Footprint before = Footprint.of(server.pid());
            try (IdleClients clients = IdleClients.connect(CLIENTS, "127.0.0.1", server.port(), server.key(), tls)) {
                Footprint after = Footprint.of(server.pid());
                Row slower = busy.slowerThan(new Busy(other), what, tls ? Double.NaN : SLOWER);
                clients.checkAll();
                double live = (after.live() - before.live()) / (double) CLIENTS;
                double resident = (after.resident() - before.resident()) / (double) CLIENTS;
                String detail = String.format(Locale.ROOT, "resident memory grew by %,.0f B each", resident);
                return List.of(
                        tls
                                ? Row.told(what + "bytes of the heap each", live, detail)
                                : new Row(what + "bytes of the heap each", live, BYTES_OF_A_CLIENT, detail),
                        slower);
            }
        }
    }

    private List<Row> parkedTakes() throws Exception {
        String what = TAKES + " parked takes: ";
        try (HoldallServer server = HoldallServer.start("parked-takes", false, directory);
                Manager manager = server.connect();
                Manager another = server.connect();
                HoldallServer quiet = HoldallServer.start("quiet", false, directory);
                Manager other = quiet.connect()) {
            Busy busy = new Busy(another);
            AsyncQueue<byte[]> queue = manager.queue("queue", byte[].class).async();
            long before = Footprint.of(server.pid()).live();
            List<CompletableFuture<byte[]>> takes = new ArrayList<>();
            for (int i = 0; i < TAKES; i++) {
                takes.add(queue.take());
            }
            // Behind all takes.
            queue.size().join();
            if (takes.stream().anyMatch(CompletableFuture::isDone)) {
                throw new IllegalStateException("takes were answered that were to wait");
            }
            double live = (Footprint.of(server.pid()).live() - before) / (double) TAKES;
            return List.of(
                    new Row(what + "bytes of the heap each", live, BYTES_OF_A_TAKE, ""),
                    busy.slowerThan(new Busy(other), what, SLOWER));
        }
    }
}
