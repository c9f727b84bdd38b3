package dev.holdall.server.state;

import dev.holdall.fuzz.FuzzRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link NamesTarget}, in every build. */
@Tag("size")
class NamesFuzzTest {
    @Test
    void names_are_accepted_or_refused_and_patterns_match_as_they_say() throws Exception {
        FuzzRun.of(NamesFuzz.class, NamesTarget.samples(), NamesTarget::run);
    }
}
