package dev.holdall.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void theMedianIsTheMiddleOne() {
        assertThat(Spread.of(5, 1, 9)).isEqualTo(new Spread(5, 1, 9));
    }

    @Test
    void ofAnEvenNumber_itIsBetweenTheTwoInTheMiddle() {
        assertThat(Spread.of(4, 1, 2, 10).median()).isEqualTo(3);
    }

    @Test
    void theWidthIsAPartOfTheMedian() {
        assertThat(Spread.of(90, 100, 120).width()).isCloseTo(0.3, within(1e-9));
    }

    @Test
    void ofNothing_thereIsNone() {
        assertThatIllegalArgumentException().isThrownBy(Spread::of).withMessage("there is no median of nothing");
    }
}
