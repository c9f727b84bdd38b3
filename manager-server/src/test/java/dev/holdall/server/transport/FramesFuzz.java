package dev.holdall.server.transport;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdall.fuzz.FuzzMinutes;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link FramesTarget}, by Jazzer. */
@ExtendWith(FuzzMinutes.class)
class FramesFuzz {
    @FuzzTest
    void frames(byte[] input) {
        FramesTarget.run(input);
    }
}
