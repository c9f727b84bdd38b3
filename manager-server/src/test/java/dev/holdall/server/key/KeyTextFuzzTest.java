package dev.holdall.server.key;

import dev.holdall.fuzz.FuzzRun;
import org.junit.jupiter.api.Test;

/** {@link KeyTextTarget}, in every build. */
class KeyTextFuzzTest {
    @Test
    void texts_with_secrets_are_read_or_refused_without_repeating_them() throws Exception {
        FuzzRun.of(KeyTextFuzz.class, KeyTextTarget.samples(), KeyTextTarget::run);
    }
}
