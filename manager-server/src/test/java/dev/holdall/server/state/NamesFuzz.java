package dev.holdall.server.state;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdall.fuzz.FuzzMinutes;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link NamesTarget}, by Jazzer. */
@ExtendWith(FuzzMinutes.class)
class NamesFuzz {
    @FuzzTest
    void names(byte[] input) {
        NamesTarget.run(input);
    }
}
