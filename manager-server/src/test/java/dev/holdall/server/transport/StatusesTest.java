package dev.holdall.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusesTest {
    private static String said(String text) {
        Error error = Statuses.error(Code.PERMISSION_DENIED, text);
        String said = Statuses.of(error).getDescription();
        Error told = Statuses.trailers(error).get(Statuses.ERROR);
        assertThat(told.getMessage()).isEqualTo(said);
        assertThat(told.getCode()).isEqualTo(Code.PERMISSION_DENIED);
        return said;
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ä", "€", "😀"})
    void longTextIsCutBetweenTwoCharacters(String character) {
        int bytes = character.getBytes(StandardCharsets.UTF_8).length;
        for (int before = 0; before < 5; before++) {
            String text = "x".repeat(before) + character.repeat(2_000);
            String said = said(text);
            assertThat(said).endsWith("…");
            assertThat(text).startsWith(said.substring(0, said.length() - 1));
            assertThat(said.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1025 - bytes, 1024);
        }
    }

    @Test
    void textThatFitsIsSaidInFull() {
        for (String text : new String[] {"", "why", "x".repeat(1024), "😀".repeat(256), "x".repeat(1021) + "€"}) {
            assertThat(said(text)).isEqualTo(text);
        }
        assertThat(said("x".repeat(1025))).isEqualTo("x".repeat(1021) + "…");
    }
}
