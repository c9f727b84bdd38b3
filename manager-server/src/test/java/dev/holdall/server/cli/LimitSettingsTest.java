package dev.holdall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitSettingsTest {
    private static final Limits USUAL = Limits.defaults(1L << 30);

    private static Limits apply(String... settings) {
        return LimitSettings.apply(USUAL, List.of(settings));
    }

    @ParameterizedTest
    @EnumSource
    void everyLimitCanBeSetByItsName(Limit limit) {
        // The others' rules hold.
        long value = limit == Limit.WINDOW_CALLS ? 1_000_000 : limit == Limit.INBOUND_BYTES ? 33 << 20 : 7;
        assertThat(apply(limit.setting() + "=" + value).of(limit)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"77, 77", "2k, 2048", "64m, 67108864", "2G, 2147483648", "3K, 3072"})
    void sizesHaveUnits(String value, long bytes) {
        assertThat(apply("total-bytes=" + value).of(Limit.TOTAL_BYTES)).isEqualTo(bytes);
    }

    @Test
    void severalAreSet_andTheLastOfOneCounts() {
        Limits limits = apply("objects=5", "sessions=6", "objects=7");
        assertThat(limits.of(Limit.OBJECTS)).isEqualTo(7);
        assertThat(limits.of(Limit.SESSIONS)).isEqualTo(6);
        assertThat(limits.of(Limit.ELEMENT_BYTES)).isEqualTo(USUAL.of(Limit.ELEMENT_BYTES));
    }

    @Test
    void unknownNameIsToldTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> apply("objcts=5"))
                .withMessageContaining("there is no limit 'objcts'")
                .withMessageContaining("objects, ")
                .withMessageContaining("outboxes-bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "x", "5m", "1.5", " 5", "5 ", "0x10"})
    void valueOfACountIsNamedWithTheRule(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> apply("objects=" + value))
                .withMessageContaining("'" + value + "' is no value of objects")
                .withMessageContaining("as in 5000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "m", "5t", "5mb", "1.5g"})
    void valueOfASizeIsNamedWithTheRule(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> apply("total-bytes=" + value))
                .withMessageContaining("'" + value + "' is no value of total-bytes")
                .withMessageContaining("64m");
    }

    @Test
    void boundsAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> apply("objects=0"))
                .withMessageContaining("objects is at least 1, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> apply("heap-percent=101"))
                .withMessageContaining("heap-percent is at most 100, not 101");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> apply("request-bytes=2g"))
                .withMessageContaining("request-bytes is at most 1073741824");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> apply("total-bytes=9999999999g"))
                .withMessageContaining("'9999999999g' is more than total-bytes can be");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> apply("total-bytes=9999999999999999999"))
                .withMessageContaining("is more than total-bytes can be");
    }

    @Test
    void settingWithoutValueIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> apply("objects"))
                .withMessageContaining("'objects' sets no limit")
                .withMessageContaining("NAME=VALUE");
    }

    @Test
    void whatWaitsLeavesRoomForWhatItWaitsFor() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> apply("window-calls=1000"))
                .withMessageContaining("session-waiters, 100000, is to be less than window-calls, 1000");
        assertThat(apply("window-calls=1000", "session-waiters=900").of(Limit.WINDOW_CALLS))
                .isEqualTo(1_000);
    }

    @Test
    void theLargestRequestCanComeIn() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> apply("inbound-bytes=20m"))
                .withMessageContaining("inbound-bytes, 20971520, is to be at least twice request-bytes, 16777216");
        assertThat(apply("inbound-bytes=20m", "request-bytes=10m").of(Limit.INBOUND_BYTES))
                .isEqualTo(20 << 20);
    }

    @ParameterizedTest
    @ValueSource(longs = {1 << 20, 24 << 20, 64 << 20, 256 << 20, 1L << 30, 1L << 36})
    void whatIsUsualFollowsTheRules_andFitsIntoTheMemoryForBuffers(long heap) {
        for (long direct : new long[] {heap, heap / 8}) {
            Limits usual = Limits.defaults(heap, direct).checked();
            assertThat(usual.of(Limit.INBOUND_BYTES)).isBetween(1L, direct / 2);
        }
    }
}
