package dev.holdall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdall.wire.Fingerprint;
import dev.holdall.wire.JoinLink;
import dev.holdall.wire.Pem;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS as the one meets it who starts a manager and hands out links to it. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsCommandLineTest {
    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();

    /** What a finished command left. */
    private record Result(int exitCode, String out, String err) {}

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    private Path keys() {
        return directory.resolve("keys");
    }

    private Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", // as bin/holdall has it
                "-XX:TieredStopAtLevel=1",
                "-Dholdall.key.file=" + keys().resolve("key"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(directory.resolve("err" + started.size()).toFile())
                .start();
        started.add(process);
        return process;
    }

    private Result run(String words, Object... values) throws Exception {
        Process process = start(List.of(words.formatted(values).split(" ")));
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String err = err(started.size() - 1);
        assertThat(err).doesNotContain("\tat ");
        return new Result(process.exitValue(), out, err);
    }

    private String err(int process) throws IOException {
        return Files.readString(directory.resolve("err" + process));
    }

    private static String listening(Process process) throws IOException {
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        return reader.readLine().substring("listening on ".length());
    }

    private Process serve(String words, Object... values) throws IOException {
        return start(List.of(("serve " + words).formatted(values).split(" ")));
    }

    private static Fingerprint shownAt(String address) throws Exception {
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.startHandshake();
            return Fingerprint.of((X509Certificate) socket.getSession().getPeerCertificates()[0]);
        }
    }

    /** Looks at whatever certificate there is. */
    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private Fingerprint certificate() throws IOException {
        return Fingerprint.of(Pem.certificates(keys().resolve("tls-cert.pem")).get(0));
    }

    @Test
    void an_address_that_others_can_reach_has_tls_with_a_certificate_that_is_made_once_and_private() throws Exception {
        Process first = serve("--listen 0.0.0.0:0");
        Fingerprint shown = shownAt(listening(first));

        assertThat(shown).isEqualTo(certificate());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys().resolve("tls-key.pem"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys())))
                .isEqualTo("rwx------");
        assertThat(keys()).isDirectoryNotContaining("glob:**.new");
        first.destroy();
        assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();

        Process second = serve("--listen 127.0.0.1:0 --tls");
        assertThat(shownAt(listening(second))).isEqualTo(shown);
    }

    @Test
    void two_managers_that_start_at_once_have_one_certificate() throws Exception {
        Process first = serve("--listen 127.0.0.1:0 --tls");
        Process second = serve("--listen 127.0.0.1:0 --tls");
        Fingerprint shown = shownAt(listening(first));
        assertThat(shownAt(listening(second))).isEqualTo(shown).isEqualTo(certificate());
    }

    @Test
    void join_link_names_what_the_manager_advertises_its_certificate_and_the_key() throws Exception {
        Process manager = serve("--listen 0.0.0.0:0 --advertise manager.example");
        String address = listening(manager);
        String port = address.substring(address.lastIndexOf(':') + 1);

        Result result = run("join-link");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).hasLineCount(1);
        JoinLink link = JoinLink.parse(result.out());
        assertThat(link.address()).hasToString("manager.example:" + port);
        assertThat(link.certificate()).isEqualTo(certificate());
        String key = Files.readString(keys().resolve("key")).strip();
        assertThat(link.key().reveal()).isEqualTo(key);
        assertThat(run("join-link --advertise 10.1.2.3").out()).startsWith("holdall://10.1.2.3:" + port + "#v1.");
        assertThat(run("join-link --advertise 10.1.2.3:99").out()).startsWith("holdall://10.1.2.3:99#v1.");
        // Nothing that lets in stands in the manager's log.
        assertThat(err(0))
                .contains("manager.example:" + port)
                .contains(certificate().toString())
                .doesNotContain(key)
                .doesNotContain("#v1.");
        assertThat(Files.readString(keys().resolve("join-address"))).doesNotContain(key);
    }

    @Test
    void join_link_says_that_whoever_has_it_is_let_in() throws Exception {
        assertThat(run("join-link --help").out().replaceAll("\\s+", " ")).contains("whoever has the line is let in");
    }

    @Test
    void join_link_before_a_manager_has_served_others_says_so() throws Exception {
        Result result = run("join-link");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("no manager with the key file").contains("holdall serve --listen");
    }

    @Test
    void sighup_brings_a_new_certificate_to_new_connections_and_to_join_links() throws Exception {
        Process manager = serve("--listen 127.0.0.1:0 --tls");
        String address = listening(manager);
        Fingerprint old = shownAt(address);
        Files.delete(keys().resolve("tls-cert.pem"));
        Files.delete(keys().resolve("tls-key.pem"));

        hangUp(manager);

        await().untilAsserted(() -> assertThat(shownAt(address)).isNotEqualTo(old));
        assertThat(shownAt(address)).isEqualTo(certificate());
        await().untilAsserted(() ->
                assertThat(JoinLink.parse(run("join-link").out()).certificate()).isEqualTo(certificate()));
        assertThat(manager.isAlive()).isTrue();
    }

    @Test
    void sighup_with_a_bad_file_keeps_the_old_certificate_and_says_so_in_a_line() throws Exception {
        Process manager = serve("--listen 127.0.0.1:0 --tls");
        String address = listening(manager);
        Fingerprint old = shownAt(address);
        Files.writeString(keys().resolve("tls-cert.pem"), "no certificate");

        hangUp(manager);

        await().untilAsserted(() -> assertThat(err(0)).contains("not reloaded"));
        assertThat(err(0).lines().filter(line -> line.contains("reloaded")))
                .singleElement()
                .asString()
                .contains(keys().resolve("tls-cert.pem") + " holds no certificate");
        assertThat(err(0)).doesNotContain("\tat ");
        assertThat(shownAt(address)).isEqualTo(old);
    }

    private static void hangUp(Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void a_private_key_that_others_can_read_is_refused() throws Exception {
        listening(serve("--listen 127.0.0.1:0 --tls"));
        Path key = keys().resolve("tls-key.pem");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));

        Result result = run("serve --listen 127.0.0.1:0 --tls");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("others than its owner have access to the private key " + key)
                .contains("chmod 600")
                .doesNotContain("BEGIN");
    }

    @Test
    void a_link_in_the_place_of_the_private_key_is_refused() throws Exception {
        listening(serve("--listen 127.0.0.1:0 --tls"));
        Path key = keys().resolve("tls-key.pem");
        Files.createSymbolicLink(key, Files.move(key, directory.resolve("elsewhere")));

        Result result = run("serve --listen 127.0.0.1:0 --tls");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains(key + " must be a regular file");
    }

    @Test
    void half_a_pair_is_refused() throws Exception {
        listening(serve("--listen 127.0.0.1:0 --tls"));
        Files.delete(keys().resolve("tls-key.pem"));

        Result result = run("serve --listen 127.0.0.1:0 --tls");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("there is " + keys().resolve("tls-cert.pem") + " but no " + keys().resolve("tls-key.pem"));
    }

    @Test
    void files_of_ones_own_are_checked() throws Exception {
        listening(serve("--listen 127.0.0.1:0 --tls"));
        Path cert = keys().resolve("tls-cert.pem");
        Path key = keys().resolve("tls-key.pem");
        Path other = directory.resolve("other");
        listening(serve("--listen 127.0.0.1:0 --tls --key-file %s", other.resolve("key")));
        String serve = "serve --listen 127.0.0.1:0 --tls --tls-cert %s --tls-key %s";

        Result missing = run(serve, directory.resolve("none"), key);
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("there is no file " + directory.resolve("none") + " with a certificate");

        Result noKey = run(serve, cert, directory.resolve("none"));
        assertThat(noKey.exitCode()).isEqualTo(1);
        assertThat(noKey.err()).contains("there is no file " + directory.resolve("none") + " with a private key");

        Result mismatch = run(serve, cert, other.resolve("tls-key.pem"));
        assertThat(mismatch.exitCode()).isEqualTo(1);
        assertThat(mismatch.err()).contains("is not that of the certificate in " + cert);

        Result noCa = run(serve + " --client-ca %s", cert, key, key);
        assertThat(noCa.exitCode()).isEqualTo(1);
        assertThat(noCa.err())
                .contains("the file " + key + " holds no certificate")
                .doesNotContain("MIG");

        Path sec1 = Files.writeString(
                directory.resolve("sec1"), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
        Files.setPosixFilePermissions(sec1, PosixFilePermissions.fromString("rw-------"));
        Result otherForm = run(serve, cert, sec1);
        assertThat(otherForm.exitCode()).isEqualTo(1);
        assertThat(otherForm.err()).contains("openssl pkcs8 -topk8 -nocrypt -in " + sec1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--tls --insecure", "--tls --tls-cert a.pem", "--tls --advertise host:0"})
    void options_that_contradict_each_other_or_would_be_of_no_effect_are_refused(String words) throws Exception {
        Result result = run("serve --listen 127.0.0.1:0 " + words);
        assertThat(result.exitCode()).as(words).isEqualTo(2);
        assertThat(result.err()).containsAnyOf("contradict", "belong together", "--advertise");
        assertThat(keys()).doesNotExist();
    }
}
