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

/** Hundreds of guesses: few are decided, and who has the right key comes in. */
class GuessesTest {
    private static final int CONNECTIONS = 40;
    private static final int GUESSES = 5;

    @RegisterExtension
    private final KeysFixture fixture = new KeysFixture();

    private final AtomicInteger decided = new AtomicInteger();

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
        CountDownLatch ended = new CountDownLatch(CONNECTIONS * GUESSES);
        List<ManagedChannel> channels = new ArrayList<>();
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            // One that tries nothing again by itself.
            ManagedChannel channel = fixture.connect(builder -> builder.disableRetry());
            channels.add(channel);
            for (int i = 0; i < GUESSES; i++) {
                guess.accept(channel, status -> {
                    if (status.getCode() == Status.Code.UNAUTHENTICATED) {
                        decided.incrementAndGet();
                    }
                    ended.countDown();
                });
            }
        }
        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        double seconds = (System.nanoTime() - began) / 1e9;
        over.set(true);
        channels.forEach(ManagedChannel::shutdownNow);

        // Those that are decided when a second begins are answered in it. The others were cut off, right or wrong.
        assertThat((double) decided.get())
                .as("decisions of %s guesses in %s s", CONNECTIONS * GUESSES, seconds)
                .isPositive()
                .isLessThanOrEqualTo(Throttle.MOST_PENDING * (seconds + 1))
                .isLessThan(CONNECTIONS * GUESSES / 2.0);
        List<Long> times = new ArrayList<>(honestly.get(60, TimeUnit.SECONDS));
        Collections.sort(times);
        // Each connection has its turn.
        assertThat(Duration.ofNanos(times.get(times.size() / 2)))
                .isLessThan(Duration.ofMillis(Throttle.DELAY_MILLIS * (CONNECTIONS / Throttle.MOST_PENDING + 1)));
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
