package dev.holdall.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.v1.Challenge;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.ServerFrame;
import dev.holdall.wire.Key;
import org.junit.jupiter.api.Test;

/**
 * Somebody without the key stands between a client without TLS (loopback, insecure()) and a manager with TLS. What is signed are the parts one
 * behind the other, so a challenge nonce of 64 bytes, the manager's nonce and its certificate's fingerprint, moves the binding into the nonce.
 */
class HandshakeBindingTest {
    @Test
    void a_relay_cannot_move_the_binding_into_the_nonce() {
        Key key = Key.random();
        ByteString fingerprint = Key.nonce(); // what the relay's own TLS connection to the manager was shown
        Handshake client = new Handshake(key, "c", 0, null, null, Key.nonce(), ByteString.EMPTY);
        ByteString clientNonce = client.hello().getHello().getNonce();

        // The real manager, on its TLS connection with the relay, which passed the hello on.
        ByteString managerNonce = Key.nonce();
        ByteString managerProof = key.proof(Key.Side.MANAGER, clientNonce, managerNonce, fingerprint);

        // The relay, to the client.
        Handshake.Step step = client.received(ServerFrame.newBuilder()
                .setChallenge(Challenge.newBuilder()
                        .setProtocol(Handshake.PROTOCOL)
                        .setNonce(managerNonce.concat(fingerprint))
                        .setProof(managerProof))
                .build());

        ClientFrame next = step.next();
        if (next != null) {
            assertThat(key.proves(next.getAttach().getProof(), Key.Side.CLIENT, clientNonce, managerNonce, fingerprint))
                    .as("the manager lets the relay in with the client's proof")
                    .isFalse();
        }
        assertThat(step.failure()).isNotNull();
    }
}
