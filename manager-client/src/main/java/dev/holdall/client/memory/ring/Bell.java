package dev.holdall.client.memory.ring;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

/** A socket at which a thread sleeps until another process rings. Used by one thread at a time. */
final class Bell implements AutoCloseable {
    private static final int DRAINED_BYTES = 64;

    private final Path path;
    private final ServerSocketChannel server;
    private final Selector selector;
    private final ByteBuffer drained = ByteBuffer.allocateDirect(DRAINED_BYTES);

    Bell(Path path) throws IOException {
        this.path = path;
        this.selector = Selector.open();
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Sleeps until somebody rings, the time has passed, or the thread is interrupted.
     *
     * @return true if somebody who has rung before has ended or gone
     */
    boolean await(long millis) throws IOException {
        boolean gone = false;
        selector.select(millis);
        for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
            SelectionKey key = keys.next();
            keys.remove();
            gone |= key.isAcceptable() ? !accept() : !drain((SocketChannel) key.channel());
        }
        return gone;
    }

    private boolean accept() throws IOException {
        SocketChannel ringer = server.accept();
        if (ringer != null) {
            ringer.configureBlocking(false);
            ringer.register(selector, SelectionKey.OP_READ);
        }
        return true;
    }

    private boolean drain(SocketChannel ringer) throws IOException {
        drained.clear();
        if (ringer.read(drained) >= 0) {
            return true;
        }
        ringer.close();
        return false;
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        server.close();
        selector.close();
        Files.deleteIfExists(path);
    }
}
