package dev.holdall.server.transport;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdall.fuzz.FuzzMinutes;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link HandshakeTarget}, by Jazzer. */
@ExtendWith(FuzzMinutes.class)
class HandshakeFuzz {
    @FuzzTest
    void streams(byte[] input) {
        HandshakeTarget.run(input);
    }
}
