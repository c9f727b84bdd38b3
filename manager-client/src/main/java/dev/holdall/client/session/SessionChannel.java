package dev.holdall.client.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.holdall.client.call.Holds;
import dev.holdall.v1.Effect;
import dev.holdall.v1.Traits;
import dev.holdall.wire.MethodNumber;
import dev.holdall.wire.MethodTraits;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC channel whose calls travel on one session's stream. Generated stubs work on it as on any other.
 *
 * <p>Unary methods only; a call's metadata and call credentials are not carried, its deadline and cancellation are. Thread-safe.
 */
public final class SessionChannel extends Channel {
    private final SessionLink link;
    private final Map<MethodDescriptor<?, ?>, Known> methods = new ConcurrentHashMap<>();

    /**
     * What is sent of a method, and what must be known of it here.
     *
     * @param reply an empty reply; null if replies are no protobuf messages
     */
    record Known(
            int number,
            boolean mayPark,
            boolean owns,
            @Nullable MessageLite reply) {
        static Known of(MethodDescriptor<?, ?> method) {
            Traits traits = MethodTraits.of(method);
            return new Known(
                    MethodNumber.of(method.getFullMethodName()),
                    traits.getMayPark(),
                    traits.getEffect() == Effect.SESSION,
                    method.getResponseMarshaller() instanceof MethodDescriptor.PrototypeMarshaller<?> ofMessages
                                    && ofMessages.getMessagePrototype() instanceof MessageLite empty
                            ? empty
                            : null);
        }

        /** Reads a reply. Not through a stream, as the marshaller would: that costs a buffer for each. */
        @SuppressWarnings("unchecked") // the method's own prototype and marshaller read what the method replies
        <R> R read(MethodDescriptor<?, R> method, ByteString bytes) throws InvalidProtocolBufferException {
            if (reply == null) {
                return method.parseResponse(bytes.newInput());
            }
            return (R) (bytes.isEmpty() ? reply : reply.getParserForType().parseFrom(bytes));
        }
    }

    SessionChannel(SessionLink link) {
        this.link = link;
    }

    @Override
    public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
        if (method.getType() != MethodDescriptor.MethodType.UNARY) {
            throw new IllegalArgumentException(
                    method.getFullMethodName() + " streams; a session carries unary methods");
        }
        return new SessionCall<>(
                link, method, methods.computeIfAbsent(method, Known::of), options, Holds.takeEncoded());
    }

    @Override
    public String authority() {
        return link.address();
    }
}
