package dev.holdall.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.wire.Address;
import dev.holdall.wire.TlsIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsOptionsTest {
    private static final Path FILE = Path.of("a.pem");

    @TempDir
    Path directory;

    private ServerOptions options(String listen) {
        return new ServerOptions().keyFile(directory.resolve("key")).listen(listen);
    }

    private void refused(ServerOptions options, String word) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HoldallServer.start(options).close())
                .withMessageContaining(word);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void what_would_be_of_no_effect_without_tls_is_refused() {
        for (TlsOptions tls : List.of(
                new TlsOptions().certificate(FILE, FILE),
                new TlsOptions().clientCa(FILE),
                new TlsOptions().advertise("host"))) {
            refused(options("127.0.0.1:0").tls(tls), "--tls");
            refused(options("unix:" + directory.resolve("s")).tls(tls), "--tls");
            refused(options("0.0.0.0:0").insecure(true).tls(tls), "--insecure");
        }
    }

    @Test
    void tls_and_insecure_contradict_each_other() {
        refused(options("127.0.0.1:0").insecure(true).tls(new TlsOptions().everywhere()), "contradict");
    }

    @Test
    void a_host_that_does_not_exist_is_named() {
        assertThatIOException()
                .isThrownBy(() ->
                        HoldallServer.start(options("no-such-host.invalid:0")).close())
                .withMessageContaining("no-such-host.invalid");
    }

    @ParameterizedTest
    @CsvSource({"host, host, 0", "host:7, host, 7", "[::1], ::1, 0", "[::1]:7, ::1, 7", "10.0.0.5:7, 10.0.0.5, 7"})
    void what_is_advertised_may_have_a_port(String text, String host, int port) {
        assertThat(TlsOptions.advertised(text)).isEqualTo(new Address.Tcp(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host:0", "host:port", "a/b", "unix:/a", "::1", "a b", "host#v1.a.b", "a\nb"})
    void what_cannot_be_advertised_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new TlsOptions().advertise(text));
    }

    @Test
    void a_handshake_has_some_time() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TlsOptions().handshakeTimeout(Duration.ZERO));
    }

    @Test
    void the_certificate_is_for_all_that_clients_may_call_the_manager() throws Exception {
        Set<String> names = CertificateNames.wanted(
                List.of(new Address.Tcp("127.0.0.2", 1), new Address.Tcp("0.0.0.0", 1)), "manager.example");

        TlsIdentity made = OwnCertificate.readOrMake(directory, names);

        for (String host : List.of(
                "localhost",
                "127.0.0.1",
                "::1",
                "127.0.0.2",
                "manager.example",
                "MANAGER.example",
                HostNames.reachable())) {
            assertThat(CertificateNames.has(made.certificate(), host)).as(host).isTrue();
        }
        assertThat(CertificateNames.has(made.certificate(), "elsewhere.example"))
                .isFalse();
        assertThat(made.certificate().getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(made.certificate().getNotAfter().toInstant())
                .isAfter(Instant.now().plus(19 * 365, ChronoUnit.DAYS));
        assertThat(OwnCertificate.readOrMake(directory, Set.of("other"))).isEqualTo(made);
    }

    @Test
    void names_that_no_certificate_can_have_are_left_out() throws Exception {
        TlsIdentity made =
                Keytool.selfSigned(List.of("localhost", "my_host", "-x", "a,dns:evil", "10.0.0.5", "fd00::5"), 1);

        assertThat(made.certificate().getSubjectAlternativeNames())
                .extracting(alternative -> String.valueOf(alternative.get(1)))
                .containsExactly("localhost", "10.0.0.5", "fd00:0:0:0:0:0:0:5");
    }
}
