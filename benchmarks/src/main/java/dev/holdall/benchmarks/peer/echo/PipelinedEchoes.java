package dev.holdall.benchmarks.peer.echo;

import dev.holdall.benchmarks.peer.Client;
import dev.holdall.benchmarks.workload.Commands;
import dev.holdall.benchmarks.workload.Waiting;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Many callers on one connection: they queue what they send, and the first to do so wakes the connection's event loop, which sends all that is
 * queued by then. Frames come back in the order in which they were sent.
 */
abstract class PipelinedEchoes implements Client {
    private final Executor loop;
    private final ConcurrentLinkedQueue<Exchange> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Echoes.Size size = new Echoes.Size();
    /** Belongs to the loop. */
    private final ArrayDeque<Exchange> sent = new ArrayDeque<>();

    private static final class Exchange extends CompletableFuture<Object> {
        final byte[] bytes;

        Exchange(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    PipelinedEchoes(Executor loop) {
        this.loop = loop;
    }

    private Exchange send(byte[] bytes) {
        Exchange exchange = new Exchange(bytes);
        waiting.add(exchange);
        if (scheduled.compareAndSet(false, true)) {
            loop.execute(this::sendWaiting);
        }
        return exchange;
    }

    private void sendWaiting() {
        scheduled.set(false);
        for (Exchange exchange = waiting.poll(); exchange != null; exchange = waiting.poll()) {
            sent.add(exchange);
            write(exchange.bytes);
        }
        flush();
    }

    /** Adds a frame to those that leave. On the loop. */
    abstract void write(byte[] bytes);

    /** The frames that were written leave. On the loop. */
    abstract void flush();

    /** A frame has come back. On the loop. */
    final void answered(byte[] bytes) {
        sent.remove().complete(bytes);
    }

    /** No frame comes back any more. On the loop. */
    final void broken(Throwable failure) {
        sent.forEach(exchange -> exchange.completeExceptionally(failure));
    }

    @Override
    public final Waiting waiting() {
        return new EchoCalls(bytes -> (byte[]) send(bytes).get(), size);
    }

    @Override
    public final Optional<Commands<CompletionStage<?>>> async() {
        return Optional.of(new Echoes<>(this::send, size));
    }

    @Override
    public final void reset(byte[] value) {
        size.set(value.length);
    }
}
