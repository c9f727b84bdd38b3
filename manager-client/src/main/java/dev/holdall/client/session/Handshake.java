package dev.holdall.client.session;

import com.google.protobuf.ByteString;
import dev.holdall.v1.Attach;
import dev.holdall.v1.Challenge;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.Hello;
import dev.holdall.v1.Resume;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.Welcome;
import dev.holdall.wire.Key;
import org.jspecify.annotations.Nullable;

/** The client's half of the handshake of one stream: see {@code session.proto}. A plain object: frames in, frames out. */
final class Handshake {
    /** Protocol version. */
    static final int PROTOCOL = 1;

    /** What is sent next, or what came of it: one of the three. */
    record Step(
            @Nullable ClientFrame next,
            @Nullable Welcome welcome,
            @Nullable Error failure) {
        static Step next(ClientFrame frame) {
            return new Step(frame, null, null);
        }

        static Step done(Welcome welcome) {
            return new Step(null, welcome, null);
        }

        static Step failed(Code code, String message) {
            return new Step(
                    null,
                    null,
                    Error.newBuilder().setCode(code).setMessage(message).build());
        }
    }

    private final Key key;
    private final String client;
    private final long graceMillis;
    private final @Nullable Resume resume;
    private final @Nullable Resume replaces;
    private final ByteString nonce;
    private final ByteString binding;
    private boolean proved;

    /**
     * @param client who connects, for people
     * @param graceMillis how long the session is to outlive a broken stream; 0 leaves it to the manager
     * @param resume null for a new session
     * @param replaces for a new session: one that was given up, and is to end; null for none
     * @param nonce 32 unpredictable bytes
     * @param binding what ties the proofs to this connection; empty without TLS
     */
    Handshake(
            Key key,
            String client,
            long graceMillis,
            @Nullable Resume resume,
            @Nullable Resume replaces,
            ByteString nonce,
            ByteString binding) {
        this.key = key;
        this.client = client;
        this.graceMillis = graceMillis;
        this.resume = resume;
        this.replaces = replaces;
        this.nonce = nonce;
        this.binding = binding;
    }

    /** The stream's first frame. */
    ClientFrame hello() {
        return ClientFrame.newBuilder()
                .setHello(Hello.newBuilder()
                        .setProtocol(PROTOCOL)
                        .setNonce(nonce)
                        .setClient(client)
                        .setKeyId(key.id()))
                .build();
    }

    /** A frame came before the welcome, or it is the welcome. */
    Step received(ServerFrame frame) {
        return proved ? welcomed(frame) : challenged(frame);
    }

    private Step challenged(ServerFrame frame) {
        Challenge challenge = frame.getChallenge();
        if (!frame.hasChallenge()
                || challenge.getProtocol() != PROTOCOL
                || challenge.getNonce().size() != Key.NONCE_BYTES) {
            return strange();
        }
        if (!key.proves(challenge.getProof(), Key.Side.MANAGER, nonce, challenge.getNonce(), binding)) {
            return Step.failed(
                    Code.UNAUTHENTICATED,
                    "the manager there has another key than this program"
                            + (binding.isEmpty() ? "" : ", or somebody in between relays the connection"));
        }
        proved = true;
        Attach.Builder attach = Attach.newBuilder()
                .setProof(key.proof(Key.Side.CLIENT, nonce, challenge.getNonce(), binding))
                .setGraceMillis(graceMillis);
        if (resume != null) {
            attach.setResume(resume);
        } else if (replaces != null) {
            attach.setReplaces(replaces);
        }
        return Step.next(ClientFrame.newBuilder().setAttach(attach).build());
    }

    private static Step welcomed(ServerFrame frame) {
        Welcome welcome = frame.getWelcome();
        return frame.hasWelcome() && welcome.getWindowCalls() > 0 ? Step.done(welcome) : strange();
    }

    private static Step strange() {
        return Step.failed(
                Code.UNIMPLEMENTED, "what is there does not speak this program's protocol, number " + PROTOCOL);
    }
}
