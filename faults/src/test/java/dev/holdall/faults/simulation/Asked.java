package dev.holdall.faults.simulation;

import com.google.protobuf.MessageLite;
import dev.holdall.v1.Guard;
import dev.holdall.v1.Reply;
import io.grpc.MethodDescriptor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a program asks of an object.
 *
 * @param key the object, as the history has it
 * @param handsOver whether the answer hands something over, and goes back if nobody receives it
 * @param waits whether the manager may let it wait
 * @param nanos how long; {@link Long#MAX_VALUE} for ever
 * @param session in which the object was found; 0 if it has a name
 * @param read what the answer says, as the history has it
 * @param done what the program does with it
 * @param guard the lock that it believes to be held; null for none
 */
record Asked(
        String key,
        String name,
        String argument,
        MethodDescriptor<?, ?> method,
        MessageLite request,
        boolean handsOver,
        boolean waits,
        long nanos,
        int session,
        Function<Reply, String> read,
        Consumer<String> done,
        @Nullable Guard guard) {

    /** One that is answered at once and hands nothing over. */
    static <Q extends MessageLite, R> Asked of(
            String key,
            String name,
            String argument,
            MethodDescriptor<Q, R> method,
            Q request,
            Function<R, String> read) {
        return new Asked(
                key, name, argument, method, request, false, false, 0, 0, reading(method, read), result -> {}, null);
    }

    private static <R> Function<Reply, String> reading(MethodDescriptor<?, R> method, Function<R, String> read) {
        return reply -> read.apply(method.parseResponse(reply.getReply().newInput()));
    }

    Asked handingOver() {
        return new Asked(key, name, argument, method, request, true, waits, nanos, session, read, done, guard);
    }

    Asked waiting(long most) {
        return new Asked(key, name, argument, method, request, handsOver, true, most, session, read, done, guard);
    }

    Asked in(int number) {
        return new Asked(key, name, argument, method, request, handsOver, waits, nanos, number, read, done, guard);
    }

    Asked then(Consumer<String> next) {
        return new Asked(key, name, argument, method, request, handsOver, waits, nanos, session, read, next, guard);
    }

    Asked guardedBy(Guard lock) {
        return new Asked(key, name, argument, method, request, handsOver, waits, nanos, session, read, done, lock);
    }

    @Override
    public String toString() {
        return key + " " + name + "(" + argument + ")";
    }
}
