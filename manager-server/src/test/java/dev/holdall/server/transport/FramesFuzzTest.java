package dev.holdall.server.transport;

import dev.holdall.fuzz.FuzzRun;
import org.junit.jupiter.api.Test;

/** {@link FramesTarget}, in every build. */
class FramesFuzzTest {
    @Test
    void no_frame_of_a_client_harms_the_manager() throws Exception {
        FuzzRun.of(FramesFuzz.class, FramesTarget.samples(), FramesTarget::run);
    }
}
