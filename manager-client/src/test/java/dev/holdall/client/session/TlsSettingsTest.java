package dev.holdall.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.client.session.TlsSettings.Mode;
import dev.holdall.wire.Fingerprint;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsSettingsTest {
    private static final Path FILE = Path.of("/a.pem");
    private static final Fingerprint PIN = Fingerprint.parse("ab".repeat(32));
    private static final SocketAddress SOCKET = new DomainSocketAddress("/run/holdall");

    private static TlsSettings settings(Mode mode) {
        return new TlsSettings(mode, null, null, FILE, null, null);
    }

    private static SocketAddress host(String number) {
        return new InetSocketAddress(number, 7411);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.5", "192.168.1.1", "fd00::5", "0.0.0.0", "169.254.1.1", "8.8.8.8", "126.255.255.255"})
    void the_way_to_another_host_is_encrypted_unless_that_is_forbidden(String host) {
        assertThat(settings(Mode.AUTOMATIC).encrypts(host(host))).isTrue();
        assertThat(settings(Mode.NEVER).encrypts(host(host))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "::1", "localhost"})
    void loopback_is_encrypted_where_something_is_said_of_tls(String host) {
        assertThat(settings(Mode.AUTOMATIC).encrypts(host(host))).isFalse();
        assertThat(settings(Mode.ALWAYS).encrypts(host(host))).isTrue();
        for (TlsSettings each : List.of(
                new TlsSettings(Mode.AUTOMATIC, PIN, null, FILE, null, null),
                new TlsSettings(Mode.AUTOMATIC, null, FILE, FILE, null, null),
                new TlsSettings(Mode.AUTOMATIC, null, null, FILE, FILE, FILE))) {
            assertThat(each.encrypts(host(host))).isTrue();
        }
    }

    @Test
    void unix_sockets_never_are() {
        assertThat(settings(Mode.ALWAYS).encrypts(SOCKET)).isFalse();
    }

    @Test
    void workers_get_the_same_settings() throws Exception {
        for (TlsSettings each : List.of(
                settings(Mode.NEVER), new TlsSettings(Mode.AUTOMATIC, PIN, FILE, Path.of("/k"), Path.of("/c"), FILE))) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            each.write(new DataOutputStream(bytes));
            assertThat(TlsSettings.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
                    .isEqualTo(each);
        }
    }
}
