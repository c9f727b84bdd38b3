package dev.holdall.client.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP port that leads to another one until it is cut. */
final class CuttableWire implements AutoCloseable {
    private final InetSocketAddress to;
    private final ServerSocket door;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean open = true;
    private volatile int connections;

    CuttableWire(int port) throws IOException {
        this.to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    String address() {
        return "127.0.0.1:" + door.getLocalPort();
    }

    /** How many connections there have been. */
    int connections() {
        return connections;
    }

    /** Cuts all connections; new ones are made at once. */
    void cut() {
        sockets.removeIf(socket -> {
            closeQuietly(socket);
            return true;
        });
    }

    /** Cuts all connections; new ones are cut as well until it is mended. */
    void breakDown() {
        open = false;
        cut();
    }

    void mend() {
        open = true;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (!open) {
                    client.close();
                    continue;
                }
                Socket manager = new Socket();
                manager.connect(to);
                connections++;
                sockets.add(client);
                sockets.add(manager);
                start(() -> pump(client, manager));
                start(() -> pump(manager, client));
            } catch (IOException e) {
                // The door is closed, or nobody is behind it.
            }
        }
    }

    private void pump(Socket from, Socket into) {
        try (from;
                into) {
            InputStream in = from.getInputStream();
            OutputStream out = into.getOutputStream();
            byte[] bytes = new byte[16 << 10];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                out.write(bytes, 0, read);
            }
        } catch (IOException e) {
            // Cut.
        }
    }

    private static void start(Runnable what) {
        Thread thread = new Thread(what, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(Socket socket) {
        try {
            // A reset, as when a process or a wire dies.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // The other side was faster.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }
}
