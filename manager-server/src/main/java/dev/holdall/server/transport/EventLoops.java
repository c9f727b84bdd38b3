package dev.holdall.server.transport;

import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The event loops of the manager, on epoll where the platform has it, else on NIO (which here serves TCP only).
 *
 * <p>The system property {@code holdall.transport=nio} forbids epoll.
 */
final class EventLoops implements AutoCloseable {
    private static final ThreadLocal<EventExecutor> CURRENT = new ThreadLocal<>();

    private static final Reading READING = new Reading();
    private static final Backlog BACKLOG = new Backlog();

    private final boolean epoll;
    private final EventLoopGroup acceptors;
    private final EventLoopGroup workers;
    /** Of clients. */
    private final AtomicInteger connections = new AtomicInteger();

    private volatile long mostConnections = Long.MAX_VALUE;

    EventLoops(int threads) {
        epoll = !"nio".equals(System.getProperty("holdall.transport")) && Epoll.isAvailable();
        acceptors = group(1, "holdall-accept", channel -> {});
        workers = group(threads, "holdall-io", this::connected);
        // A stream stays on its loop; a loop's thread knows which it is, so that a stream can ask where it is.
        for (EventExecutor loop : workers) {
            loop.execute(() -> CURRENT.set(loop));
        }
    }

    private EventLoopGroup group(int threads, String name, Consumer<Channel> registered) {
        IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), factory) {
            @Override
            public ChannelFuture register(Channel channel) {
                channel.pipeline().addFirst(READING, BACKLOG);
                ChannelFuture future = super.register(channel);
                future.addListener(done -> registered.accept(channel));
                return future;
            }
        };
    }

    /** Sets how many connections there may be at a time. */
    void mostConnections(Limits limits) {
        mostConnections = limits.of(Limit.CONNECTIONS);
    }

    private void connected(Channel channel) {
        boolean tooMany = connections.incrementAndGet() > mostConnections;
        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
        if (tooMany) {
            // Where it meets the network: closed by way of HTTP/2, it would wait for that to end.
            channel.pipeline().context(READING).close();
        }
    }

    boolean hasUnixSockets() {
        return epoll;
    }

    EventLoopGroup acceptors() {
        return acceptors;
    }

    EventLoopGroup workers() {
        return workers;
    }

    Class<? extends ServerChannel> tcpChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    Class<? extends ServerChannel> unixChannel() {
        if (!epoll) {
            throw new IllegalStateException("UNIX sockets need epoll");
        }
        return EpollServerDomainSocketChannel.class;
    }

    /** Does something later, unless the loops are closed by then. */
    void later(Runnable what, long millis) {
        try {
            workers.next().schedule(what, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Closed: nobody waits for it.
        }
    }

    /** The loop that the calling thread is. */
    static EventExecutor current() {
        EventExecutor loop = CURRENT.get();
        if (loop == null) {
            throw new IllegalStateException(Thread.currentThread() + " is no event loop of the manager");
        }
        return loop;
    }

    @Override
    public void close() {
        acceptors.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        workers.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        try {
            acceptors.terminationFuture().await(5, TimeUnit.SECONDS);
            workers.terminationFuture().await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
