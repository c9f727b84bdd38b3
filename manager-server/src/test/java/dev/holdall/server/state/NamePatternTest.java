package dev.holdall.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {
    @ParameterizedTest
    @CsvSource({
        "jobs, jobs",
        "jobs/*, jobs/a",
        "jobs/*, jobs/",
        "jobs/*, jobs/a/b",
        "*, x",
        "*/b, a/b",
        "a*b*c, aXbYbZc",
        "?, ä",
        "?, 😀",
        "a?c, abc",
        "a.c, a.c",
        "**, x",
        "[a], [a]"
    })
    void matches(String pattern, String name) {
        assertThat(new NamePattern(pattern).matches(name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "jobs, job",
        "jobs, jobs1",
        "jobs, Jobs",
        "jobs/*, jobs",
        "jobs/*, xjobs/a",
        "?, ab",
        "a?c, ac",
        "a.c, abc",
        "a*b*c, aXbYbZ",
        "[a], a"
    })
    void doesNotMatch(String pattern, String name) {
        assertThat(new NamePattern(pattern).matches(name)).isFalse();
    }

    @Tag("size")
    @Test
    void noPatternTakesForEver() {
        String pattern = "*a".repeat(128) + "b";
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(new NamePattern(pattern).matches("a".repeat(10_000)))
                        .isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " a", "a ", "a\nb", "a\u0000"})
    void thatCannotStandInALineAreRefused(String pattern) {
        assertThatThrownBy(() -> NamePattern.check(pattern)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thatAreTooLongAreRefused() {
        assertThat(NamePattern.check("a".repeat(NamePattern.LONGEST))).hasSize(NamePattern.LONGEST);
        assertThatThrownBy(() -> NamePattern.check("a".repeat(NamePattern.LONGEST + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("256");
        assertThat(List.of("a b", "*", "jobs/*"))
                .allSatisfy(pattern -> assertThat(NamePattern.check(pattern)).isEqualTo(pattern));
    }
}
