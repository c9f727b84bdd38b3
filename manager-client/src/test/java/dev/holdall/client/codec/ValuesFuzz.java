package dev.holdall.client.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdall.fuzz.FuzzMinutes;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link ValuesTarget}, by Jazzer. */
@ExtendWith(FuzzMinutes.class)
class ValuesFuzz {
    @FuzzTest
    void bytes(byte[] input) {
        ValuesTarget.run(input);
    }
}
