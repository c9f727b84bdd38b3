package dev.holdall.server.transport;

import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The address of a UNIX socket that this manager binds, and whose file nobody but this class removes.
 *
 * <p>When Netty closes a socket it removes whatever is at its address then, which may be the socket of the next manager. So once it is bound
 * the address has no path any more, and the file is removed while the socket still listens: until then no manager takes the place, and no
 * other file has its identity.
 */
final class OwnSocket extends DomainSocketAddress {
    private static final long serialVersionUID = 1;

    private final transient Path file;
    private transient @Nullable Object identity;
    private volatile boolean bound;

    OwnSocket(Path file) {
        super(file.toFile());
        this.file = file;
    }

    Path file() {
        return file;
    }

    @Override
    public String path() {
        return bound ? "" : super.path();
    }

    /** It listens from now on. */
    void bound() throws IOException {
        bound = true;
        identity = identity();
    }

    /** Removes the file, unless another one is in its place. Before the socket is closed. */
    void remove() {
        if (identity == null) {
            return;
        }
        try {
            if (identity.equals(identity())) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // Left behind, or gone; the next manager at this place finds it abandoned.
        }
        identity = null;
    }

    private Object identity() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }
}
