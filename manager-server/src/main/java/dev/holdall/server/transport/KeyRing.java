package dev.holdall.server.transport;

import com.google.protobuf.ByteString;
import dev.holdall.server.key.Accepted;
import dev.holdall.server.state.Permit;
import dev.holdall.wire.Key;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that open the doors, and what each allows. Thread-safe; a look-up takes the same time whatever is asked for.
 *
 * <p>Who asks for a key that is not there gets one that nobody has: the handshake goes on, and fails at its end like that of somebody who has
 * the id of a key and not the key.
 */
public final class KeyRing {

    /** What opens a door. */
    static final class Entry {
        private final Key secret;
        private final byte[] id;
        private final byte[] authorization;
        private final @Nullable Permit permit;

        private Entry(Key secret, @Nullable Permit permit) {
            this.secret = secret;
            this.id = secret.id().toByteArray();
            this.authorization = ("Bearer " + secret.bearerToken()).getBytes(StandardCharsets.US_ASCII);
            this.permit = permit;
        }

        /** The manager's proof. */
        ByteString proof(ByteString clientNonce, ByteString nonce, ByteString binding) {
            return secret.proof(Key.Side.MANAGER, clientNonce, nonce, binding);
        }

        /** What the client may do if its proof is right; null if it is not. */
        @Nullable
        Permit proven(ByteString proof, ByteString clientNonce, ByteString nonce, ByteString binding) {
            return secret.proves(proof, Key.Side.CLIENT, clientNonce, nonce, binding) ? permit : null;
        }
    }

    private final Entry decoy = new Entry(Key.random(), null);
    private volatile List<Entry> entries;

    /** @param accepted the main key's first one first */
    public KeyRing(List<Accepted> accepted) {
        this.entries = entries(accepted);
    }

    private static List<Entry> entries(List<Accepted> accepted) {
        if (accepted.isEmpty()) {
            throw new IllegalArgumentException("a manager has a key");
        }
        return accepted.stream()
                .map(one -> new Entry(one.secret(), one.permit()))
                .toList();
    }

    /** From now on only these are accepted. Whoever is inside is not asked again: see {@link #holds}. */
    public void replace(List<Accepted> accepted) {
        entries = entries(accepted);
    }

    /** What all that is accepted now allows. */
    public Set<Permit> permits() {
        return entries.stream().map(entry -> entry.permit).collect(Collectors.toCollection(HashSet::new));
    }

    /** The key of this id, the main one if it is empty. */
    Entry ofId(ByteString id) {
        byte[] given = id.toByteArray();
        List<Entry> present = entries;
        Entry found = given.length == 0 ? present.get(0) : decoy;
        for (Entry entry : present) {
            found = MessageDigest.isEqual(entry.id, given) ? entry : found;
        }
        return found;
    }

    /** What a call with this metadata may do; null if there is no such key. */
    @Nullable
    Permit ofAuthorization(@Nullable String authorization) {
        byte[] given = authorization == null ? new byte[0] : authorization.getBytes(StandardCharsets.US_ASCII);
        Permit found = null;
        for (Entry entry : entries) {
            found = MessageDigest.isEqual(entry.authorization, given) ? entry.permit : found;
        }
        return found;
    }

    /** Whether what somebody came in with is accepted still. */
    boolean holds(Permit permit) {
        for (Entry entry : entries) {
            if (permit.equals(entry.permit)) {
                return true;
            }
        }
        return false;
    }
}
