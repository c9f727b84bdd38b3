package dev.holdall.benchmarks.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.benchmarks.result.Spread;
import org.junit.jupiter.api.Test;

class RowTest {
    @Test
    void a_row_ends_in_what_became_of_its_target() {
        assertThat(new Row("time", 1.2, 1.3, "a detail")).hasToString("| time | 1.20 | ≤ 1.30 | a detail | met |");
        assertThat(new Row("time", 1.4, 1.3, "a detail")).hasToString("| time | 1.40 | ≤ 1.30 | a detail | missed |");
        assertThat(Row.told("bytes", 12_345, "")).hasToString("| bytes | 12,345 | |  | |");
    }

    @Test
    void a_row_whose_control_has_spread_too_much_says_so_only() {
        Row row = new Row("time", 1.2, 1.3, "");

        assertThat(row.controlledBy(Spread.of(90, 100, 110)).toString()).endsWith("| met |");
        assertThat(row.controlledBy(Spread.of(80, 100, 120)).toString()).endsWith("| noisy |");
    }
}
