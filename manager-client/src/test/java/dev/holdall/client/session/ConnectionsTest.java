package dev.holdall.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.wire.Key;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of socket that a manager and its clients meet on. */
class ConnectionsTest {
    private final Key key = Key.random();

    @TempDir
    Path directory;

    @AfterEach
    void anyTransport() {
        System.clearProperty("holdall.transport");
    }

    private void assertServes(String listen) throws Exception {
        try (HoldallServer server =
                        HoldallServer.start(new ServerOptions().key(key).listen(listen));
                Manager manager = connect(server.address())) {
            manager.list("words", String.class).add("hello");
            try (Manager other = connect(server.address())) {
                assertThat(other.list("words", String.class)).containsExactly("hello");
            }
        }
    }

    private Manager connect(String address) {
        return Manager.connect(address, new ManagerOptions().key(key));
    }

    private String socket() {
        return "unix:" + directory.resolve("manager.sock");
    }

    @Test
    void tcp() throws Exception {
        assertServes("127.0.0.1:0");
    }

    @Test
    void a_unix_socket_which_is_gone_afterwards() throws Exception {
        assumeThat(SessionLink.hasUnixSockets()).isTrue();
        assertServes(socket());
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void tcp_without_native_transports() throws Exception {
        System.setProperty("holdall.transport", "nio");
        assertServes("127.0.0.1:0");
    }

    @Test
    void a_unix_socket_without_native_transports_is_refused_on_both_sides() {
        System.setProperty("holdall.transport", "nio");
        assertThatThrownBy(
                        () -> HoldallServer.start(new ServerOptions().key(key).listen(socket())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("UNIX sockets need epoll");
        assertThatThrownBy(() -> connect(socket()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("UNIX sockets need epoll");
    }

    @Test
    void several_addresses_serve_the_same_objects() throws Exception {
        assumeThat(SessionLink.hasUnixSockets()).isTrue();
        ServerOptions options =
                new ServerOptions().key(key).listen("127.0.0.1:0").listen(socket());
        try (HoldallServer server = HoldallServer.start(options);
                Manager tcp = connect(server.addresses().get(0).toString());
                Manager unix = connect(server.addresses().get(1).toString())) {
            tcp.value("v", Integer.class, 1);
            assertThat(unix.value("v", Integer.class, 2).get()).isEqualTo(1);
        }
    }

    @Test
    void a_socket_that_a_killed_manager_left_behind_is_taken_over() throws Exception {
        assumeThat(SessionLink.hasUnixSockets()).isTrue();
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(directory.resolve("manager.sock")));
        }
        assertThat(directory.resolve("manager.sock")).exists();
        assertServes(socket());
    }

    @Test
    void a_socket_in_use_and_a_file_that_is_no_socket_are_left_alone() throws Exception {
        assumeThat(SessionLink.hasUnixSockets()).isTrue();
        try (HoldallServer running =
                HoldallServer.start(new ServerOptions().key(key).listen(socket()))) {
            assertThatThrownBy(() ->
                            HoldallServer.start(new ServerOptions().key(key).listen(socket())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("something is there already");
            try (Manager manager = connect(running.address())) {
                assertThat(manager.names()).isEmpty();
            }
        }
        Path file = Files.writeString(directory.resolve("manager.sock"), "mine");
        assertThatThrownBy(
                        () -> HoldallServer.start(new ServerOptions().key(key).listen(socket())))
                .isInstanceOf(IOException.class);
        assertThat(file).hasContent("mine");
    }
}
