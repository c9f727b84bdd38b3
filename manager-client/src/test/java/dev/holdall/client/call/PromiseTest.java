package dev.holdall.client.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.v1.ListSizeReply;
import dev.holdall.v1.ListSizeRequest;
import dev.holdall.v1.ListsGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The future of a call that grants something: its program gets that or it goes back, whoever is first. */
class PromiseTest {
    private static final int ROUNDS = 3_000;
    private static final long GRANTED = 5;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final OneCall call = new OneCall();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** A channel with one call, which the test answers. */
    private static final class OneCall extends Channel implements Receipt.Exchange {
        private ClientCall.@Nullable Listener<Object> listener;
        final AtomicInteger acknowledged = new AtomicInteger();
        final AtomicInteger givenBack = new AtomicInteger();
        final AtomicInteger undecodable = new AtomicInteger();
        final AtomicInteger cancelled = new AtomicInteger();

        @Override
        @SuppressWarnings("unchecked") // the listener gets what the method replies
        public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
            return new ClientCall<>() {
                @Override
                public void start(Listener<R> responses, Metadata headers) {
                    listener = (Listener<Object>) responses;
                    Objects.requireNonNull(CallSettings.of(options).receipt()).bind(OneCall.this);
                }

                @Override
                public void request(int messages) {}

                @Override
                public void cancel(@Nullable String message, @Nullable Throwable cause) {
                    cancelled.incrementAndGet();
                }

                @Override
                public void halfClose() {}

                @Override
                public void sendMessage(Q message) {}
            };
        }

        @Override
        public String authority() {
            return "nowhere";
        }

        void answer() {
            ClientCall.Listener<Object> to = Objects.requireNonNull(listener);
            to.onMessage(ListSizeReply.newBuilder().setSize(GRANTED).build());
            to.onClose(Status.OK, new Metadata());
        }

        @Override
        public void acknowledge() {
            acknowledged.incrementAndGet();
        }

        @Override
        public void giveBack() {
            givenBack.incrementAndGet();
        }

        @Override
        public void undecodable() {
            undecodable.incrementAndGet();
        }

        @Override
        public void withdraw() {}
    }

    private static CompletableFuture<Long> start(OneCall call) {
        Calls calls = new Calls(call, TimeUnit.SECONDS.toNanos(1), false, new HeldLocks(Runnable::run));
        ListsGrpc.ListsFutureStub stub = calls.background(ListsGrpc::newFutureStub);
        return calls.start(
                stub, Operation.granting(s -> s.size(ListSizeRequest.getDefaultInstance()), ListSizeReply::getSize));
    }

    @Test
    void an_answer_is_acknowledged_once_it_is_read() {
        CompletableFuture<Long> future = start(call);

        call.answer();

        assertThat(future).isCompletedWithValue(GRANTED);
        assertThat(call.acknowledged).hasValue(1);
        assertThat(call.givenBack).hasValue(0);
    }

    @Test
    void whoever_cancels_first_cancels_the_call_and_gets_nothing() {
        CompletableFuture<Long> future = start(call);

        assertThat(future.cancel(true)).isTrue();

        assertThat(call.cancelled).hasValue(1);
        assertThat(call.acknowledged).hasValue(0);
        assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
    }

    @Test
    void a_program_that_completes_it_has_its_own_value() {
        CompletableFuture<Long> future = start(call);

        assertThat(future.complete(-1L)).isTrue();

        assertThat(future).isCompletedWithValue(-1L);
        assertThat(call.cancelled).hasValue(1);
    }

    @Test
    void what_an_answer_grants_is_received_or_not_and_never_both() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            OneCall one = new OneCall();
            CompletableFuture<Long> future = start(one);
            CyclicBarrier together = new CyclicBarrier(2);
            Future<?> answering = threads.submit(() -> {
                together.await();
                one.answer();
                return null;
            });
            Future<Boolean> cancelling = threads.submit(() -> {
                together.await();
                return future.cancel(true);
            });
            answering.get();

            boolean cancelled = cancelling.get();

            assertThat(future.isCancelled()).as("round %d", round).isEqualTo(cancelled);
            assertThat(one.acknowledged).as("round %d", round).hasValue(cancelled ? 0 : 1);
            // The one if the call was still under way, the other if its answer was there already.
            assertThat(one.cancelled.get() + one.givenBack.get())
                    .as("round %d", round)
                    .isEqualTo(cancelled ? 1 : 0);
        }
    }
}
