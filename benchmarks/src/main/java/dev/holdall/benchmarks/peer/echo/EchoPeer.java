package dev.holdall.benchmarks.peer.echo;

import dev.holdall.benchmarks.peer.Child;
import dev.holdall.benchmarks.peer.Client;
import dev.holdall.benchmarks.peer.Peer;
import dev.holdall.benchmarks.peer.Server;
import dev.holdall.benchmarks.peer.ServerProcess;
import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Workload;
import java.nio.file.Path;
import java.util.List;

/**
 * An echo by Netty with the hand-overs between threads that Holdall has: from the caller to the client's event loop, which sends all
 * that waits at once; the server's event loop; back to the client's, which wakes the caller. One connection for all threads.
 */
public final class EchoPeer implements Peer {
    @Override
    public String name() {
        return "echo";
    }

    @Override
    public String title() {
        return "an echo by Netty, the same hand-overs between threads";
    }

    @Override
    public boolean does(Workload workload, Mode mode) {
        return workload != Workload.HANDING;
    }

    @Override
    public boolean keeps() {
        return false;
    }

    @Override
    public Server start(Path directory) throws Exception {
        return ServerProcess.start(name(), Child.jvm(List.of(), EchoServer.class), directory);
    }

    @Override
    public Client connect(String address) throws Exception {
        return EchoClient.to(address);
    }
}
