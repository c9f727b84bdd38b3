package dev.holdall.client.session;

import com.google.protobuf.ByteString;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.SessionsGrpc;
import dev.holdall.wire.FrameMarshaller;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import org.jspecify.annotations.Nullable;

/** One connection, over TCP or a UNIX socket, for one stream. Used on the event loop. */
final class Connection {
    private static final Metadata.Key<Error> ERROR =
            Metadata.Key.of("holdall-error-bin", ProtoUtils.metadataMarshaller(Error.getDefaultInstance()));

    private static final MethodDescriptor<ClientFrame, ServerFrame> ATTACH =
            FrameMarshaller.in(SessionsGrpc.getAttachMethod());

    private final ManagedChannel channel;
    private final boolean encrypted;
    private @Nullable ClientCall<ClientFrame, ServerFrame> call;

    Connection(ManagedChannel channel, boolean encrypted) {
        this.channel = channel;
        this.encrypted = encrypted;
    }

    /** Connects and opens the stream. */
    void open(ClientResponseObserver<ClientFrame, ServerFrame> stream) {
        call = channel.newCall(ATTACH, CallOptions.DEFAULT);
        ClientCalls.asyncBidiStreamingCall(call, stream);
    }

    /** What ties the handshake's proofs to this connection, once the stream is ready: see {@code session.proto}. */
    ByteString binding() {
        return encrypted && call != null ? ClientTls.binding(call.getAttributes()) : ByteString.EMPTY;
    }

    /** Why a stream broke: the manager's own error where it sent one. */
    Error error(Throwable failure) {
        if (failure instanceof StatusRuntimeException status && status.getTrailers() != null) {
            Error error = status.getTrailers().get(ERROR);
            if (error != null) {
                return error;
            }
        }
        Error tls = TlsFailure.of(failure);
        if (tls != null) {
            return tls;
        }
        Status status = Status.fromThrowable(failure);
        StringBuilder why = new StringBuilder("the connection is gone");
        if (status.getDescription() != null) {
            why.append(": ").append(status.getDescription());
        }
        Throwable cause = status.getCause();
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause != null) {
            why.append(" (")
                    .append(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
                    .append(')');
        }
        if (isHungUpOn(cause)) {
            why.append(
                    "; so does a manager with TLS to a client without it: see ManagerOptions.tls, or connect by a join link");
        }
        return Error.newBuilder()
                .setCode(Code.UNAVAILABLE)
                .setMessage(why.toString())
                .build();
    }

    /** Whether no connection without TLS came about, since the other side, which is there, closed it without a word. */
    private boolean isHungUpOn(@Nullable Throwable cause) {
        boolean closed = cause == null
                || cause instanceof IOException
                        && !(cause instanceof ConnectException || cause instanceof NoRouteToHostException);
        return closed
                && !encrypted
                && call != null
                && call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) == null;
    }

    /** Ends it at once. */
    void close() {
        channel.shutdownNow();
    }
}
