package dev.holdall.server;

import dev.holdall.server.tls.CertificateNames;
import dev.holdall.server.tls.JoinAddress;
import dev.holdall.server.tls.ServerTls;
import dev.holdall.server.tls.TlsOptions;
import dev.holdall.server.transport.Door;
import dev.holdall.wire.Address;
import dev.holdall.wire.JoinLink;
import dev.holdall.wire.Key;
import dev.holdall.wire.PrivateFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which of a manager's addresses are encrypted, and how others get in there: by a join link. */
final class Doors {
    private static final Logger LOG = LoggerFactory.getLogger(Doors.class);

    private final TlsOptions options;
    private final @Nullable Path keyFile;
    private final List<Door> asked;
    private final @Nullable ServerTls tls;
    /** With the ports that were found free. */
    private List<Door> open = List.of();

    private Doors(TlsOptions options, @Nullable Path keyFile, List<Door> asked, @Nullable ServerTls tls) {
        this.options = options;
        this.keyFile = keyFile;
        this.asked = asked;
        this.tls = tls;
    }

    /**
     * Decides for each address, and reads or makes the certificate if one needs it.
     *
     * @throws IOException if there is no such host, or a file cannot be used; the message says which
     * @throws IllegalArgumentException if options contradict each other
     */
    static Doors of(ServerOptions options) throws IOException {
        TlsOptions settings = options.tls();
        if (options.insecure() && settings.isEverywhere()) {
            throw new IllegalArgumentException("--tls and --insecure contradict each other");
        }
        Set<Address> encrypted = new HashSet<>();
        List<Address.Tcp> named = new ArrayList<>();
        for (Address address : options.listen()) {
            if (address instanceof Address.Tcp tcp
                    && !options.insecure()
                    && (settings.isEverywhere() || !isLoopback(tcp))) {
                encrypted.add(tcp);
                named.add(tcp);
            }
        }
        if (encrypted.isEmpty() && settings.isMeant()) {
            throw new IllegalArgumentException(
                    "a certificate, a client CA and an advertised host are for addresses with TLS, and none"
                            + " of these has it: add --tls, or listen where other hosts can connect, without --insecure");
        }
        if (options.plugins() != null
                && settings.wantsClientCertificates()
                && encrypted.containsAll(options.listen())) {
            throw new IllegalArgumentException(
                    "the process that runs plug-ins connects as clients do, and has no certificate: let the"
                            + " manager listen on a UNIX socket as well, or without a client CA");
        }
        ServerTls tls = encrypted.isEmpty()
                ? null
                : ServerTls.load(
                        settings,
                        PrivateFile.directoryOf(options.keyFile()),
                        CertificateNames.wanted(named, settings.advertisedHost()));
        List<Door> doors = options.listen().stream()
                .map(address -> new Door(address, encrypted.contains(address) ? tls : null))
                .toList();
        return new Doors(settings, options.hasKeyFile() ? options.keyFile() : null, doors, tls);
    }

    private static boolean isLoopback(Address.Tcp address) throws IOException {
        try {
            return InetAddress.getByName(address.host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IOException("cannot listen on " + address + ": there is no host '" + address.host() + "'", e);
        }
    }

    List<Door> asked() {
        return asked;
    }

    /** They are open, at these addresses. */
    void opened(List<Address> addresses) throws IOException {
        List<Door> doors = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            doors.add(new Door(addresses.get(i), asked.get(i).tls()));
        }
        open = List.copyOf(doors);
        writeJoinAddress();
    }

    /** Adds what can be read again. */
    void addReloadables(List<Reloadable> reloadables) {
        if (tls != null) {
            reloadables.add(new Reloadable("the certificate and the client CA", () -> {
                tls.reload();
                try {
                    writeJoinAddress();
                } catch (IOException e) {
                    LOG.warn("'holdall join-link' prints a line with an old certificate: {}", e.getMessage());
                }
            }));
        }
    }

    private void writeJoinAddress() throws IOException {
        Optional<JoinAddress> join = joinAddress();
        if (join.isEmpty() || tls == null) {
            return;
        }
        Address.Tcp address = join.get().address();
        LOG.info(
                "serves TLS with the certificate {}, valid until {}; 'holdall join-link' prints how other hosts join {}",
                join.get().certificate(),
                tls.certificate().getNotAfter().toInstant(),
                address);
        if (!CertificateNames.has(tls.certificate(), address.host())) {
            LOG.warn(
                    "the certificate is not for '{}': who joins by a link does not mind, other tools do",
                    address.host());
        }
        if (keyFile != null) {
            join.get().write(keyFile);
        }
    }

    /** Where others join: the first address that other hosts can reach, else the first one that is encrypted. */
    private Optional<JoinAddress> joinAddress() throws IOException {
        Address.Tcp found = null;
        for (Door door : open) {
            if (door.tls() != null && door.address() instanceof Address.Tcp tcp) {
                if (!isLoopback(tcp)) {
                    found = tcp;
                    break;
                }
                found = found == null ? tcp : found;
            }
        }
        return found == null || tls == null
                ? Optional.empty()
                : Optional.of(new JoinAddress(JoinAddress.of(found, options), tls.fingerprint()));
    }

    /** The link by which other hosts join; empty if no address is encrypted. */
    Optional<JoinLink> joinLink(Key key) throws IOException {
        return joinAddress().map(join -> new JoinLink(join.address(), join.certificate(), key));
    }

    /** How a process of the manager's own connects: not over a network if it can be helped. */
    String nearest(Key key) {
        Door nearest = open.get(0);
        for (Door door : open) {
            if (rank(door) < rank(nearest)) {
                nearest = door;
            }
        }
        ServerTls encryption = nearest.tls();
        return nearest.address() instanceof Address.Tcp tcp && encryption != null
                ? new JoinLink(tcp, encryption.fingerprint(), key).reveal()
                : nearest.address().toString();
    }

    private static int rank(Door door) {
        return door.address() instanceof Address.Unix ? 0 : door.tls() == null ? 1 : 2;
    }
}
