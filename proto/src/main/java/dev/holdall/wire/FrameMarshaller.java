package dev.holdall.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Reads frames without copying each of the many requests or replies in them: they are parts of one array, the frame's own. Whoever keeps one
 * of them for long copies it, or keeps the whole frame in memory.
 *
 * @param <F> the frame
 */
public final class FrameMarshaller<F extends MessageLite> implements MethodDescriptor.PrototypeMarshaller<F> {
    /**
     * Frames are filled up to this many bytes; a larger call or reply has one of its own. So a filled one fits a DATA frame of HTTP/2. Far more
     * at a time, and each side would wait while the other one works its way through all of it.
     */
    public static final int FILLED_BYTES = 15 << 10;

    private final MethodDescriptor.PrototypeMarshaller<F> usual;
    private final F prototype;

    private FrameMarshaller(MethodDescriptor.PrototypeMarshaller<F> usual) {
        this.usual = usual;
        this.prototype = Objects.requireNonNull(usual.getMessagePrototype());
    }

    /** The same method, whose frames are read this way on both sides. */
    public static <Q extends MessageLite, R extends MessageLite> MethodDescriptor<Q, R> in(
            MethodDescriptor<Q, R> method) {
        return method.toBuilder(of(method.getRequestMarshaller()), of(method.getResponseMarshaller()))
                .build();
    }

    private static <F extends MessageLite> FrameMarshaller<F> of(MethodDescriptor.Marshaller<F> usual) {
        return new FrameMarshaller<>((MethodDescriptor.PrototypeMarshaller<F>) usual);
    }

    @Override
    public InputStream stream(F frame) {
        return usual.stream(frame);
    }

    @Override
    @SuppressWarnings("unchecked") // the parser of F's prototype reads Fs
    public F parse(InputStream stream) {
        try {
            byte[] bytes =
                    stream instanceof KnownLength ? stream.readNBytes(stream.available()) : stream.readAllBytes();
            // Of bytes that nobody changes: parts of others would be copied all the same.
            CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
            in.enableAliasing(true);
            return (F) prototype.getParserForType().parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            throw Status.INTERNAL
                    .withDescription("the frame cannot be read")
                    .withCause(e)
                    .asRuntimeException();
        } catch (IOException e) {
            throw new IllegalStateException("the bytes of a message are in memory", e);
        }
    }

    @Override
    public F getMessagePrototype() {
        return prototype;
    }

    @Override
    public Class<F> getMessageClass() {
        return usual.getMessageClass();
    }
}
