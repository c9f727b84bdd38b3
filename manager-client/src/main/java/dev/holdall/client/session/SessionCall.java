package dev.holdall.client.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.holdall.client.call.CallFailure;
import dev.holdall.client.call.CallGuard;
import dev.holdall.client.call.CallSettings;
import dev.holdall.client.call.Held;
import dev.holdall.client.call.Holds;
import dev.holdall.client.call.Receipt;
import dev.holdall.client.call.Target;
import dev.holdall.v1.Reply;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/** One call of a generated stub, as an {@link Exchange} on the session. */
final class SessionCall<Q, R> extends ClientCall<Q, R> implements Exchange.Outcome, Receipt.Exchange, Runnable {
    private static final Metadata NO_METADATA = new Metadata();
    /** Not an object of its own for each call. */
    @SuppressWarnings("rawtypes") // a class literal knows no arguments
    private static final AtomicIntegerFieldUpdater<SessionCall> OVER =
            AtomicIntegerFieldUpdater.newUpdater(SessionCall.class, "over");

    private final SessionLink link;
    private final MethodDescriptor<Q, R> method;
    private final SessionChannel.Known known;
    private final CallOptions options;
    private final CallSettings settings;

    private @Nullable Listener<R> listener;
    private @Nullable Exchange exchange;
    private boolean sent;
    /** The outcome is one of these two, set before the call is run as a task. */
    private @Nullable Reply answer;

    private @Nullable CallFailure failure;
    /** 1 once the listener was told the end. */
    @SuppressWarnings("unused") // by way of OVER
    private volatile int over;

    /** What keeps the objects alive that the request refers to. Never read: it is there as long as the call is. */
    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final @Nullable List<Held> encoded;

    SessionCall(
            SessionLink link,
            MethodDescriptor<Q, R> method,
            SessionChannel.Known known,
            CallOptions options,
            @Nullable List<Held> encoded) {
        this.link = link;
        this.method = method;
        this.known = known;
        this.options = options;
        this.settings = CallSettings.of(options);
        this.encoded = encoded;
    }

    // From the stub, on the caller's thread ----------------------------------------------------------------------

    @Override
    public void start(Listener<R> responseListener, Metadata headers) {
        if (listener != null) {
            throw new IllegalStateException("a call starts once");
        }
        listener = responseListener;
        if (settings.receipt() != null) {
            settings.receipt().bind(this);
        }
    }

    @Override
    public void sendMessage(Q message) {
        if (exchange != null) {
            throw new IllegalStateException("a unary call has one request");
        }
        ByteString request = ((MessageLite) message).toByteString();
        boolean told = known.owns() || known.mayPark();
        exchange = new Exchange(
                method.getFullMethodName(),
                known.number(),
                request,
                known.mayPark(),
                settings.receipt() != null,
                told && settings.direct() ? ThreadNumber.current() : 0,
                deadline(),
                session(),
                this);
        CallGuard guard = settings.guard();
        exchange.guard = guard == null ? null : guard.sent();
        if (told) {
            exchange.threadName = CallSite.threadName();
            exchange.site = settings.callSites() ? CallSite.current() : "";
        }
    }

    private int session() {
        Target target = settings.target();
        return target == null ? 0 : target.session();
    }

    private long deadline() {
        long nanos = settings.timeoutNanos();
        Deadline deadline = options.getDeadline();
        if (deadline != null) {
            nanos = Math.min(nanos, deadline.timeRemaining(TimeUnit.NANOSECONDS));
        }
        return nanos == Long.MAX_VALUE ? Long.MAX_VALUE : System.nanoTime() + nanos;
    }

    @Override
    public void halfClose() {
        sent = true;
        link.submit(exchange());
    }

    @Override
    public void request(int messages) {
        // The answer is one message; there is nothing to hold back.
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
        if (sent) {
            link.abandon(exchange());
        }
        if (listener != null) {
            close(Status.CANCELLED.withDescription(message).withCause(cause));
        }
    }

    private Exchange exchange() {
        if (exchange == null) {
            throw new IllegalStateException("the call of " + method.getFullMethodName() + " has no request");
        }
        return exchange;
    }

    // From the caller, on any thread -----------------------------------------------------------------------------

    @Override
    public void acknowledge() {
        link.acknowledge(exchange());
    }

    @Override
    public void giveBack() {
        link.giveBack(exchange());
    }

    @Override
    public void undecodable() {
        link.undecodable(exchange());
    }

    @Override
    public void withdraw() {
        link.withdraw(exchange());
    }

    // From the session, on its event loop ------------------------------------------------------------------------

    @Override
    public void answered(Reply reply) {
        answer = reply;
        complete();
    }

    @Override
    public void failed(CallFailure why) {
        failure = why;
        complete();
    }

    /**
     * A caller that waits in its own thread is only woken, which may be done here; any other has continuations, which may not run
     * on an event loop.
     */
    private void complete() {
        Executor executor = options.getExecutor();
        if (settings.direct()) {
            run();
        } else if (executor != null) {
            executor.execute(this);
        } else {
            link.later(this);
        }
    }

    // Where its listener is told ---------------------------------------------------------------------------------

    /** Tells the listener the outcome. */
    @Override
    public void run() {
        Reply reply = answer;
        if (reply != null) {
            // A future that is kept would keep it, and with it the whole frame.
            answer = null;
            deliver(reply);
        } else if (failure != null) {
            close(failure);
        }
    }

    private void deliver(Reply reply) {
        if (reply.hasError()) {
            close(CallFailure.answered(reply.getError()));
            return;
        }
        R message;
        try {
            message = known.read(method, reply.getReply());
        } catch (RuntimeException | InvalidProtocolBufferException e) {
            // Nobody receives what it may have granted.
            link.undecodable(exchange());
            close(Status.INTERNAL.withCause(e).withDescription("unreadable reply"));
            return;
        }
        if (!exchange().held.isEmpty()) {
            Holds.keepWith(message, exchange().held);
        }
        listener().onMessage(message);
        close(Status.OK);
    }

    private void close(CallFailure why) {
        close(Status.UNKNOWN.withCause(why));
    }

    /** Tells the listener the end, once: a cancelled call may be answered all the same. */
    private void close(Status status) {
        if (OVER.compareAndSet(this, 0, 1)) {
            listener().onClose(status, NO_METADATA);
        }
    }

    private Listener<R> listener() {
        if (listener == null) {
            throw new IllegalStateException("the call has not started");
        }
        return listener;
    }
}
