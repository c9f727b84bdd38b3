package dev.holdall.benchmarks.peer.echo;

import dev.holdall.benchmarks.peer.Client;
import dev.holdall.benchmarks.workload.Waiting;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

/** Sends frames over sockets that block, one for each thread. */
record SocketClient(String address, Echoes.Size size) implements Client {
    SocketClient(String address) {
        this(address, new Echoes.Size());
    }

    @Override
    public Waiting waiting() throws IOException {
        int colon = address.lastIndexOf(':');
        Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        socket.setTcpNoDelay(true);
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        return new EchoCalls(bytes -> exchange(bytes, in, out), size);
    }

    private static byte[] exchange(byte[] bytes, DataInputStream in, DataOutputStream out) throws IOException {
        out.write(SocketServer.frame(bytes));
        return SocketServer.readFrame(in);
    }

    @Override
    public void reset(byte[] value) {
        size.set(value.length);
    }

    @Override
    public void close() {
        // The sockets go with the process.
    }
}
