package dev.holdall.server.tls;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.Optional;

/** What this host is called. */
final class HostNames {
    private HostNames() {}

    /** The host's name for itself, or localhost. */
    static String own() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** The address by which other hosts most likely reach this one, if it listens on all that it has. */
    static String reachable() {
        try {
            Optional<InetAddress> address = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(each -> !each.isLoopbackAddress() && !each.isLinkLocalAddress())
                    .min(Comparator.comparing(each -> !(each instanceof Inet4Address)));
            return address.map(InetAddress::getHostAddress)
                    .map(HostNames::withoutScope)
                    .orElseGet(HostNames::own);
        } catch (IOException e) {
            return own();
        }
    }

    private static String withoutScope(String address) {
        int scope = address.indexOf('%');
        return scope < 0 ? address : address.substring(0, scope);
    }
}
