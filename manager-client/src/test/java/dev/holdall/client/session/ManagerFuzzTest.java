package dev.holdall.client.session;

import dev.holdall.fuzz.FuzzRun;
import org.junit.jupiter.api.Test;

/** {@link ManagerTarget}, in every build. */
class ManagerFuzzTest {
    @Test
    void no_frame_of_a_manager_harms_a_client_or_gets_a_secret_out_of_it() throws Exception {
        FuzzRun.of(ManagerFuzz.class, ManagerTarget.samples(), ManagerTarget::run);
    }
}
