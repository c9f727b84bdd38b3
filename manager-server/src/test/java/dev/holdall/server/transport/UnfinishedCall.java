package dev.holdall.server.transport;

import com.google.protobuf.ByteString;
import dev.holdall.v1.Error;
import dev.holdall.v1.ListsGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A unary call whose client never says that its request is all. */
final class UnfinishedCall extends ClientCall.Listener<ByteString> {
    private final ClientCall<ByteString, ByteString> call;
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private volatile Error error = Error.getDefaultInstance();

    /** @param whole whether all of the request is sent, or its end is kept back */
    UnfinishedCall(Channel channel, int bytes, boolean whole) {
        // A client's own type says whether it waits for more before it sends the end.
        call = channel.newCall(
                MethodDescriptor.<ByteString, ByteString>newBuilder()
                        .setType(whole ? MethodDescriptor.MethodType.BIDI_STREAMING : MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(ListsGrpc.getSizeMethod().getFullMethodName())
                        .setRequestMarshaller(Bytes.MARSHALLER)
                        .setResponseMarshaller(Bytes.MARSHALLER)
                        .build(),
                CallOptions.DEFAULT);
        call.start(this, new Metadata());
        call.sendMessage(ByteString.copyFrom(new byte[bytes]));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        Error told = trailers.get(Statuses.ERROR);
        if (told != null) {
            error = told;
        }
        ended.complete(status);
    }

    /** How it ended. */
    Status ended() throws Exception {
        return ended.get(20, TimeUnit.SECONDS);
    }

    boolean isOver() {
        return ended.isDone();
    }

    /** What the manager said when it ended, if anything. */
    Error error() {
        return error;
    }

    void cancel() {
        call.cancel("the test gives up", null);
    }
}
