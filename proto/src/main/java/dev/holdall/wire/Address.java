package dev.holdall.wire;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Where a manager listens or is found: {@code host:port}, {@code [::1]:port} or {@code unix:/path}, each with or without
 * {@code holdall://} before it.
 */
public sealed interface Address {
    String SCHEME = "holdall://";

    /** A host's name or number, and a TCP port; port 0 asks for a free one. */
    record Tcp(String host, int port) implements Address {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** A UNIX socket on this host. */
    record Unix(Path path) implements Address {
        /** The kernel keeps 108 bytes for a path, the last of them 0. */
        private static final int LONGEST = 107;

        public Unix {
            int length = path.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8).length;
            if (length > LONGEST) {
                throw new IllegalArgumentException("the path of a UNIX socket has at most " + LONGEST + " bytes, "
                        + path.toAbsolutePath() + " has " + length);
            }
        }

        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none; the message says what one looks like, and names the text unless that has something
     *     like a key in it
     */
    static Address parse(String text) {
        if (JoinLink.isLink(text)) {
            // Not repeated: what follows the # lets in whoever reads it.
            throw malformed(text.substring(0, text.indexOf('#')) + "#...", "a join link is more than an address");
        }
        String rest = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : text;
        if (rest.startsWith("unix:")) {
            String path = rest.substring("unix:".length());
            if (path.isEmpty()) {
                throw malformed(text, "the path is missing");
            }
            return new Unix(Path.of(path));
        }
        int colon = rest.lastIndexOf(':');
        if (colon < 0) {
            throw malformed(text, "the port is missing");
        }
        String host = rest.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.contains(":")) {
            throw malformed(text, "an IPv6 address stands in brackets");
        }
        if (host.isBlank()) {
            throw malformed(text, "the host is missing");
        }
        return new Tcp(host, port(text, rest.substring(colon + 1)));
    }

    private static int port(String text, String digits) {
        try {
            int port = Integer.parseInt(digits);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below, in the words of an address.
        }
        throw malformed(text, "a port is a number from 0 to 65535");
    }

    private static IllegalArgumentException malformed(String text, String rule) {
        return new IllegalArgumentException((JoinLink.mayHoldKey(text)
                        ? "a text that is not repeated here, since it may be a damaged join link with its key,"
                        : "'" + text + "'")
                + " is no address: " + rule + "; one is host:port, [::1]:port or unix:/path");
    }
}
