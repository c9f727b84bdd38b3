package dev.holdall.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tour notices what is not as it must be. */
class FindingsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final Findings findings = new Findings(printing(out), printing(errors));

    private static PrintStream printing(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    @Test
    void allAsExpected_endsWith0() {
        findings.begin("list");
        findings.expect("appended to", List.of(1), List.of(1));
        findings.begin("lock");
        findings.expect("tried", true, true);

        assertThat(findings.end()).isZero();
        assertThat(out).hasToString("""
                list: appended to -> [1]
                lock: tried -> true
                tour: 2 types, all as expected
                """);
        assertThat(errors.toString()).isEmpty();
    }

    @Test
    void somethingElse_isSaidAndEndsWith1() {
        findings.begin("list");
        findings.expect("appended to", List.of(1), List.of(2));
        findings.expect("removed", 7, null);
        findings.begin("lock");
        findings.expect("tried", true, true);

        assertThat(findings.end()).isEqualTo(1);
        assertThat(out).hasToString("""
                list: appended to -> [2]
                list: removed -> null
                lock: tried -> true
                """);
        assertThat(errors).hasToString("""
                tour: list: appended to must give [1], not [2]
                tour: list: removed must give 7, not null
                tour: of 2 types not as expected: list
                """);
    }

    @Test
    void exception_isShownAndEndsWith1() {
        findings.begin("lock");
        findings.expect("tried", true, true);
        findings.failed(new IllegalStateException("the manager is gone"));

        assertThat(findings.end()).isEqualTo(1);
        assertThat(errors.toString())
                .startsWith("tour: lock: java.lang.IllegalStateException: the manager is gone\n\tat ")
                .endsWith("tour: of 1 types not as expected: lock\n");
    }

    @Test
    void typeOfWhichNothingIsShown_endsWith1() {
        findings.begin("list");
        findings.begin("lock");
        findings.expect("tried", true, true);

        assertThat(findings.end()).isEqualTo(1);
        assertThat(errors).hasToString("""
                tour: list: nothing was checked
                tour: of 2 types not as expected: list
                """);
    }
}
