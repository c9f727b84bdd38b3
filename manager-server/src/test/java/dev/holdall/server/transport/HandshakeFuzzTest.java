package dev.holdall.server.transport;

import dev.holdall.fuzz.FuzzRun;
import org.junit.jupiter.api.Test;

/** {@link HandshakeTarget}, in every build. */
class HandshakeFuzzTest {
    @Test
    void nobody_gets_in_without_a_proof() throws Exception {
        FuzzRun.of(HandshakeFuzz.class, HandshakeTarget.samples(), HandshakeTarget::run);
    }
}
