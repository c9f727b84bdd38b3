package dev.holdall.benchmarks.peer.holdall;

import dev.holdall.benchmarks.peer.Client;
import dev.holdall.benchmarks.peer.Peer;
import dev.holdall.benchmarks.peer.Server;
import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Workload;
import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.wire.Key;
import java.nio.file.Path;
import java.util.Optional;

/** Holdall, with every promise that it makes: sessions, exactly once, handshake. */
public final class HoldallPeer implements Peer {
    private final String name;
    private final boolean unix;

    public HoldallPeer(String name, boolean unix) {
        this.name = name;
        this.unix = unix;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return "Holdall over " + (unix ? "the UNIX socket" : "TCP");
    }

    @Override
    public Optional<String> missing() {
        return unix && !HoldallServer.hasUnixSockets()
                ? Optional.of("UNIX sockets need epoll, which this platform lacks")
                : Optional.empty();
    }

    @Override
    public boolean does(Workload workload, Mode mode) {
        return mode != Mode.ASYNC || workload.step().isPresent();
    }

    @Override
    public Server start(Path directory) throws Exception {
        return HoldallServer.start(name, unix, directory);
    }

    /** @param address where the manager is, a blank, and its key */
    @Override
    public Client connect(String address) {
        int blank = address.indexOf(' ');
        Key key = Key.parse(address.substring(blank + 1));
        return new HoldallClient(Manager.connect(address.substring(0, blank), new ManagerOptions().key(key)));
    }
}
