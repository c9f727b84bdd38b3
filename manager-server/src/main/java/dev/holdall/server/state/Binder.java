package dev.holdall.server.state;

import com.google.protobuf.Message;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Opened;
import io.grpc.MethodDescriptor;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Takes down which handler serves which method of a type's service.
 *
 * @param <S> the state of one object of the type
 */
public final class Binder<S extends StoredObject> {
    private final ObjectType<S> type;
    private final Consumer<Method<?, ?>> bound;

    Binder(ObjectType<S> type, Consumer<Method<?, ?>> bound) {
        this.type = type;
        this.bound = bound;
    }

    /** What a method does to one object. */
    @FunctionalInterface
    public interface Handler<S, Q, R> {
        /**
         * Checks, then changes: once anything has been changed it must not throw.
         *
         * @return the reply, or null if the call was parked by {@link CallContext#park}
         * @throws Refusal if the call is refused; nothing may have been changed
         */
        @Nullable
        R handle(S object, Q request, CallContext call);
    }

    /**
     * Binds the method that finds or makes an object.
     *
     * @param make a new state for the request's options
     * @param same whether an existing object has the options that the request asks for
     */
    public <Q extends Message> Binder<S> open(
            MethodDescriptor<Q, Opened> method,
            Function<Q, String> name,
            BiFunction<Q, CallContext, S> make,
            BiPredicate<S, Q> same) {
        bound.accept(Method.forReaders(
                method,
                (request, call) -> call.open(
                        type,
                        name.apply(request),
                        () -> make.apply(request, call),
                        existing -> same.test(existing, request))));
        return this;
    }

    /** What a parked call does when it stops waiting without having got what it waited for. */
    @FunctionalInterface
    public interface EndOfWait<S, Q, R> {
        /**
         * Runs in place of the handler. It may change the object and wake others.
         *
         * @return the reply. Null if the call goes on waiting, in the place where {@link CallContext#park} put it now; or, where it
         *     is withdrawn, if the object does not care: its caller then learns that it is cancelled. At the end of a
         *     session nobody gets what is returned, and nothing waits on.
         */
        @Nullable
        R end(S object, Q request, WaitEnd why, CallContext call);
    }

    /** Binds a method that answers at once. */
    public <Q extends Message, R extends Message> Binder<S> on(
            MethodDescriptor<Q, R> method, Function<Q, ObjectId> object, Handler<S, Q, R> handler) {
        bound.accept(Method.plain(
                method, (request, call) -> handler.handle(call.object(object.apply(request), type), request, call)));
        return this;
    }

    /**
     * Binds a method that may park.
     *
     * @param waitNanos how long it waits: 0 not at all, {@link Long#MAX_VALUE} for ever
     * @param timedOut the reply when the time has passed
     */
    public <Q extends Message, R extends Message> Binder<S> parking(
            MethodDescriptor<Q, R> method,
            Function<Q, ObjectId> object,
            ToLongFunction<Q> waitNanos,
            Handler<S, Q, R> handler,
            R timedOut) {
        // What waits for something that the object has or lacks leaves no trace in it.
        return parking(
                method,
                object,
                waitNanos,
                handler,
                (state, request, why, call) -> why == WaitEnd.TIMED_OUT ? timedOut : null,
                false);
    }

    /**
     * Binds a method that concerns no object. It parks in a {@link CommonPlace} only, for as long as it takes.
     *
     * @param handler as {@link Handler}, without an object
     */
    public <Q extends Message, R extends Message> Binder<S> parkingWithoutObject(
            MethodDescriptor<Q, R> method, BiFunction<Q, CallContext, @Nullable R> handler) {
        bound.accept(
                Method.parking(method, handler::apply, request -> Long.MAX_VALUE, (request, why, call) -> null, false));
        return this;
    }

    /**
     * Binds a method that may park, and whose end of waiting the object must know. A call that has done a part of what it does when it
     * parks, such as a party that has arrived, parks at a stage other than 0: it is past its guard then.
     *
     * @param waitNanos how long it waits: 0 not at all, {@link Long#MAX_VALUE} for ever
     * @param end what happens when it stops waiting
     */
    public <Q extends Message, R extends Message> Binder<S> parkingAndEnding(
            MethodDescriptor<Q, R> method,
            Function<Q, ObjectId> object,
            ToLongFunction<Q> waitNanos,
            Handler<S, Q, R> handler,
            EndOfWait<S, Q, R> end) {
        return parking(method, object, waitNanos, handler, end, true);
    }

    private <Q extends Message, R extends Message> Binder<S> parking(
            MethodDescriptor<Q, R> method,
            Function<Q, ObjectId> object,
            ToLongFunction<Q> waitNanos,
            Handler<S, Q, R> handler,
            EndOfWait<S, Q, R> end,
            boolean leavesTrace) {
        bound.accept(Method.parking(
                method,
                (request, call) -> handler.handle(call.object(object.apply(request), type), request, call),
                waitNanos,
                (request, why, call) -> end.end(call.object(object.apply(request), type), request, why, call),
                leavesTrace));
        return this;
    }
}
