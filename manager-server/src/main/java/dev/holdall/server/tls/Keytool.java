package dev.holdall.server.tls;

import dev.holdall.wire.Key;
import dev.holdall.wire.TlsIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes certificates with the tool that every Java runtime brings along: the platform has no public classes for it, and a library that has
 * them is several times as large as the manager.
 */
final class Keytool {
    private static final String ALIAS = "holdall";
    private static final String PASSWORD_VARIABLE = "HOLDALL_STORE_PASSWORD";
    private static final Pattern NUMERIC = Pattern.compile("[0-9]+(\\.[0-9]+){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    /** What a DNS name in a certificate can be; others are left out, as a pinned certificate needs no name. */
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?" + "(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

    private Keytool() {}

    /**
     * A new key on the curve P-256 and a certificate for these names that it signs itself. Valid from yesterday on, for hosts whose clocks are
     * late.
     */
    static TlsIdentity selfSigned(Collection<String> names, int years) throws IOException {
        // Private to this user, as all temporary directories made so.
        Path directory = Files.createTempDirectory("holdall-tls-");
        Path store = directory.resolve("store");
        String password = Key.random().reveal();
        try {
            run(command(store, names, years), password);
            return read(store, password.toCharArray());
        } finally {
            Files.deleteIfExists(store);
            Files.deleteIfExists(directory);
        }
    }

    private static List<String> command(Path store, Collection<String> names, int years) {
        String alternatives = names.stream()
                .filter(name ->
                        NUMERIC.matcher(name).matches() || NAME.matcher(name).matches())
                .map(name -> (NUMERIC.matcher(name).matches() ? "ip:" : "dns:") + name)
                .distinct()
                .collect(Collectors.joining(","));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-sigalg",
                "SHA256withECDSA",
                "-dname",
                "CN=holdall",
                "-startdate",
                "-1d",
                "-validity",
                String.valueOf(365L * years),
                "-ext",
                "KeyUsage:critical=digitalSignature",
                "-ext",
                "ExtendedKeyUsage=serverAuth",
                "-ext",
                "SubjectAlternativeName=" + alternatives,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                // Not on the command line, which all users of the host can read.
                "-storepass:env",
                PASSWORD_VARIABLE);
    }

    private static void run(List<String> command, String password) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(PASSWORD_VARIABLE, password);
        Process process = builder.start();
        try (InputStream out = process.getInputStream()) {
            process.getOutputStream().close();
            String said = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException("keytool ended with exit code " + code + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static TlsIdentity read(Path store, char[] password) throws IOException {
        try {
            KeyStore keys = KeyStore.getInstance(store.toFile(), password);
            X509Certificate certificate = (X509Certificate) keys.getCertificate(ALIAS);
            return new TlsIdentity(List.of(certificate), (PrivateKey) keys.getKey(ALIAS, password));
        } catch (GeneralSecurityException e) {
            throw new IOException("what keytool made cannot be read: " + e.getMessage(), e);
        }
    }
}
