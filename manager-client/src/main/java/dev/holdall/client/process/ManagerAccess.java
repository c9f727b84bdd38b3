package dev.holdall.client.process;

import dev.holdall.client.ManagerOptions;
import dev.holdall.client.session.TlsSettings;
import dev.holdall.wire.Address;
import dev.holdall.wire.Fingerprint;
import dev.holdall.wire.Key;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a worker gets to its parent's manager.
 *
 * @param address where the manager is
 * @param tls how the connection is encrypted
 * @param key the manager's key
 * @param archives whether children may leave archives of their classes behind
 */
public record ManagerAccess(Address address, TlsSettings tls, Key key, boolean archives) {
    /** The manager is there, since the parent is connected to it; many workers that start at once make each other slow. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    void write(DataOutputStream out) throws IOException {
        out.writeUTF(address.toString());
        tls.write(out);
        out.writeUTF(key.reveal());
        out.writeBoolean(archives);
    }

    static ManagerAccess read(DataInputStream in) throws IOException {
        return new ManagerAccess(
                Address.parse(in.readUTF()), TlsSettings.read(in), Key.parse(in.readUTF()), in.readBoolean());
    }

    /** With which a worker connects. */
    ManagerOptions options() {
        ManagerOptions options = new ManagerOptions()
                .key(key)
                .keyFile(tls.keyFile())
                .connectTimeout(PATIENCE)
                .classArchive(archives);
        if (tls.mode() == TlsSettings.Mode.ALWAYS) {
            options.tls();
        } else if (tls.mode() == TlsSettings.Mode.NEVER) {
            options.insecure();
        }
        Fingerprint pin = tls.pin();
        if (pin != null) {
            options.pin(pin.toString());
        }
        Path trusted = tls.trusted();
        if (trusted != null) {
            options.trust(trusted);
        }
        Path certificate = tls.certificate();
        Path privateKey = tls.privateKey();
        if (certificate != null && privateKey != null) {
            options.certificate(certificate, privateKey);
        }
        return options;
    }

    @Override
    public String toString() {
        return "ManagerAccess[" + address + "]";
    }
}
