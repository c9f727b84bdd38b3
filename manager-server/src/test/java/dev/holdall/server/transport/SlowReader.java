package dev.holdall.server.transport;

import com.google.protobuf.ByteString;
import dev.holdall.v1.Acknowledged;
import dev.holdall.v1.Attach;
import dev.holdall.v1.Call;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Error;
import dev.holdall.v1.Hello;
import dev.holdall.v1.ListGetRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Resume;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.SessionsGrpc;
import dev.holdall.v1.Welcome;
import dev.holdall.wire.Key;
import dev.holdall.wire.MethodNumber;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A client that shakes hands, asks, and reads nothing until it is told to. */
final class SlowReader implements ClientResponseObserver<ClientFrame, ServerFrame>, AutoCloseable {
    private final Key key;
    private final @Nullable Welcome resumed;
    private final ByteString nonce = Key.nonce();
    private final CompletableFuture<Welcome> welcome = new CompletableFuture<>();
    private final CompletableFuture<Error> ended = new CompletableFuture<>();
    private final AtomicInteger replies = new AtomicInteger();
    private ClientCallStreamObserver<ClientFrame> out;
    private long nextSeq = 1;
    private volatile boolean reads;

    SlowReader(Channel channel, Key key) throws Exception {
        this(channel, key, null);
    }

    /** @param resumed the session to go on with */
    SlowReader(Channel channel, Key key, @Nullable Welcome resumed) throws Exception {
        this.key = key;
        this.resumed = resumed;
        SessionsGrpc.newStub(channel).attach(this);
        out.onNext(ClientFrame.newBuilder()
                .setHello(Hello.newBuilder().setProtocol(1).setNonce(nonce).setKeyId(key.id()))
                .build());
        welcome.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ClientFrame> stream) {
        out = stream;
        // The challenge and the welcome.
        stream.disableAutoRequestWithInitial(2);
    }

    @Override
    public void onNext(ServerFrame frame) {
        if (frame.hasChallenge()) {
            Attach.Builder attach = Attach.newBuilder()
                    .setProof(key.proof(
                            Key.Side.CLIENT, nonce, frame.getChallenge().getNonce(), ByteString.EMPTY));
            if (resumed != null) {
                attach.setResume(
                        Resume.newBuilder().setSession(resumed.getSession()).setSecret(resumed.getSecret()));
            }
            out.onNext(ClientFrame.newBuilder().setAttach(attach).build());
        } else if (frame.hasWelcome()) {
            welcome.complete(frame.getWelcome());
        }
        replies.addAndGet(frame.getRepliesCount());
        if (reads) {
            out.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        Metadata trailers = Status.trailersFromThrowable(failure);
        Error error = trailers == null ? null : trailers.get(Statuses.ERROR);
        ended.complete(
                error != null
                        ? error
                        : Error.newBuilder().setMessage(failure.toString()).build());
        welcome.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
        ended.complete(Error.getDefaultInstance());
    }

    Welcome welcome() {
        return welcome.join();
    }

    /** Asks for a list's first element, so many times. */
    void ask(ObjectId list, int times) {
        ByteString request = ListGetRequest.newBuilder().setList(list).build().toByteString();
        for (int i = 0; i < times; i++) {
            out.onNext(ClientFrame.newBuilder()
                    .setFirstSeq(nextSeq++)
                    .addCalls(Call.newBuilder()
                            .setMethod(MethodNumber.of(ListsGrpc.getGetMethod().getFullMethodName()))
                            .setRequest(request))
                    .build());
        }
    }

    /** Asks for a list's first element, so many times in one frame: a manager that reads no further has read all. */
    void askAtOnce(ObjectId list, int times) {
        Call call = Call.newBuilder()
                .setMethod(MethodNumber.of(ListsGrpc.getGetMethod().getFullMethodName()))
                .setRequest(ListGetRequest.newBuilder().setList(list).build().toByteString())
                .build();
        out.onNext(ClientFrame.newBuilder()
                .setFirstSeq(nextSeq)
                .addAllCalls(Collections.nCopies(times, call))
                .build());
        nextSeq += times;
    }

    /** What its first frame is after it has resumed a session: all kept replies come again that it does not acknowledge here. */
    void goOn(long acknowledgedBelow) {
        out.onNext(ClientFrame.newBuilder()
                .setResumed(true)
                .setAcknowledged(Acknowledged.newBuilder().setBelow(acknowledgedBelow))
                .build());
    }

    /** Acknowledges what it may never have read. */
    void acknowledgeBelow(long seq) {
        out.onNext(ClientFrame.newBuilder()
                .setAcknowledged(Acknowledged.newBuilder().setBelow(seq))
                .build());
    }

    /** Reads on, to the end, and says how it ended. */
    Error readAll() throws Exception {
        read();
        return ended.get(20, TimeUnit.SECONDS);
    }

    /** Reads on. */
    void read() {
        reads = true;
        out.request(1);
    }

    int replies() {
        return replies.get();
    }

    @Override
    public void close() {
        out.cancel("the test is over", null);
    }
}
