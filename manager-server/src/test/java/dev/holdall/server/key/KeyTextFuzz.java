package dev.holdall.server.key;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdall.fuzz.FuzzMinutes;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link KeyTextTarget}, by Jazzer. */
@ExtendWith(FuzzMinutes.class)
class KeyTextFuzz {
    @FuzzTest
    void texts(byte[] input) {
        KeyTextTarget.run(input);
    }
}
