package dev.holdall.client.tls;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Somebody in the middle: shows clients a certificate of its own, decrypts all that they send and passes it on to the manager, to whom it
 * looks like a client. With no manager it only shakes hands.
 */
final class Relay implements AutoCloseable {
    private final SSLContext context;
    private final SSLServerSocket listening;
    private final String managerHost;
    private final int managerPort;
    private final boolean managerEncrypts;
    private final List<Socket> sockets = new ArrayList<>();
    private volatile long passed;

    private Relay(X509Bundle shown, int managerPort, boolean managerEncrypts) throws Exception {
        KeyStore store = shown.toKeyStore(new char[0]);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {new Trusting()}, null);
        listening = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        this.managerHost = "127.0.0.1";
        this.managerPort = managerPort;
        this.managerEncrypts = managerEncrypts;
        start(this::accept);
    }

    static Relay to(int managerPort, X509Bundle shown) throws Exception {
        return new Relay(shown, managerPort, true);
    }

    static Relay toPlain(int managerPort, X509Bundle shown) throws Exception {
        return new Relay(shown, managerPort, false);
    }

    static Relay toNobody(X509Bundle shown) throws Exception {
        return new Relay(shown, 0, false);
    }

    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** How many bytes it has read of those who trusted it. */
    long passed() {
        return passed;
    }

    private static void start(Loop loop) {
        Thread thread = new Thread(() -> {
            try {
                loop.run();
            } catch (Exception e) {
                // A side is gone.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs until something is closed. */
    private interface Loop {
        void run() throws Exception;
    }

    private void accept() throws Exception {
        while (true) {
            SSLSocket client = keep((SSLSocket) listening.accept());
            start(() -> serve(client));
        }
    }

    private <S extends Socket> S keep(S socket) {
        synchronized (sockets) {
            sockets.add(socket);
        }
        return socket;
    }

    private void serve(SSLSocket client) throws Exception {
        handshake(client);
        if (managerPort == 0) {
            return;
        }
        Socket manager = keep(new Socket(managerHost, managerPort));
        if (managerEncrypts) {
            SSLSocket encrypted =
                    keep((SSLSocket) context.getSocketFactory().createSocket(manager, managerHost, managerPort, true));
            handshake(encrypted);
            manager = encrypted;
        }
        Socket to = manager;
        start(() -> copy(to, client, false));
        copy(client, to, true);
    }

    private static void handshake(SSLSocket socket) throws IOException {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
    }

    private void copy(Socket from, Socket to, boolean counted) throws IOException {
        byte[] buffer = new byte[16 << 10];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (counted) {
                    passed += read;
                }
                out.write(buffer, 0, read);
                out.flush();
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        synchronized (sockets) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Takes whatever the manager shows. */
    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
