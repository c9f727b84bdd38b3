package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.SessionLost;
import dev.holdall.client.call.Calls;
import dev.holdall.client.call.Durations;
import dev.holdall.client.call.Operation;
import dev.holdall.client.codec.Codec;
import dev.holdall.client.codec.EncodedWith;
import dev.holdall.v1.PipeAttachReply;
import dev.holdall.v1.PipeAttachRequest;
import dev.holdall.v1.PipeCloseReply;
import dev.holdall.v1.PipeCloseRequest;
import dev.holdall.v1.PipeClosed;
import dev.holdall.v1.PipeEnd;
import dev.holdall.v1.PipePollReply;
import dev.holdall.v1.PipePollRequest;
import dev.holdall.v1.PipeReceiveReply;
import dev.holdall.v1.PipeReceiveRequest;
import dev.holdall.v1.PipeSendReply;
import dev.holdall.v1.PipeSendRequest;
import dev.holdall.v1.PipesGrpc;
import dev.holdall.v1.PipesGrpc.PipesFutureStub;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An end of a {@linkplain SharedPipe pipe}: Python's {@code multiprocessing.connection.Connection}.
 *
 * <p>An end belongs to the first process that sends, receives or {@linkplain #attach attaches} there; others are refused, so two readers of one
 * end are an error and never get each half of the messages. To have read a connection out of an element or an argument is not to use it.
 * The end is closed by {@link #close}, and when its process ends, however it ends: then who receives at the other end gets what was sent
 * before, and {@link EndOfPipe} after that.
 *
 * <p>A connection is a value, as proxies are: it can be given to a worker or put into another shared object, for a process of any host. Safe for
 * use by many threads, of which one at a time may receive. Each method takes one round trip unless it says otherwise, and throws as {@link
 * SharedObject} says; once the session is lost, the end is closed, and a {@link SessionLost} says so. A message that was received for a thread
 * that was interrupted goes back.
 *
 * @param <E> the type of the messages
 */
@EncodedWith(ConnectionCodec.Provider.class)
public final class Connection<E extends @Nullable Object> implements AutoCloseable {
    private final ObjectHandle handle;
    private final PipeEnd end;
    private final boolean oneWay;
    private final Calls calls;
    private final PipesFutureStub stub;
    private final PipesFutureStub background;

    /** Where the pipe was when this end was used first: in another session it is another's, or closed. */
    private Location.@Nullable Found used;

    Connection(ObjectHandle handle, PipeEnd end, boolean oneWay) {
        this.handle = handle;
        this.end = end;
        this.oneWay = oneWay;
        this.calls = handle.calls();
        this.stub = handle.waiting(PipesGrpc::newFutureStub);
        this.background = handle.background(PipesGrpc::newFutureStub);
    }

    ObjectHandle handle() {
        return handle;
    }

    PipeEnd end() {
        return end;
    }

    boolean isOneWay() {
        return oneWay;
    }

    private synchronized Location.Found used() {
        if (used == null) {
            used = handle.found();
        }
        return used;
    }

    /** Whether messages can be received here: not at the second end of a pipe that goes one way. Makes no call. */
    public boolean isReadable() {
        return !oneWay || end == PipeEnd.FIRST;
    }

    /** Whether messages can be sent here: not from the first end of a pipe that goes one way. Makes no call. */
    public boolean isWritable() {
        return !oneWay || end == PipeEnd.SECOND;
    }

    /**
     * Makes the end this process's, unless it is already. Not needed: the first use does so. It is of use where the other end is to be told by
     * this process's end that nobody is here any more, before this process sends or receives anything.
     *
     * @throws dev.holdall.client.Refused if another process uses it (MISMATCH)
     * @throws IllegalStateException if it is closed
     */
    public void attach() {
        Location.Found found = used();
        PipeAttachRequest request =
                PipeAttachRequest.newBuilder().setPipe(found.id()).setEnd(end).build();
        calls.run(stub, Operation.of(s -> found.on(s).attach(request), (PipeAttachReply reply) -> {
            check(reply.getClosed());
            return null;
        }));
    }

    private void check(PipeClosed closed) {
        if (closed == PipeClosed.OTHER_END_CLOSED) {
            throw new EndOfPipe("the other end of the pipe is closed");
        }
        if (closed == PipeClosed.THIS_END_CLOSED) {
            throw new IllegalStateException("this end of the pipe is closed");
        }
    }

    // Sending ----------------------------------------------------------------------------------------------------

    /**
     * Sends a message; waits where the other end has as many as the pipe has room for.
     *
     * @throws EndOfPipe if the other end is closed
     * @throws IllegalStateException if this end is closed
     * @throws UnsupportedOperationException if the pipe goes the other way
     * @throws InterruptedException if the thread was or is interrupted; then nothing was sent
     */
    public void send(E message) throws InterruptedException {
        sendEncoded(handle.<E>codec(0).encode(message));
    }

    /**
     * Sends bytes as they are, whatever the type of the messages; they are received by {@link #recvBytes()}. Otherwise as {@link #send}.
     */
    public void sendBytes(byte[] bytes) throws InterruptedException {
        sendEncoded(bytes().encode(bytes));
    }

    /** As {@link #sendBytes(byte[])}, a part of them. */
    public void sendBytes(byte[] bytes, int offset, int length) throws InterruptedException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        sendBytes(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    private Codec<byte @Nullable []> bytes() {
        return handle.codecs().of(byte[].class);
    }

    private void sendEncoded(ByteString message) throws InterruptedException {
        if (!isWritable()) {
            throw new UnsupportedOperationException("the pipe goes one way: this end receives");
        }
        Location.Found found = used();
        PipeSendRequest request = PipeSendRequest.newBuilder()
                .setPipe(found.id())
                .setEnd(end)
                .setMessage(message)
                .setWait(Waits.FOR_EVER)
                .build();
        calls.runInterruptibly(
                calls.parking(stub, Long.MAX_VALUE),
                Operation.of(s -> found.on(s).send(request), (PipeSendReply reply) -> {
                    check(reply.getClosed());
                    return null;
                }));
    }

    // Receiving --------------------------------------------------------------------------------------------------

    /**
     * Receives a message; waits for one.
     *
     * @throws EndOfPipe if nothing is left and the other end is closed
     * @throws IllegalStateException if this end is closed
     * @throws dev.holdall.client.Refused if another thread is receiving here (MISMATCH)
     * @throws ClassCastException if the message is of another type; it stays
     * @throws UnsupportedOperationException if the pipe goes the other way
     * @throws InterruptedException if the thread was or is interrupted; then nothing was received
     */
    public E recv() throws InterruptedException {
        return receive(handle.codec(0));
    }

    /** Receives what {@link #sendBytes(byte[])} sent. Otherwise as {@link #recv}. */
    public byte[] recvBytes() throws InterruptedException {
        return recvBytes(Integer.MAX_VALUE);
    }

    /**
     * As {@link #recvBytes()}, at most so many bytes.
     *
     * @throws IllegalArgumentException if the next message has more; it stays
     */
    public byte[] recvBytes(int most) throws InterruptedException {
        Codec<byte @Nullable []> codec = bytes();
        return receive(new Codec<byte[]>() {
            @Override
            public ByteString encode(byte[] value) {
                return codec.encode(value);
            }

            @Override
            public byte[] decode(ByteString encoded) {
                byte[] bytes = Objects.requireNonNull(codec.decode(encoded), "a message of bytes");
                if (bytes.length > most) {
                    throw new IllegalArgumentException(
                            "the message has " + bytes.length + " bytes, and at most " + most + " were asked for");
                }
                return bytes;
            }
        });
    }

    private <T extends @Nullable Object> T receive(Codec<T> codec) throws InterruptedException {
        checkReadable();
        Location.Found found = used();
        PipeReceiveRequest request = PipeReceiveRequest.newBuilder()
                .setPipe(found.id())
                .setEnd(end)
                .setWait(Waits.FOR_EVER)
                .build();
        return calls.runInterruptibly(
                calls.parking(stub, Long.MAX_VALUE),
                Operation.granting(s -> found.on(s).receive(request), (PipeReceiveReply reply) -> {
                    check(reply.getClosed());
                    return codec.decode(reply.getMessage());
                }));
    }

    private void checkReadable() {
        if (!isReadable()) {
            throw new UnsupportedOperationException("the pipe goes one way: this end sends");
        }
    }

    /** Whether {@link #recv} would not wait: a message is there, or none will come any more. */
    public boolean poll() {
        return calls.run(stub, polling(0));
    }

    /**
     * Waits until {@link #recv} would not wait, at most so long.
     *
     * @return false if the time passed
     * @throws InterruptedException if the thread was or is interrupted
     */
    public boolean poll(Duration timeout) throws InterruptedException {
        long nanos = Durations.nanos(timeout);
        return calls.runInterruptibly(calls.parking(stub, nanos), polling(nanos));
    }

    /**
     * Completes with true when {@link #recv} would not wait. For waiting for a connection or something else, such as {@code
     * CompletableFuture.anyOf(connection.ready(), worker.sentinel())}; cancelling it ends the call in the manager.
     */
    public CompletableFuture<Boolean> ready() {
        return ready(Long.MAX_VALUE);
    }

    private static CompletableFuture<Boolean> readyIn(Connection<?> connection, long nanos) {
        return connection.ready(nanos);
    }

    private CompletableFuture<Boolean> ready(long nanos) {
        return calls.start(calls.parking(background, nanos), polling(nanos));
    }

    private Operation<PipesFutureStub, Boolean> polling(long nanos) {
        checkReadable();
        Location.Found found = used();
        PipePollRequest request = PipePollRequest.newBuilder()
                .setPipe(found.id())
                .setEnd(end)
                .setWait(nanos == Long.MAX_VALUE ? Waits.FOR_EVER : Waits.atMost(nanos))
                .build();
        return Operation.of(s -> found.on(s).poll(request), PipePollReply::getReady);
    }

    /**
     * Waits until at least one of the connections has something to receive: Python's {@code multiprocessing.connection.wait}. Two round trips
     * at most, and the time that it waits.
     *
     * @param timeout how long it waits at most
     * @return those that have, in the order in which they were given; none if the time passed
     * @throws InterruptedException if the thread was or is interrupted
     */
    public static <C extends Connection<?>> List<C> waitAny(Collection<C> connections, Duration timeout)
            throws InterruptedException {
        List<C> all = List.copyOf(connections);
        List<C> ready = Readiness.among(all, each -> readyIn(each, 0));
        long nanos = Durations.nanos(timeout);
        return ready.isEmpty() && nanos > 0 && !all.isEmpty()
                ? Readiness.firstAmong(all, each -> readyIn(each, nanos))
                : ready;
    }

    // End --------------------------------------------------------------------------------------------------------

    /**
     * Closes this end, for good. What has arrived here and was not received is gone; what was sent from here can still be received. Does
     * nothing if it is closed already.
     *
     * @throws dev.holdall.client.Refused if another process uses it (MISMATCH)
     */
    @Override
    public void close() {
        try {
            Location.Found found = used();
            PipeCloseRequest request = PipeCloseRequest.newBuilder()
                    .setPipe(found.id())
                    .setEnd(end)
                    .build();
            calls.run(stub, Operation.of(s -> found.on(s).close(request), (PipeCloseReply reply) -> null));
        } catch (SessionLost e) {
            // It closed the end.
        }
    }

    /** Equal connections are the same end of the same pipe. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Connection<?> connection
                && connection.end == end
                && connection.handle.lastId().equals(handle.lastId());
    }

    @Override
    public int hashCode() {
        return 31 * handle.hash() + end.getNumber();
    }

    /** Which end of which pipe: makes no call. */
    @Override
    public String toString() {
        return "Connection[" + (end == PipeEnd.FIRST ? "first" : "second") + " end of "
                + handle.describe(SharedPipe.class) + "]";
    }
}
