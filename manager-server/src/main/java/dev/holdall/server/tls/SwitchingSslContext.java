package dev.holdall.server.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/** A context whose connections each begin with the newest of several. */
final class SwitchingSslContext extends SslContext {
    private volatile SslContext newest;

    SwitchingSslContext(SslContext first) {
        this.newest = first;
    }

    void become(SslContext next) {
        newest = next;
    }

    @Override
    public boolean isClient() {
        return newest.isClient();
    }

    @Override
    public List<String> cipherSuites() {
        return newest.cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // still what a context is asked for
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return newest.applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return newest.newEngine(allocator);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
        return newest.newEngine(allocator, peerHost, peerPort);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return newest.sessionContext();
    }
}
