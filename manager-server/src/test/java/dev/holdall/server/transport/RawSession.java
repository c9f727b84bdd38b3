package dev.holdall.server.transport;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.holdall.v1.Attach;
import dev.holdall.v1.Call;
import dev.holdall.v1.Challenge;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Error;
import dev.holdall.v1.Hello;
import dev.holdall.v1.Reply;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.SessionsGrpc;
import dev.holdall.v1.Welcome;
import dev.holdall.wire.Key;
import dev.holdall.wire.MethodNumber;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A client of the session stream that says just what it is told to. */
class RawSession implements StreamObserver<ServerFrame>, AutoCloseable {
    private final Key key;
    private final StreamObserver<ClientFrame> out;
    private final Map<Long, CompletableFuture<Reply>> replies = new ConcurrentHashMap<>();
    private final CompletableFuture<Welcome> welcome = new CompletableFuture<>();
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    /** Filled in by the handshake. */
    final ByteString nonce = Key.nonce();

    volatile Challenge challenge = Challenge.getDefaultInstance();
    volatile ByteString proof = ByteString.EMPTY;
    volatile int frames;
    /** What it ended with, if the manager said. */
    volatile Error error = Error.getDefaultInstance();

    /** From where the manager asked last to send again; 0: nowhere yet. */
    volatile long resendFrom;

    private volatile long nextSeq = 1;

    /** @param keyId what it says which key it has */
    RawSession(Channel channel, Key key, ByteString keyId, String client) {
        this.key = key;
        this.out = SessionsGrpc.newStub(channel).attach(this);
        // The answer comes on another thread, which sends the next frame: not before this one is out of hand.
        synchronized (this) {
            out.onNext(ClientFrame.newBuilder()
                    .setHello(Hello.newBuilder()
                            .setProtocol(1)
                            .setNonce(nonce)
                            .setClient(client)
                            .setKeyId(keyId))
                    .build());
        }
    }

    RawSession(Channel channel, Key key) {
        this(channel, key, key.id(), "test");
    }

    @Override
    public synchronized void onNext(ServerFrame frame) {
        frames++;
        if (frame.hasChallenge()) {
            challenge = frame.getChallenge();
            proof = key.proof(Key.Side.CLIENT, nonce, challenge.getNonce(), ByteString.EMPTY);
            out.onNext(ClientFrame.newBuilder()
                    .setAttach(Attach.newBuilder().setProof(proof))
                    .build());
        } else if (frame.hasWelcome()) {
            welcome.complete(frame.getWelcome());
        }
        if (frame.getResendFrom() != 0) {
            resendFrom = frame.getResendFrom();
        }
        for (Reply reply : frame.getRepliesList()) {
            replies.computeIfAbsent(reply.getSeq(), seq -> new CompletableFuture<>())
                    .complete(reply);
        }
    }

    @Override
    public void onError(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        Metadata trailers = Status.trailersFromThrowable(failure);
        Error told = trailers == null ? null : trailers.get(Statuses.ERROR);
        if (told != null) {
            error = told;
        }
        ended.complete(status);
        welcome.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
        ended.complete(Status.OK);
    }

    Welcome welcome() throws Exception {
        return welcome.get(20, TimeUnit.SECONDS);
    }

    /** How it ended. */
    Status ended() throws Exception {
        return ended.get(20, TimeUnit.SECONDS);
    }

    boolean isOver() {
        return ended.isDone();
    }

    /** Sends a frame just as it is. */
    void send(ClientFrame.Builder frame) {
        out.onNext(frame.build());
    }

    /** The number of the next call, which the caller sends himself. */
    long takeSeq() {
        return nextSeq++;
    }

    /** The answer to a call that was sent by {@link #send}. */
    CompletableFuture<Reply> reply(long seq) {
        return replies.computeIfAbsent(seq, s -> new CompletableFuture<>());
    }

    static <Q extends Message> Call call(MethodDescriptor<Q, ?> method, ByteString request) {
        return Call.newBuilder()
                .setMethod(MethodNumber.of(method.getFullMethodName()))
                .setThread(1)
                .setRequest(request)
                .build();
    }

    /** The answer to a call. */
    <Q extends Message> Reply answer(MethodDescriptor<Q, ?> method, Q request) throws Exception {
        welcome();
        long seq = nextSeq++;
        CompletableFuture<Reply> reply = replies.computeIfAbsent(seq, s -> new CompletableFuture<>());
        out.onNext(ClientFrame.newBuilder()
                .setFirstSeq(seq)
                .addCalls(Call.newBuilder()
                        .setMethod(MethodNumber.of(method.getFullMethodName()))
                        .setThread(1)
                        .setRequest(request.toByteString()))
                .build());
        return reply.get(20, TimeUnit.SECONDS);
    }

    <Q extends Message, R extends Message> R call(MethodDescriptor<Q, R> method, Q request) throws Exception {
        Reply reply = answer(method, request);
        if (reply.hasError()) {
            throw new AssertionError(reply.getError());
        }
        return method.parseResponse(reply.getReply().newInput());
    }

    <Q extends Message> Error refused(MethodDescriptor<Q, ?> method, Q request) throws Exception {
        return answer(method, request).getError();
    }

    @Override
    public void close() {
        if (!isOver()) {
            out.onCompleted();
        }
    }
}
