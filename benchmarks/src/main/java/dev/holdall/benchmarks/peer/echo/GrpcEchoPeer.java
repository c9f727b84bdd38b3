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
 * The {@linkplain EchoPeer echo} over one stream of gRPC's, set up as Holdall's: what is between the two is gRPC's and HTTP/2's, what is between
 * this and Holdall is Holdall's own.
 */
public final class GrpcEchoPeer implements Peer {
    @Override
    public String name() {
        return "grpc";
    }

    @Override
    public String title() {
        return "an echo over a gRPC stream, the same hand-overs between threads";
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
        return ServerProcess.start(name(), Child.jvm(List.of(), GrpcEchoServer.class), directory);
    }

    @Override
    public Client connect(String address) {
        return new GrpcEchoClient(address);
    }
}
