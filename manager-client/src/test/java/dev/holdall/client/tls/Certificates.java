package dev.holdall.client.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Certificates of all kinds, made with another library than the manager's. */
final class Certificates {
    private Certificates() {}

    /** A certificate and its private key in files. */
    record InFiles(Path certificate, Path key, X509Bundle bundle) {}

    static X509Bundle authority(String name) throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=" + name)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    /** Of somebody, for the hosts 127.0.0.1 and localhost. */
    static X509Bundle signed(X509Bundle authority, String name) throws Exception {
        return builder(name)
                .addSanIpAddress("127.0.0.1")
                .addSanDnsName("localhost")
                .buildIssuedBy(authority);
    }

    static X509Bundle forOtherHost(X509Bundle authority) throws Exception {
        return builder("elsewhere").addSanDnsName("elsewhere.example").buildIssuedBy(authority);
    }

    static X509Bundle selfSigned() throws Exception {
        return builder("self")
                .setIsCertificateAuthority(true)
                .addSanIpAddress("127.0.0.1")
                .buildSelfSigned();
    }

    static X509Bundle expired(X509Bundle authority) throws Exception {
        Instant now = Instant.now();
        return builder("late")
                .addSanIpAddress("127.0.0.1")
                .notBefore(now.minus(9, ChronoUnit.DAYS))
                .notAfter(now.minus(2, ChronoUnit.DAYS))
                .buildIssuedBy(authority);
    }

    private static CertificateBuilder builder(String name) {
        return new CertificateBuilder().ecp256().subject("CN=" + name);
    }

    static InFiles write(Path directory, String name, X509Bundle bundle) throws Exception {
        Path certificate = Files.writeString(directory.resolve(name + ".pem"), bundle.getCertificatePathPEM());
        Path key = directory.resolve(name + "-key.pem");
        Files.deleteIfExists(key);
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, bundle.getPrivateKeyPEM());
        return new InFiles(certificate, key, bundle);
    }

    static Path writeAuthority(Path directory, String name, X509Bundle bundle) throws Exception {
        return Files.writeString(directory.resolve(name + ".pem"), bundle.getCertificatePEM());
    }
}
