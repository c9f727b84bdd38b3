package dev.holdall.client.session;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdall.fuzz.FuzzMinutes;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link ManagerTarget}, by Jazzer. */
@ExtendWith(FuzzMinutes.class)
class ManagerFuzz {
    @FuzzTest
    void frames(byte[] input) {
        ManagerTarget.run(input);
    }
}
