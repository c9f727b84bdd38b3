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
 * A server that sends back what it gets: what the way there and back costs, whatever is done at its end.
 *
 * @param main the server's main program
 * @param asynchronous whether a caller can go on without the answer
 * @param connecting connects to the server at an address
 */
public record EchoPeer(String name, String title, Class<?> main, boolean asynchronous, Connecting connecting)
        implements Peer {
    /** How a client comes to be. */
    @FunctionalInterface
    public interface Connecting {
        Client to(String address) throws Exception;
    }

    /**
     * An echo by Netty with the hand-overs between threads that Holdall has: from the caller to the client's event loop, which sends
     * all that waits at once; the server's event loop; back to the client's, which wakes the caller. One connection for all threads.
     */
    public static EchoPeer byNetty(String name) {
        return new EchoPeer(
                name, "an echo by Netty, the same hand-overs between threads", EchoServer.class, true, EchoClient::to);
    }

    /**
     * The same over one stream of gRPC's, set up as Holdall's: what is between the two is gRPC's and HTTP/2's, what is between this and
     * Holdall is Holdall's own.
     */
    public static EchoPeer byGrpc(String name) {
        return new EchoPeer(
                name,
                "an echo over a gRPC stream, the same hand-overs between threads",
                GrpcEchoServer.class,
                true,
                GrpcEchoClient::to);
    }

    /** An echo by sockets that block, one for each thread on both sides: nothing is handed over between threads. */
    public static EchoPeer bySockets(String name) {
        return new EchoPeer(
                name, "an echo by blocking sockets, one a thread", SocketServer.class, false, SocketClient::new);
    }

    @Override
    public boolean does(Workload workload, Mode mode) {
        return workload != Workload.HANDING && (asynchronous || mode != Mode.ASYNC);
    }

    @Override
    public boolean keeps() {
        return false;
    }

    @Override
    public Server start(Path directory) throws Exception {
        return ServerProcess.start(name, Child.jvm(List.of(), main), directory);
    }

    @Override
    public Client connect(String address) throws Exception {
        return connecting.to(address);
    }
}
