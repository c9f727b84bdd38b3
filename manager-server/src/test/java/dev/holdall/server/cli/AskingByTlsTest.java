package dev.holdall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.server.tls.TlsOptions;
import dev.holdall.wire.JoinLink;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands that ask a manager whose doors are encrypted. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AskingByTlsTest {
    @TempDir
    Path directory;

    private Path keyFile;
    private HoldallServer server;
    private String err = "";

    @BeforeEach
    void start() throws Exception {
        keyFile = directory.resolve("manager").resolve("key");
        server = start(keyFile);
    }

    private static HoldallServer start(Path keyFile) throws Exception {
        return HoldallServer.start(new ServerOptions()
                .keyFile(keyFile)
                .tls(new TlsOptions().everywhere())
                .listen("127.0.0.1:0"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int run(String... words) {
        StringWriter said = new StringWriter();
        int exitCode = Main.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(said, true))
                .execute(words);
        err = said.toString();
        return exitCode;
    }

    @Test
    void aJoinLinkIsAllThatItTakes() throws Exception {
        String link = server.joinLink().orElseThrow();

        for (String command : new String[] {"info", "blocked", "sessions"}) {
            assertThat(run(command, "--connect", link)).as(err).isZero();
        }
        Path file = Files.writeString(directory.resolve("link"), "--connect \"" + link + "\"\n");
        assertThat(run("info", "@" + file)).as(err).isZero();
    }

    @Test
    void aLinkToAManagerWithAnotherCertificateGetsNoAnswerAndTellsNoSecret() throws Exception {
        try (HoldallServer other = start(directory.resolve("other").resolve("key"))) {
            JoinLink theirs = JoinLink.parse(other.joinLink().orElseThrow());
            JoinLink ours = JoinLink.parse(server.joinLink().orElseThrow());
            String wrong = new JoinLink(ours.address(), theirs.certificate(), ours.key()).reveal();

            assertThat(run("info", "--connect", wrong)).isEqualTo(1);
            assertThat(err).contains(ours.address().toString()).doesNotContain(wrong.substring(wrong.lastIndexOf('.')));
        }
    }

    @Test
    void aBrokenLinkIsAWrongCommandLineAndIsNotRepeated() throws Exception {
        String link = server.joinLink().orElseThrow();

        assertThat(run("info", "--connect", link.substring(0, link.length() - 4)))
                .isEqualTo(2);
        assertThat(err).contains("--connect: that is no join link").doesNotContain(link.substring(link.length() - 30));
    }

    @Test
    void onThisHostTheCertificateBesideTheKeyFileIsTheOneThatIsPinned() throws Exception {
        String[] words = {"info", "--tls", "--connect", server.address(), "--key-file", keyFile.toString()};
        assertThat(run(words)).as(err).isZero();

        Path certificate = keyFile.resolveSibling("tls-cert.pem");
        Files.setPosixFilePermissions(certificate, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(run(words)).isEqualTo(1);
        assertThat(err).contains("chmod go-w " + certificate);

        try (HoldallServer other = start(directory.resolve("other").resolve("key"))) {
            Files.copy(
                    directory.resolve("other").resolve("tls-cert.pem"),
                    keyFile.resolveSibling("tls-cert.pem"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(run(words)).isEqualTo(1);
        assertThat(err).contains("is not the pinned one").hasLineCount(1);
        Files.delete(keyFile.resolveSibling("tls-cert.pem"));
        assertThat(run(words)).isEqualTo(1);
        assertThat(err).contains("tls-cert.pem");
    }
}
