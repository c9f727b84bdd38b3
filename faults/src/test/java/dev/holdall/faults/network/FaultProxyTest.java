package dev.holdall.faults.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
    private static final int SHORT_MILLIS = 150;

    private ServerSocket manager;
    private FaultProxy proxy;

    @BeforeEach
    void open() throws IOException {
        manager = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        proxy = new FaultProxy(manager.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        manager.close();
    }

    /** The two ends of a connection through the proxy. */
    private record Ends(Socket client, Socket server) {
        void up(int value) throws IOException {
            client.getOutputStream().write(value);
        }

        void down(int value) throws IOException {
            server.getOutputStream().write(value);
        }

        int upRead() throws IOException {
            return read(server);
        }

        int downRead() throws IOException {
            return read(client);
        }

        private static int read(Socket socket) throws IOException {
            socket.setSoTimeout(5_000);
            return socket.getInputStream().read();
        }

        static void nothingComes(Socket socket) throws IOException {
            socket.setSoTimeout(SHORT_MILLIS);
            InputStream in = socket.getInputStream();
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
        }

        void passBoth() throws IOException {
            up(1);
            assertThat(upRead()).isEqualTo(1);
            down(2);
            assertThat(downRead()).isEqualTo(2);
        }
    }

    private Socket toProxy() throws IOException {
        int port = Integer.parseInt(proxy.address().substring(proxy.address().indexOf(':') + 1));
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private Ends ends() throws Exception {
        CompletableFuture<Socket> accepted = CompletableFuture.supplyAsync(() -> {
            try {
                return manager.accept();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        Socket client = toProxy();
        Ends ends = new Ends(client, accepted.join());
        ends.passBoth();
        return ends;
    }

    @Test
    void withoutFaults_everythingPassesAndNothingBites() throws Exception {
        Ends ends = ends();
        ends.client().shutdownOutput();

        assertThat(ends.upRead()).isEqualTo(-1);
        ends.down(3);
        assertThat(ends.downRead()).isEqualTo(3);
        assertThat(proxy.bitten()).isZero();
        assertThat(proxy.passed()).isEqualTo(3);
    }

    @Test
    void cut_bothSidesSeeAReset() throws Exception {
        Ends ends = ends();

        proxy.cut();

        assertThatThrownBy(ends::downRead).isInstanceOf(IOException.class).hasMessageContaining("reset");
        assertThatThrownBy(ends::upRead).isInstanceOf(IOException.class).hasMessageContaining("reset");
        assertThat(proxy.bitten()).isEqualTo(1);
        assertThat(proxy.connections()).isZero();
        ends().passBoth();
    }

    @Test
    void cutAfterSomeBytes_happensInTheMiddle() throws Exception {
        Ends ends = ends();

        proxy.cutAfter(2);
        ends.passBoth();
        ends.up(1);

        assertThatThrownBy(ends::downRead).isInstanceOf(IOException.class);
        assertThat(proxy.bitten()).isEqualTo(1);
    }

    @Test
    void halfClosed_theOtherWayStays() throws Exception {
        Ends ends = ends();

        proxy.halfClose(Direction.UP);

        assertThat(ends.upRead()).isEqualTo(-1);
        ends.down(5);
        assertThat(ends.downRead()).isEqualTo(5);
        assertThat(proxy.bitten()).isEqualTo(1);
    }

    @Test
    void refusing_newOnesAreResetAndOldOnesStay() throws Exception {
        Ends ends = ends();

        proxy.refuse();
        Socket refused = toProxy();

        assertThatThrownBy(() -> Ends.read(refused)).isInstanceOf(IOException.class);
        ends.passBoth();
        assertThat(proxy.bitten()).isEqualTo(1);
        proxy.heal();
        ends().passBoth();
    }

    @Test
    void frozen_nothingComesUntilItIsHealed() throws Exception {
        Ends ends = ends();

        proxy.freeze();
        ends.up(7);
        ends.down(8);

        Ends.nothingComes(ends.client());
        Ends.nothingComes(ends.server());
        proxy.heal();
        assertThat(ends.upRead()).isEqualTo(7);
        assertThat(ends.downRead()).isEqualTo(8);
        assertThat(proxy.bitten()).isEqualTo(2);
    }

    @Test
    void frozen_nobodyLearnsThatTheOtherHasGone() throws Exception {
        Ends ends = ends();

        proxy.freeze();
        ends.client().close();

        Ends.nothingComes(ends.server());
        proxy.heal();
        assertThat(ends.upRead()).isEqualTo(-1);
    }

    @Test
    void losingOneWay_theOtherPasses() throws Exception {
        Ends ends = ends();

        proxy.lose(Direction.UP);
        ends.up(7);
        ends.down(8);

        assertThat(ends.downRead()).isEqualTo(8);
        Ends.nothingComes(ends.server());
        assertThat(proxy.bitten()).isEqualTo(1);
        // What was lost is not in the middle of what comes.
        proxy.heal();
        assertThatThrownBy(ends::downRead).isInstanceOf(IOException.class);
        assertThatThrownBy(ends::upRead).isInstanceOf(IOException.class);
    }

    @Test
    void delayed_itComesLater() throws Exception {
        Ends ends = ends();

        proxy.delay(SHORT_MILLIS);
        long start = System.nanoTime();
        ends.passBoth();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(2 * SHORT_MILLIS - 10));
        assertThat(proxy.bitten()).isEqualTo(2);
    }

    @Test
    void throttled_itComesSlowly() throws Exception {
        Ends ends = ends();
        byte[] much = new byte[1_000];

        proxy.throttle(4_000);
        long start = System.nanoTime();
        ends.server().getOutputStream().write(much);
        assertThat(ends.client().getInputStream().readNBytes(much.length)).hasSize(much.length);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(150));
        await().untilAsserted(() -> assertThat(proxy.bitten()).isPositive());
    }
}
