package dev.holdall.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.v1.FindRequest;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.wire.Key;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A thousand guesses: few are answered, and who has the right key does not notice. */
class GuessesTest {
    private static final int CONNECTIONS = 20;
    private static final int GUESSES = 50;

    @RegisterExtension
    private final KeysFixture fixture = new KeysFixture();

    private final AtomicInteger answered = new AtomicInteger();

    @Test
    void by_unary_calls_are_throttled() throws Exception {
        attack((channel, done) -> ObjectsGrpc.newStub(
                        KeysFixture.with(channel, Key.random().bearerToken()))
                .find(FindRequest.getDefaultInstance(), new io.grpc.stub.StreamObserver<>() {
                    @Override
                    public void onNext(dev.holdall.v1.FindReply reply) {
                        throw new AssertionError("a guess was right");
                    }

                    @Override
                    public void onError(Throwable failure) {
                        done.accept(Status.fromThrowable(failure));
                    }

                    @Override
                    public void onCompleted() {
                        throw new AssertionError("a guess was right");
                    }
                }));
    }

    @Test
    void by_handshakes_are_throttled() throws Exception {
        Key main = fixture.main();
        attack((channel, done) -> new RawSession(channel, Key.random(), main.id(), "guess") {
            @Override
            public void onError(Throwable failure) {
                super.onError(failure);
                done.accept(Status.fromThrowable(failure));
            }
        });
    }

    private void attack(BiConsumer<Channel, Consumer<Status>> guess) throws Exception {
        Channel right = fixture.unary(fixture.main());
        ManagedChannel rightSessions = fixture.connect();
        honest(right, rightSessions);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<List<Long>> honestly = CompletableFuture.supplyAsync(() -> {
            List<Long> times = new ArrayList<>();
            do {
                times.add(honest(right, rightSessions));
            } while (!over.get());
            return times;
        });
        long began = System.nanoTime();
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            // One that tries nothing again by itself.
            ManagedChannel channel = fixture.connect(builder -> builder.disableRetry());
            CountDownLatch ended = new CountDownLatch(GUESSES);
            for (int i = 0; i < GUESSES; i++) {
                guess.accept(channel, status -> {
                    if (status.getCode() == Status.Code.UNAUTHENTICATED) {
                        answered.incrementAndGet();
                    }
                    ended.countDown();
                });
            }
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
            channel.shutdownNow();
        }
        over.set(true);
        double seconds = (System.nanoTime() - began) / 1e9;

        // Those under way when a second began are answered in it.
        assertThat((double) answered.get())
                .as("answers to %s guesses in %s s", CONNECTIONS * GUESSES, seconds)
                .isLessThanOrEqualTo(Throttle.MOST_PENDING * (seconds + 1))
                .isLessThan(CONNECTIONS * GUESSES / 2.0);
        List<Long> times = new ArrayList<>(honestly.get(60, TimeUnit.SECONDS));
        Collections.sort(times);
        assertThat(Duration.ofNanos(times.get(times.size() / 2)))
                .isLessThan(Duration.ofMillis(Throttle.DELAY_MILLIS * 9 / 10));
    }

    /** How long somebody with the right key takes to be answered, in a call and in a handshake. */
    private long honest(Channel unary, ManagedChannel sessions) {
        long began = System.nanoTime();
        try {
            ObjectsGrpc.newBlockingStub(unary)
                    .find(FindRequest.newBuilder().setName("x").build());
        } catch (StatusRuntimeException e) {
            throw new AssertionError("who has the right key was refused", e);
        }
        try (RawSession session = new RawSession(sessions, fixture.main())) {
            session.welcome();
        } catch (Exception e) {
            throw new AssertionError("who has the right key was refused", e);
        }
        return System.nanoTime() - began;
    }
}
