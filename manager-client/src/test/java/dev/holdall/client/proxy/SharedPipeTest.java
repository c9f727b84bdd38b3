package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.Refused;
import dev.holdall.client.TypeRef;
import dev.holdall.client.process.WorkerProcess;
import dev.holdall.client.python.Python;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pipes between two processes, or two connections as good as that. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedPipeTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private final Manager manager = MANAGERS.manager();

    /** Something with parts. */
    public record Word(String text, int times) {}

    /** The second end, as another process would have it. */
    private <E> Connection<E> elsewhere(SharedPipe<E> pipe, TypeRef<Connection<E>> type) {
        SharedQueue<Connection<E>> way = manager.queue("way", type);
        way.add(pipe.second());
        return MANAGERS.other().queue("way", type).remove();
    }

    private Connection<String> elsewhere(SharedPipe<String> pipe) {
        return elsewhere(pipe, new TypeRef<>() {});
    }

    static void echo(Connection<Word> connection) throws InterruptedException {
        try {
            while (true) {
                Word word = connection.recv();
                connection.send(new Word(word.text().repeat(word.times()), 1));
            }
        } catch (EndOfPipe e) {
            connection.close();
        }
    }

    static void waitAtBothEnds(Connection<String> connection, SharedEvent there) throws InterruptedException {
        connection.attach();
        there.set();
        connection.recv();
    }

    @Test
    @Python("Pipe")
    @Python("Connection.send")
    @Python("Connection.recv")
    @Python("Connection.close")
    void messages_goThereAndBackBetweenProcesses_untilOneEndIsClosed() throws Exception {
        SharedPipe<Word> pipe = manager.pipe(Word.class);
        WorkerProcess worker =
                manager.worker(SharedPipeTest::echo, pipe.second()).start();
        for (int i = 1; i <= 3; i++) {
            pipe.first().send(new Word("ab", i));
            assertThat(pipe.first().recv()).isEqualTo(new Word("ab".repeat(i), 1));
        }
        pipe.first().close();
        assertThat(worker.join()).isZero();
        assertThatThrownBy(() -> pipe.first().send(new Word("x", 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("this end");
    }

    @Test
    @Python("Connection.recv")
    void anEndWhoseProcessIsKilled_isClosed() throws Exception {
        SharedPipe<String> pipe = manager.pipe(String.class);
        SharedEvent there = manager.event();
        WorkerProcess worker = manager.worker(SharedPipeTest::waitAtBothEnds, pipe.second(), there)
                .start();
        assertThat(there.await(60, TimeUnit.SECONDS)).isTrue();
        worker.kill();
        assertThatThrownBy(() -> pipe.first().recv()).isInstanceOf(EndOfPipe.class);
        assertThatThrownBy(() -> pipe.first().send("x")).isInstanceOf(EndOfPipe.class);
    }

    @Test
    void whatWasSentBeforeTheEnd_isReceived() throws Exception {
        SharedPipe<String> pipe = manager.pipe(String.class);
        Connection<String> other = elsewhere(pipe);
        other.send("a");
        other.send(null);
        other.close();
        other.close();
        assertThat(pipe.first().recv()).isEqualTo("a");
        assertThat(pipe.first().recv()).isNull();
        assertThatThrownBy(() -> pipe.first().recv()).isInstanceOf(EndOfPipe.class);
    }

    @Test
    @Python("Connection.poll")
    @Python("Connection.poll(timeout)")
    void poll_tellsWhetherReceivingWouldWait() throws Exception {
        SharedPipe<String> pipe = manager.pipe(String.class);
        Connection<String> other = elsewhere(pipe);
        assertThat(pipe.first().poll()).isFalse();
        assertThat(pipe.first().poll(Duration.ofMillis(5))).isFalse();
        CompletableFuture<Boolean> ready = pipe.first().ready();
        other.send("a");
        assertThat(ready.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(pipe.first().poll()).isTrue();
        assertThat(pipe.first().poll(LONG)).isTrue();
        pipe.first().recv();
        assertThat(pipe.first().poll()).isFalse();
        other.close();
        assertThat(pipe.first().poll()).isTrue();
    }

    @Test
    @Python("Connection.send_bytes")
    @Python("Connection.recv_bytes")
    @Python("Connection.recv_bytes(maxlength)")
    void bytes_goAsTheyAre_andTooManyStay() throws Exception {
        SharedPipe<String> pipe = manager.pipe(String.class);
        Connection<String> other = elsewhere(pipe);
        other.sendBytes(new byte[] {1, 2, 3});
        other.sendBytes(new byte[] {0, 4, 5, 0}, 1, 2);
        assertThatThrownBy(() -> pipe.first().recvBytes(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 bytes");
        assertThat(pipe.first().recvBytes(3)).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> pipe.first().recv()).isInstanceOf(ClassCastException.class);
        assertThat(pipe.first().recvBytes()).containsExactly(4, 5);
        assertThatThrownBy(() -> other.sendBytes(new byte[2], 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    @Python("Pipe(False)")
    void aOneWayPipe_goesOneWay() throws Exception {
        SharedPipe<String> pipe = manager.oneWayPipe(String.class);
        Connection<String> sending = elsewhere(pipe);
        sending.send("a");
        assertThat(pipe.first().recv()).isEqualTo("a");
        assertThat(sending.isReadable()).isFalse();
        assertThat(sending.isWritable()).isTrue();
        assertThat(pipe.first().isReadable()).isTrue();
        assertThat(pipe.first().isWritable()).isFalse();
        assertThatThrownBy(sending::recv).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(sending::poll).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> pipe.first().send("x")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void twoReadersOfOneEnd_areAnError() throws Exception {
        SharedPipe<String> pipe = manager.pipe(String.class);
        Connection<String> other = elsewhere(pipe);
        other.attach();
        assertThatThrownBy(() -> pipe.second().recv())
                .isInstanceOf(Refused.class)
                .hasMessageContaining("another process");
        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> {
            try {
                return pipe.first().recv();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Awaitility.await().atMost(LONG).until(() -> manager.blocked().toString().contains("message at the first end"));
        assertThatThrownBy(() -> pipe.first().recv())
                .isInstanceOf(Refused.class)
                .hasMessageContaining("one reader");
        other.send("for the first");
        assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo("for the first");
    }

    @Test
    @Python("connection.wait")
    void waitAny_tellsWhichAreReady() throws Exception {
        List<SharedPipe<String>> pipes =
                List.of(manager.pipe(String.class), manager.pipe(String.class), manager.pipe(String.class));
        List<Connection<String>> here = pipes.stream().map(SharedPipe::first).toList();
        List<Connection<String>> there = pipes.stream().map(this::elsewhere).toList();
        assertThat(Connection.waitAny(here, Duration.ofMillis(5))).isEmpty();
        assertThat(Connection.waitAny(List.<Connection<?>>of(), LONG)).isEmpty();
        there.get(2).send("a");
        there.get(0).send("b");
        assertThat(Connection.waitAny(here, LONG)).containsExactly(here.get(0), here.get(2));
        here.get(0).recv();
        here.get(2).recv();

        CompletableFuture<List<Connection<String>>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return Connection.waitAny(here, LONG);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        there.get(1).close();
        assertThat(waiting.get(60, TimeUnit.SECONDS)).containsExactly(here.get(1));
    }

    @Test
    void anInterrupt_losesNothing() throws Exception {
        SharedPipe<String> pipe = manager.pipe(String.class);
        Connection<String> other = elsewhere(pipe);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> pipe.first().recv()).isInstanceOf(InterruptedException.class);
        Thread receiver = new Thread(() -> {
            try {
                pipe.first().recv();
            } catch (InterruptedException e) {
                // As it should be.
            }
        });
        receiver.start();
        Awaitility.await().atMost(LONG).until(() -> manager.blocked().toString().contains("message"));
        receiver.interrupt();
        receiver.join();
        other.send("kept");
        assertThat(pipe.first().recv()).isEqualTo("kept");
    }

    @Test
    void aPipeWithAName_isFoundByIt() throws Exception {
        SharedPipe<String> pipe = manager.pipe("rendezvous", String.class);
        SharedPipe<String> same = MANAGERS.other().pipe("rendezvous", String.class);
        same.second().send("hello");
        assertThat(pipe.first().recv()).isEqualTo("hello");
        assertThat(same.first()).isEqualTo(pipe.first()).isNotEqualTo(pipe.second());
        assertThat(same.first()).hasSameHashCodeAs(pipe.first());
        assertThat(pipe.first().toString()).contains("first").contains("rendezvous");
        assertThatThrownBy(() -> SharedPipe.open(manager.proxies(), "x", TypeRef.of(String.class), false, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
