package dev.holdall.client.codec;

import dev.holdall.fuzz.FuzzRun;
import org.junit.jupiter.api.Test;

/** {@link ValuesTarget}, in every build. */
class ValuesFuzzTest {
    @Test
    void any_bytes_are_a_value_or_refused_and_nothing_else() throws Exception {
        FuzzRun.of(ValuesFuzz.class, ValuesTarget.samples(), ValuesTarget::run);
    }
}
