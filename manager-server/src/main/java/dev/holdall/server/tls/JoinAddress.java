package dev.holdall.server.tls;

import dev.holdall.wire.Address;
import dev.holdall.wire.Fingerprint;
import dev.holdall.wire.PrivateFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where other hosts find a manager, and the certificate that they find there. A manager writes it beside its key file, for {@code holdall
 * join-link}; of several managers with one key file the one that started last counts.
 */
public record JoinAddress(Address.Tcp address, Fingerprint certificate) {
    private static final String FILE = "join-address";

    /**
     * Of a manager that listens here.
     *
     * @param listened with the port that was found free
     */
    public static Address.Tcp of(Address.Tcp listened, TlsOptions options) {
        String advertised = options.advertisedHost();
        String host = advertised != null ? advertised : isWildcard(listened) ? HostNames.reachable() : listened.host();
        return new Address.Tcp(host, options.advertisedPort() != 0 ? options.advertisedPort() : listened.port());
    }

    static boolean isWildcard(Address.Tcp address) {
        try {
            return InetAddress.getByName(address.host()).isAnyLocalAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    public void write(Path keyFile) throws IOException {
        Path file = keyFile.resolveSibling(FILE);
        try {
            PrivateFile.replace(file, address + " " + certificate + "\n");
        } catch (IOException e) {
            throw new IOException("the file " + file + " cannot be written: " + e, e);
        }
    }

    /**
     * Reads what a manager with this key file wrote.
     *
     * @throws IOException if none has, or the file holds something else
     */
    public static JoinAddress read(Path keyFile) throws IOException {
        Path file = keyFile.resolveSibling(FILE);
        try {
            // Its fingerprint goes into join links: whoever could write here could send other hosts anywhere.
            PrivateFile.checkUnchanged(file, "file");
            String[] words = Files.readString(file).strip().split(" ");
            if (words.length == 2 && Address.parse(words[0]) instanceof Address.Tcp address) {
                return new JoinAddress(address, Fingerprint.parse(words[1]));
            }
        } catch (NoSuchFileException e) {
            throw new FileSystemException("no manager with the key file " + keyFile
                    + " has served other hosts yet: start one with holdall serve --listen HOST:PORT");
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new FileSystemException("the file " + file
                + " does not hold what a manager writes there: an address and the" + " fingerprint of a certificate");
    }
}
