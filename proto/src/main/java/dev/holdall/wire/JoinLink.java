package dev.holdall.wire;

import com.google.protobuf.ByteString;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What another host needs to join a manager, in one line: {@code holdall://host:port#v1.FINGERPRINT.KEY}.
 *
 * <p>The fragment is the fingerprint of the manager's certificate and the key, both in base64url. <b>It is a secret: whoever has the line is
 * let in.</b> So {@link #toString()} shows the address alone, and no error repeats a fragment.
 */
public final class JoinLink {
    private static final String VERSION = "v1";
    /** Of 43 letters in base64url, or 64 in hexadecimal; a part of it is a secret too. */
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_+/=-]{32}");

    private final Address.Tcp address;
    private final Fingerprint certificate;
    private final Key key;

    public JoinLink(Address.Tcp address, Fingerprint certificate, Key key) {
        this.address = address;
        this.certificate = certificate;
        this.key = key;
    }

    /** Whether a text is meant as a link: an address of a host with a fragment behind it. The path of a UNIX socket may have a '#'. */
    public static boolean isLink(String text) {
        return text.indexOf('#') >= 0 && !withoutScheme(text).startsWith("unix:");
    }

    /** Whether a text has something in it as long as a part of a link's fragment, though the # before it may be lost. */
    static boolean mayHoldKey(String text) {
        return SECRET.matcher(text).find();
    }

    /**
     * Reads a link.
     *
     * @throws IllegalArgumentException if it is none; the message repeats nothing of its fragment
     */
    public static JoinLink parse(String text) {
        String line = text.strip();
        int hash = line.indexOf('#');
        if (hash < 0) {
            throw malformed(
                    "its fragment, from the # on, is missing; where no # is quoted, a shell takes it for a comment");
        }
        if (!(Address.parse(line.substring(0, hash)) instanceof Address.Tcp address)) {
            throw malformed("UNIX sockets need none");
        }
        String[] parts = line.substring(hash + 1).split("\\.", -1);
        if (!parts[0].equals(VERSION)) {
            throw malformed("its fragment does not begin with " + VERSION + ".");
        }
        if (parts.length != 3) {
            throw malformed("its fragment has other than three parts; was all of the line copied?");
        }
        return new JoinLink(address, new Fingerprint(bytes(parts[1])), Key.of(bytes(parts[2])));
    }

    private static ByteString bytes(String base64) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(base64);
            if (bytes.length == 32) {
                return ByteString.copyFrom(bytes);
            }
        } catch (IllegalArgumentException e) {
            // Its message would repeat a part of the secret.
        }
        throw malformed("a part of its fragment is no 32 bytes in base64url; was all of the line copied?");
    }

    private static String withoutScheme(String text) {
        return text.startsWith(Address.SCHEME) ? text.substring(Address.SCHEME.length()) : text;
    }

    private static IllegalArgumentException malformed(String rule) {
        return new IllegalArgumentException("that is no join link: " + rule
                + "; one is what 'holdall join-link' prints, holdall://host:port#" + VERSION + ".FINGERPRINT.KEY");
    }

    /** Where the manager is. */
    public Address.Tcp address() {
        return address;
    }

    /** The fingerprint of the certificate that the manager has. */
    public Fingerprint certificate() {
        return certificate;
    }

    /** The key that lets in. */
    public Key key() {
        return key;
    }

    /** The whole line: for the one who asked for it, never for a log. */
    public String reveal() {
        return Address.SCHEME + address + "#" + VERSION + "." + certificate.base64() + "." + key.base64();
    }

    @Override
    public String toString() {
        return Address.SCHEME + address + "#hidden";
    }
}
