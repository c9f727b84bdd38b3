package dev.holdall.client.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.Refused;
import dev.holdall.client.Unreachable;
import dev.holdall.client.plugin.TestPlugins;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.server.plugin.PluginOptions;
import dev.holdall.server.tls.TlsOptions;
import dev.holdall.wire.Address;
import dev.holdall.wire.Fingerprint;
import dev.holdall.wire.JoinLink;
import dev.holdall.wire.Key;
import dev.holdall.wire.KeyFile;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connecting to managers that encrypt: who is let in, who is not, and what each is told. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsConnectionTest {
    @TempDir
    static Path shared;

    /** With a certificate that it made itself. */
    private static HoldallServer own;

    private static Key key;
    private static X509Bundle authority;

    @TempDir
    Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        own = HoldallServer.start(
                new ServerOptions().keyFile(shared.resolve("key")).tls(new TlsOptions().everywhere()));
        key = KeyFile.read(shared.resolve("key"));
        authority = Certificates.authority("test authority");
    }

    @AfterAll
    static void stop() {
        own.close();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private <C extends AutoCloseable> C closing(C closeable) {
        opened.add(0, closeable);
        return closeable;
    }

    private static ManagerOptions options() {
        return new ManagerOptions().key(key).keyFile(Path.of("/nonexistent/key"));
    }

    private Manager connect(String address, ManagerOptions options) {
        return closing(Manager.connect(address, options));
    }

    private static void works(Manager manager) {
        SharedList<String> list = manager.list(String.class);
        list.add("a");
        assertThat(list).containsExactly("a");
    }

    private HoldallServer serve(TlsOptions tls) throws IOException {
        return closing(HoldallServer.start(
                new ServerOptions().key(key).keyFile(directory.resolve("key")).tls(tls.everywhere())));
    }

    private HoldallServer serve(X509Bundle certificate) throws Exception {
        Certificates.InFiles files = Certificates.write(directory, "server", certificate);
        return serve(new TlsOptions().certificate(files.certificate(), files.key()));
    }

    private static int port(HoldallServer server) {
        return ((Address.Tcp) server.addresses().get(0)).port();
    }

    private static String fingerprint(X509Bundle bundle) {
        return Fingerprint.of(bundle.getCertificate()).toString();
    }

    private static void unreachable(ThrowingCallable connecting, String... words) {
        assertThatExceptionOfType(Unreachable.class)
                .isThrownBy(connecting)
                .satisfies(e -> assertThat(e.getMessage()).contains(words));
    }

    // Join links -------------------------------------------------------------------------------------------------

    @Test
    void a_join_link_is_all_that_is_needed() throws Exception {
        Manager manager =
                connect(own.joinLink().orElseThrow(), new ManagerOptions().keyFile(Path.of("/nonexistent/key")));
        works(manager);
        assertThat(manager.address()).isEqualTo(own.address());
    }

    @Test
    void a_join_link_lets_in_by_its_key() throws Exception {
        JoinLink link = JoinLink.parse(own.joinLink().orElseThrow());
        JoinLink wrong = new JoinLink(link.address(), link.certificate(), Key.random());
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> Manager.connect(wrong.reveal()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Refused.Reason.UNAUTHENTICATED));
        works(connect(wrong.reveal(), options()));
    }

    @Test
    void a_join_link_of_another_certificate_is_refused() throws Exception {
        JoinLink link = JoinLink.parse(own.joinLink().orElseThrow());
        X509Bundle other = Certificates.selfSigned();
        JoinLink wrong = new JoinLink(link.address(), Fingerprint.parse(fingerprint(other)), link.key());
        unreachable(
                () -> Manager.connect(wrong.reveal()),
                own.address(),
                "not the pinned one",
                link.certificate().toString(),
                fingerprint(other));
    }

    @Test
    void no_error_repeats_what_is_secret_in_a_link() throws Exception {
        String line = own.joinLink().orElseThrow();
        String secret = line.substring(line.lastIndexOf('.') + 1);
        String other = line.replaceFirst(":\\d+#", ":1#");
        String wrongPin =
                new JoinLink(JoinLink.parse(line).address(), Fingerprint.parse(fingerprint(authority)), key).reveal();
        List<ThrowingCallable> failing = List.of(
                () -> Manager.connect(other),
                () -> Manager.connect(wrongPin),
                () -> Manager.connect(line + "more"),
                () -> Manager.connect(line.replace("v1.", "v1")),
                () -> Manager.connect(line.replaceFirst(":\\d+#", ":port#")),
                () -> Manager.connect(line, new ManagerOptions().insecure()),
                () -> new ManagerOptions().listen(line),
                () -> new ServerOptions().listen(line),
                () -> new TlsOptions().advertise(line),
                () -> new ManagerOptions().pin(line));
        for (ThrowingCallable each : failing) {
            assertThatExceptionOfType(RuntimeException.class).isThrownBy(each).satisfies(e -> {
                StringWriter all = new StringWriter();
                e.printStackTrace(new PrintWriter(all));
                assertThat(all.toString())
                        .doesNotContain(secret.substring(0, 16))
                        .doesNotContain(key.reveal());
            });
        }
    }

    @Test
    void workers_are_encrypted_as_their_parent_is() throws Exception {
        Manager manager = connect(own.joinLink().orElseThrow(), options());
        SharedList<String> list = manager.list(String.class);
        assertThat(manager.worker(Adder.class, list).start().join()).isZero();
        assertThat(list).containsExactly("a worker was here");
    }

    /** A worker. */
    public record Adder(SharedList<String> list) implements Runnable {
        @Override
        public void run() {
            list.add("a worker was here");
        }
    }

    // Whom a client trusts ---------------------------------------------------------------------------------------

    @Test
    void programs_of_the_same_user_find_the_certificate_by_themselves() {
        works(connect(
                own.address(),
                new ManagerOptions().keyFile(shared.resolve("key")).tls()));
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_refused() {
        unreachable(
                () -> Manager.connect(own.address(), options().tls()),
                own.address(),
                "nobody whom this program trusts",
                "holdall join-link",
                "ManagerOptions.trust");
    }

    @Test
    void a_pin_is_read_as_openssl_prints_it() throws Exception {
        String pin = JoinLink.parse(own.joinLink().orElseThrow()).certificate().toString();
        works(connect(own.address(), options().pin(pin.toUpperCase().replaceAll("(..)(?!$)", "$1:"))));
        assertThatIllegalArgumentException().isThrownBy(() -> new ManagerOptions().pin("abc"));
    }

    @Test
    void a_pin_does_not_look_at_host_names_and_a_trust_file_does() throws Exception {
        X509Bundle elsewhere = Certificates.forOtherHost(authority);
        HoldallServer server = serve(elsewhere);
        works(connect(server.address(), options().pin(fingerprint(elsewhere))));
        Path trusted = Certificates.writeAuthority(directory, "authority", authority);
        unreachable(
                () -> Manager.connect(server.address(), options().trust(trusted)),
                server.address(),
                "not for this host");
    }

    @Test
    void a_trust_file_names_who_signs_or_the_certificate_itself() throws Exception {
        HoldallServer server = serve(Certificates.signed(authority, "manager"));
        Path trusted = Certificates.writeAuthority(directory, "authority", authority);
        works(connect(server.address(), options().trust(trusted)));
        works(connect(own.address(), options().trust(shared.resolve("tls-cert.pem"))));
        Path stranger = Certificates.writeAuthority(directory, "stranger", Certificates.authority("stranger"));
        unreachable(
                () -> Manager.connect(server.address(), options().trust(stranger)), "nobody whom this program trusts");
    }

    @Test
    void a_trust_file_that_is_missing_or_holds_no_certificate_is_named() throws Exception {
        Path missing = directory.resolve("missing.pem");
        unreachable(() -> Manager.connect(own.address(), options().trust(missing)), missing.toString());
        Path empty = Files.writeString(directory.resolve("empty.pem"), "-----BEGIN CERTIFICATE-----\nAAAA");
        unreachable(
                () -> Manager.connect(own.address(), options().trust(empty)), empty.toString(), "holds no certificate");
    }

    @Test
    void an_expired_certificate_is_refused_pinned_or_not() throws Exception {
        X509Bundle expired = Certificates.expired(authority);
        Relay late = closing(Relay.toNobody(expired));
        Path trusted = Certificates.writeAuthority(directory, "authority", authority);
        unreachable(() -> Manager.connect(late.address(), options().pin(fingerprint(expired))), "expired on 20");
        unreachable(() -> Manager.connect(late.address(), options().trust(trusted)), "expired on 20");
    }

    @Test
    void a_manager_does_not_start_with_an_expired_certificate() throws Exception {
        Certificates.InFiles expired = Certificates.write(directory, "expired", Certificates.expired(authority));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> serve(new TlsOptions().certificate(expired.certificate(), expired.key())))
                .withMessageContaining(expired.certificate() + " expired on");
    }

    // Somebody in the middle -------------------------------------------------------------------------------------

    @Test
    void a_relay_with_a_certificate_that_the_client_trusts_gets_nowhere() throws Exception {
        X509Bundle shown = Certificates.signed(authority, "relay");
        Relay relay = closing(Relay.to(port(own), shown));
        Path trusted = Certificates.writeAuthority(directory, "authority", authority);
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> Manager.connect(relay.address(), options().trust(trusted)))
                .withMessageContaining("relays the connection");
        assertThat(relay.passed()).isPositive();
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> Manager.connect(relay.address(), options().pin(fingerprint(shown))))
                .withMessageContaining("relays the connection");
    }

    @Test
    void a_relay_gets_nowhere_on_the_way_to_a_manager_that_does_not_encrypt() throws Exception {
        HoldallServer plain = closing(HoldallServer.start(new ServerOptions().key(key)));
        X509Bundle shown = Certificates.signed(authority, "relay");
        Relay relay = closing(Relay.toPlain(port(plain), shown));
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> Manager.connect(relay.address(), options().pin(fingerprint(shown))))
                .withMessageContaining("relays the connection");
        assertThat(relay.passed()).isPositive();
    }

    @Test
    void a_relay_that_has_the_managers_own_certificate_and_key_passes() throws Exception {
        // What it takes; and the proof that the relay of these tests works.
        X509Bundle certificate = Certificates.signed(authority, "manager");
        HoldallServer server = serve(certificate);
        Relay relay = closing(Relay.to(port(server), certificate));
        works(connect(relay.address(), options().pin(fingerprint(certificate))));
    }

    // One side encrypts, the other does not ----------------------------------------------------------------------

    @Test
    void a_plain_client_at_a_tls_port_is_told() {
        unreachable(() -> Manager.connect(own.address(), options()), own.address(), "TLS", "ManagerOptions.tls");
        unreachable(() -> Manager.connect(own.address(), options().insecure()), "TLS");
    }

    @Test
    void a_tls_client_at_a_plain_port_is_told() throws Exception {
        HoldallServer plain = closing(HoldallServer.start(new ServerOptions().key(key)));
        unreachable(
                () -> Manager.connect(plain.address(), options().tls()),
                plain.address(),
                "does not speak TLS",
                "insecure");
    }

    @Test
    void insecure_contradicts_all_that_means_tls() throws Exception {
        String line = own.joinLink().orElseThrow();
        Path file = shared.resolve("tls-cert.pem");
        for (ManagerOptions each : List.of(
                options().insecure().pin("00".repeat(32)),
                options().insecure().trust(file),
                options().insecure().certificate(file, file))) {
            assertThatIllegalArgumentException().isThrownBy(() -> Manager.connect(own.address(), each));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Manager.connect(line, options().insecure()))
                .withMessageContaining("leave one of them out");
    }

    // Certificates of clients ------------------------------------------------------------------------------------

    private HoldallServer wanting(Path clientCa) throws Exception {
        return serve(new TlsOptions().clientCa(clientCa));
    }

    private static void refusedCertificate(ThrowingCallable connecting) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(connecting)
                .withMessageContaining("ManagerOptions.certificate")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Refused.Reason.UNAUTHENTICATED));
    }

    @Test
    void a_client_without_the_certificate_that_is_wanted_is_refused_although_it_has_the_key() throws Exception {
        HoldallServer server = wanting(Certificates.writeAuthority(directory, "ca", authority));
        String link = server.joinLink().orElseThrow();
        refusedCertificate(() -> Manager.connect(link, options()));
        Certificates.InFiles strange =
                Certificates.write(directory, "strange", Certificates.signed(Certificates.authority("other"), "x"));
        refusedCertificate(() -> Manager.connect(link, options().certificate(strange.certificate(), strange.key())));

        Certificates.InFiles mine = Certificates.write(directory, "mine", Certificates.signed(authority, "client"));
        Manager manager = connect(link, options().certificate(mine.certificate(), mine.key()));
        works(manager);
        SharedList<String> list = manager.list(String.class);
        assertThat(manager.worker(Adder.class, list).start().join()).isZero();
        assertThat(list).hasSize(1);
    }

    @Test
    void a_clients_private_key_is_private() throws Exception {
        Certificates.InFiles mine = Certificates.write(directory, "mine", Certificates.signed(authority, "client"));
        Files.setPosixFilePermissions(mine.key(), PosixFilePermissions.fromString("rw-r--r--"));
        unreachable(
                () -> Manager.connect(own.address(), options().certificate(mine.certificate(), mine.key())),
                "chmod 600 " + mine.key());
    }

    @Test
    void plug_ins_and_wanted_certificates_need_another_way_in() throws Exception {
        Path ca = Certificates.writeAuthority(directory, "ca", authority);
        ServerOptions options = new ServerOptions()
                .key(key)
                .keyFile(directory.resolve("key"))
                .tls(new TlsOptions().everywhere().clientCa(ca))
                .plugins(new PluginOptions().classPath(System.getProperty("java.class.path")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HoldallServer.start(options))
                .withMessageContaining("UNIX socket");
    }

    @Test
    void plug_ins_run_where_every_door_is_encrypted() throws Exception {
        HoldallServer server = closing(HoldallServer.start(new ServerOptions()
                .key(key)
                .keyFile(directory.resolve("key"))
                .tls(new TlsOptions().everywhere())
                .plugins(new PluginOptions())));
        Manager manager = connect(server.joinLink().orElseThrow(), options().callTimeout(Duration.ofMinutes(1)));
        assertThat(manager.plugin(TestPlugins.Tally.class, 5L).add(1)).isEqualTo(6);
    }

    // Reload -----------------------------------------------------------------------------------------------------

    private static void become(Certificates.InFiles place, Path directory, X509Bundle next) throws Exception {
        Certificates.InFiles files = Certificates.write(directory, "next", next);
        Files.move(files.certificate(), place.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.move(files.key(), place.key(), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void a_reload_brings_the_new_certificate_to_new_connections_and_leaves_those_that_are_there() throws Exception {
        X509Bundle first = Certificates.signed(authority, "first");
        X509Bundle second = Certificates.signed(authority, "second");
        Certificates.InFiles place = Certificates.write(directory, "server", first);
        HoldallServer server = serve(new TlsOptions().certificate(place.certificate(), place.key()));
        Manager before = connect(server.address(), options().pin(fingerprint(first)));
        works(before);

        become(place, directory, second);
        works(connect(server.address(), options().pin(fingerprint(first))));
        assertThat(server.reload()).isTrue();

        works(connect(server.address(), options().pin(fingerprint(second))));
        unreachable(() -> Manager.connect(server.address(), options().pin(fingerprint(first))), "not the pinned one");
        works(before);
        assertThat(server.joinLink().orElseThrow())
                .isEqualTo(new JoinLink(
                                (Address.Tcp) server.addresses().get(0), Fingerprint.parse(fingerprint(second)), key)
                        .reveal());
    }

    @Test
    void a_bad_file_keeps_the_old_certificate() throws Exception {
        X509Bundle first = Certificates.signed(authority, "first");
        Certificates.InFiles place = Certificates.write(directory, "server", first);
        HoldallServer server = serve(new TlsOptions().certificate(place.certificate(), place.key()));
        // A new certificate whose key is not there yet.
        Files.writeString(
                place.certificate(), Certificates.signed(authority, "second").getCertificatePathPEM());

        assertThat(server.reload()).isFalse();

        works(connect(server.address(), options().pin(fingerprint(first))));
    }

    @Test
    void a_reload_changes_who_may_sign_the_certificates_of_clients() throws Exception {
        Path ca = Certificates.writeAuthority(directory, "ca", authority);
        HoldallServer server = wanting(ca);
        String link = server.joinLink().orElseThrow();
        X509Bundle next = Certificates.authority("next");
        Certificates.InFiles old = Certificates.write(directory, "old", Certificates.signed(authority, "client"));
        Certificates.InFiles fresh = Certificates.write(directory, "fresh", Certificates.signed(next, "client"));
        ManagerOptions withOld = options().certificate(old.certificate(), old.key());
        ManagerOptions withFresh = options().certificate(fresh.certificate(), fresh.key());
        Manager before = connect(link, withOld);
        refusedCertificate(() -> Manager.connect(link, withFresh));

        Files.writeString(ca, next.getCertificatePEM());
        assertThat(server.reload()).isTrue();

        refusedCertificate(() -> Manager.connect(link, withOld));
        works(connect(link, withFresh));
        works(before);
    }

    // Managers that a program starts -----------------------------------------------------------------------------

    @Test
    void a_manager_that_a_program_starts_can_encrypt() {
        Manager manager = closing(Manager.start(new ManagerOptions()
                .keyFile(directory.resolve("key"))
                .listen("127.0.0.1:0")
                .connectTimeout(Duration.ofSeconds(60))
                .tls()));
        works(manager);
        unreachable(
                () -> Manager.connect(manager.address(), new ManagerOptions().keyFile(directory.resolve("key"))),
                "TLS");
    }
}
