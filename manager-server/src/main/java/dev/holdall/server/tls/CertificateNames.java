package dev.holdall.server.tls;

import dev.holdall.wire.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The host names and addresses that a certificate is for. */
public final class CertificateNames {
    private static final int DNS = 2;
    private static final int IP = 7;

    private CertificateNames() {}

    /** What the certificate of a manager that listens here is to be for: whatever a client may call it. */
    public static Set<String> wanted(Collection<Address.Tcp> listen, @Nullable String advertised) {
        Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1", HostNames.own()));
        for (Address.Tcp address : listen) {
            names.add(JoinAddress.isWildcard(address) ? HostNames.reachable() : address.host());
        }
        if (advertised != null) {
            names.add(advertised);
        }
        return names;
    }

    /** Whether a certificate says that it is for this host; wildcards are taken for a yes. */
    public static boolean has(X509Certificate certificate, String host) {
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            String wanted = canonical(host);
            return alternatives != null
                    && alternatives.stream()
                            .filter(each ->
                                    each.get(0).equals(DNS) || each.get(0).equals(IP))
                            .map(each -> canonical(String.valueOf(each.get(1))))
                            .anyMatch(name -> name.equals(wanted) || name.startsWith("*."));
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static String canonical(String host) {
        if (host.contains(":")) {
            try {
                // A number: nobody is asked for it.
                return InetAddress.getByName(host).getHostAddress();
            } catch (UnknownHostException e) {
                // Compared as it is.
            }
        }
        return host.toLowerCase(Locale.ROOT);
    }
}
