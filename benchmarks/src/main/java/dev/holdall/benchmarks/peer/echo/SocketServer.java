package dev.holdall.benchmarks.peer.echo;

import dev.holdall.benchmarks.peer.ServerProcess;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

/** The main program of a server with a thread for each connection, which sends back what it gets. */
public final class SocketServer {
    private static final int BACKLOG = 128;

    private SocketServer() {}

    public static void main(String[] arguments) throws Exception {
        LongAdder served = new LongAdder();
        try (ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())) {
            thread(() -> accept(server, served));
            ServerProcess.serve("127.0.0.1:" + server.getLocalPort(), served::sum);
        }
    }

    private static void accept(ServerSocket server, LongAdder served) {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                thread(() -> echo(socket, served));
            }
        } catch (IOException e) {
            // It is closed.
        }
    }

    private static void echo(Socket socket, LongAdder served) {
        try (socket) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            OutputStream out = socket.getOutputStream();
            while (true) {
                byte[] bytes = readFrame(in);
                served.increment();
                out.write(frame(bytes));
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    /** Bytes with their length in front. */
    static byte[] frame(byte[] bytes) {
        return ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    static byte[] readFrame(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "echo");
        thread.setDaemon(true);
        thread.start();
    }
}
