package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.holdall.v1.Code;
import dev.holdall.v1.Effect;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Traits;
import dev.holdall.wire.MethodNumber;
import dev.holdall.wire.MethodTraits;
import io.grpc.MethodDescriptor;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One method of the protocol and what it runs.
 *
 * @param <Q> its request
 * @param <R> its reply
 */
public final class Method<Q extends Message, R extends Message> {

    /** What a method runs. */
    @FunctionalInterface
    interface Body<Q, R> {
        /** The reply, or null if the call was parked. */
        @Nullable
        R run(Q request, CallContext call);
    }

    /** What a method does when a parked call of it stops waiting. */
    interface EndOfWait<Q, R> {
        /** The reply; null if the call was parked again, or if it is withdrawn and there is nothing to say but that. */
        @Nullable
        R end(Q request, WaitEnd why, CallContext call);
    }

    private final MethodDescriptor<Q, R> descriptor;
    private final Traits traits;
    private final int number;
    private final Parser<Q> parser;
    private final ReferenceFields inRequest;
    private final ReferenceFields inReply;
    private final Body<Q, R> body;
    private final ToLongFunction<Q> waitNanos;
    private final @Nullable EndOfWait<Q, R> endOfWait;
    private final boolean leavesTrace;
    private final boolean forReaders;

    private Method(
            MethodDescriptor<Q, R> descriptor,
            Body<Q, R> body,
            ToLongFunction<Q> waitNanos,
            @Nullable EndOfWait<Q, R> endOfWait,
            boolean leavesTrace,
            boolean forReaders) {
        this.descriptor = descriptor;
        this.traits = MethodTraits.of(descriptor);
        this.number = MethodNumber.of(descriptor.getFullMethodName());
        Q request = prototype(descriptor.getRequestMarshaller());
        R reply = prototype(descriptor.getResponseMarshaller());
        this.parser = parserOf(request);
        this.inRequest = ReferenceFields.of(request.getDescriptorForType());
        this.inReply = ReferenceFields.of(reply.getDescriptorForType());
        this.body = body;
        this.waitNanos = waitNanos;
        this.endOfWait = endOfWait;
        this.leavesTrace = leavesTrace;
        this.forReaders = forReaders || traits.getEffect() == Effect.READ;
        if (traits.getMayPark() != (endOfWait != null)) {
            throw new IllegalArgumentException(descriptor.getFullMethodName() + " declares may_park: "
                    + traits.getMayPark() + ", but is bound otherwise");
        }
    }

    static <Q extends Message, R extends Message> Method<Q, R> plain(
            MethodDescriptor<Q, R> descriptor, Body<Q, R> body) {
        return new Method<>(descriptor, body, request -> 0, null, false, false);
    }

    /** One that changes something, but nothing that matters to others, or refuses to where its caller may not. */
    static <Q extends Message, R extends Message> Method<Q, R> forReaders(
            MethodDescriptor<Q, R> descriptor, Body<Q, R> body) {
        return new Method<>(descriptor, body, request -> 0, null, false, true);
    }

    /** @param leavesTrace whether a call may have done a part of what it does when it parks; it then parks at a stage other than 0 */
    static <Q extends Message, R extends Message> Method<Q, R> parking(
            MethodDescriptor<Q, R> descriptor,
            Body<Q, R> body,
            ToLongFunction<Q> waitNanos,
            EndOfWait<Q, R> endOfWait,
            boolean leavesTrace) {
        return new Method<>(descriptor, body, waitNanos, endOfWait, leavesTrace, false);
    }

    private static <M extends Message> M prototype(MethodDescriptor.Marshaller<M> marshaller) {
        M message = marshaller instanceof MethodDescriptor.PrototypeMarshaller<M> ofMessages
                ? ofMessages.getMessagePrototype()
                : null;
        if (message == null) {
            throw new IllegalArgumentException("the marshaller " + marshaller + " has no prototype");
        }
        return message;
    }

    @SuppressWarnings("unchecked") // the prototype of Q has Q's parser
    private static <Q extends Message> Parser<Q> parserOf(Q prototype) {
        return (Parser<Q>) prototype.getParserForType();
    }

    public MethodDescriptor<Q, R> descriptor() {
        return descriptor;
    }

    public Traits traits() {
        return traits;
    }

    public int number() {
        return number;
    }

    Q parse(ByteString request) {
        try {
            return parser.parseFrom(request);
        } catch (InvalidProtocolBufferException e) {
            throw new Refusal(
                    Code.INVALID_ARGUMENT,
                    "the request of " + descriptor.getFullMethodName() + " cannot be read: " + e.getMessage());
        }
    }

    /** Tells each object that the elements of an encoded request refer to. */
    void referencesInRequest(ByteString request, Consumer<ObjectId> found) {
        if (inRequest.hasElements()) {
            inRequest.inElements(parse(request), found);
        }
    }

    /** Tells each object that a request names, by an id of its own or in its elements. */
    void objectsInRequest(Q request, Consumer<ObjectId> found) {
        inRequest.inIds(request, found);
        inRequest.inElements(request, found);
    }

    /** Whether it is there for those who only read. */
    boolean isForReaders() {
        return forReaders;
    }

    /** Where its replies may refer to objects. */
    ReferenceFields inReply() {
        return inReply;
    }

    /** The reply, or null if the call was parked. */
    @Nullable
    R run(Q request, CallContext call) {
        return body.run(request, call);
    }

    long waitNanos(Q request) {
        return waitNanos.applyAsLong(request);
    }

    /** Whether a call that waits at this stage has done a part of what it does already. */
    boolean isUnderWay(int stage) {
        return leavesTrace && stage != 0;
    }

    /** As {@link EndOfWait#end}. */
    @Nullable
    R endWait(Q request, WaitEnd why, CallContext call) {
        if (endOfWait == null) {
            throw new IllegalStateException(descriptor.getFullMethodName() + " never parks");
        }
        return endOfWait.end(request, why, call);
    }

    @Override
    public String toString() {
        return descriptor.getFullMethodName();
    }
}
