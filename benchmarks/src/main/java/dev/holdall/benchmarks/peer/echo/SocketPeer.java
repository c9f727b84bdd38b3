package dev.holdall.benchmarks.peer.echo;

import dev.holdall.benchmarks.peer.Child;
import dev.holdall.benchmarks.peer.Client;
import dev.holdall.benchmarks.peer.Peer;
import dev.holdall.benchmarks.peer.Server;
import dev.holdall.benchmarks.peer.ServerProcess;
import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Waiting;
import dev.holdall.benchmarks.workload.Workload;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;

/** An echo by sockets that block, one for each thread on both sides: nothing is handed over between threads. */
public final class SocketPeer implements Peer {
    @Override
    public String name() {
        return "socket";
    }

    @Override
    public String title() {
        return "an echo by blocking sockets, one a thread";
    }

    @Override
    public boolean does(Workload workload, Mode mode) {
        return mode != Mode.ASYNC && workload != Workload.HANDING;
    }

    @Override
    public boolean keeps() {
        return false;
    }

    @Override
    public Server start(Path directory) throws Exception {
        return ServerProcess.start(name(), Child.jvm(List.of(), SocketServer.class), directory);
    }

    @Override
    public Client connect(String address) {
        return new SocketClient(address);
    }

    private record SocketClient(String address) implements Client {
        @Override
        public Waiting waiting() throws IOException {
            int colon = address.lastIndexOf(':');
            Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            return new EchoCalls(bytes -> exchange(bytes, in, out));
        }

        private static byte[] exchange(byte[] bytes, DataInputStream in, DataOutputStream out) throws IOException {
            out.write(SocketServer.frame(bytes));
            return SocketServer.readFrame(in);
        }

        @Override
        public void reset(byte[] value) {
            // It keeps nothing.
        }

        @Override
        public void close() {
            // The sockets go with the process.
        }
    }
}
