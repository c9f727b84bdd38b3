package dev.holdall.server.state.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PagedLogTest {
    private static final ByteString NONE = ByteString.EMPTY;
    private static final ByteString A = Samples.text("a");
    private final PagedLog log = new PagedLog();

    @Test
    void isEmptyAtFirst() {
        assertThat(log.size()).isZero();
        assertThat(log.first()).isZero();
        assertThat(log.last()).isZero();
        assertThat(log.contains(0)).isFalse();
        assertThat(log.key(1)).isNull();
        assertThat(log.value(1)).isNull();
        assertThat(log.entry(1)).isNull();
        assertThat(log.setValue(1, A)).isNull();
        assertThat(log.remove(1)).isFalse();
        assertThat(log.keyEquals(1, NONE)).isFalse();
        assertThat(log.after(0).next()).isFalse();
        assertThat(log.size()).isZero();
    }

    @Test
    void numbersStartAtOneAndAreUnique() {
        log.put(5, NONE, A);
        for (long number : new long[] {0, -1, Long.MIN_VALUE, 5}) {
            assertThatThrownBy(() -> log.put(number, NONE, NONE)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(log.size()).isEqualTo(1);
        assertThat(log.last()).isEqualTo(5);
        assertThat(log.value(5)).isEqualTo(A);
    }

    @Test
    void whatWasTakenGoesBackToItsFormerPlace() {
        fill(5_000);
        for (long number = 1; number <= 3_000; number++) {
            assertThat(log.first()).isEqualTo(number);
            assertThat(log.remove(number)).isTrue();
        }
        for (long number = 2_999; number >= 1; number -= 2) {
            put(number);
        }
        TreeCheck.check(log.tree());
        long[] expected = LongStream.rangeClosed(1, 5_000)
                .filter(number -> number > 3_000 || number % 2 == 1)
                .toArray();
        assertThat(numbers(log, 0))
                .containsExactly(LongStream.of(expected).boxed().toArray(Long[]::new));
        assertThat(log.first()).isEqualTo(1);
        assertThat(log.key(2_999)).isEqualTo(Samples.number(2_999));
    }

    @Test
    void numbersMayBeAnyDistanceApart() {
        long[] numbers = {
            1L << 40,
            1,
            1L << 31,
            (1L << 31) + 1,
            (1L << 32) + 1,
            Long.MAX_VALUE,
            (1L << 40) - 1,
            (1L << 40) + 1,
            2,
            1L << 62
        };
        for (long number : numbers) {
            put(number);
            TreeCheck.check(log.tree());
        }
        assertThat(numbers(log, 0))
                .containsExactly(LongStream.of(numbers).sorted().boxed().toArray(Long[]::new));
        assertThat(log.last()).isEqualTo(Long.MAX_VALUE);
        assertThat(log.after(Long.MAX_VALUE).next()).isFalse();
        for (long number : numbers) {
            assertThat(log.value(number)).isEqualTo(Samples.number(number));
            assertThat(log.remove(number)).isTrue();
            TreeCheck.check(log.tree());
        }
        assertThat(log.last()).isZero();
    }

    @Test
    void goesBelowTheNumbersOfTheFirstPage() {
        for (long number = 1L << 33; number > 1L << 31; number -= (1 << 22) + 7) {
            put(number);
        }
        TreeCheck.check(log.tree());
        assertThat(numbers(log, 0)).isSorted().hasSize((int) log.size());
    }

    @Test
    void keysAndValuesMayBeEmptyOrLarge() {
        int number = 0;
        int[] sizes = {0, 1, Page.CAPACITY / 2, Page.CAPACITY, 40_000, 70_000};
        for (int key : sizes) {
            for (int value : sizes) {
                number++;
                log.put(number, Samples.sized(key, number), Samples.sized(value, -number));
            }
        }
        TreeCheck.check(log.tree());
        number = 0;
        for (int key : sizes) {
            for (int value : sizes) {
                number++;
                assertThat(log.key(number)).isEqualTo(Samples.sized(key, number));
                assertThat(log.keyEquals(number, Samples.sized(key, number))).isTrue();
                assertThat(log.setValue(number, A)).isEqualTo(Samples.sized(value, -number));
                assertThat(log.key(number)).isEqualTo(Samples.sized(key, number));
                assertThat(log.entry(number)).isEqualTo(new Entry(number, Samples.sized(key, number), A));
            }
        }
        TreeCheck.check(log.tree());
    }

    @Test
    void theLastNumberGoesDownWhenItIsRemoved() {
        fill(2_000);
        for (long number = 2_000; number > 0; number--) {
            assertThat(log.last()).isEqualTo(number);
            log.remove(number);
        }
        assertThat(log.last()).isZero();
        put(7);
        assertThat(log.last()).isEqualTo(7);
        log.clear();
        assertThat(log.last()).isZero();
        put(3);
        assertThat(log.first()).isEqualTo(3);
    }

    @Test
    void aCursorGoesOnAfterAnyNumber_andIsStaleAfterAChange() {
        for (long number = 10; number <= 50_000; number += 10) {
            put(number);
        }
        assertThat(numbers(log, 49_979)).containsExactly(49_980L, 49_990L, 50_000L);
        assertThat(numbers(log, 49_980)).containsExactly(49_990L, 50_000L);
        assertThat(numbers(log, 50_000)).isEmpty();
        assertThat(numbers(log, -1)).hasSize(5_000);
        PagedLog.Cursor stale = log.after(0);
        log.remove(10);
        assertThatThrownBy(stale::next).isInstanceOf(ConcurrentModificationException.class);
    }

    @Test
    void aBackwardCursorGoesOnBeforeAnyNumber_andIsStaleAfterAChange() {
        assertThat(log.before(Long.MAX_VALUE).next()).isFalse();
        for (long number = 10; number <= 50_000; number += 10) {
            put(number);
        }
        assertThat(numbers(log.before(31))).containsExactly(30L, 20L, 10L);
        assertThat(numbers(log.before(30))).containsExactly(20L, 10L);
        assertThat(numbers(log.before(10))).isEmpty();
        assertThat(numbers(log.before(Long.MAX_VALUE))).hasSize(5_000).startsWith(50_000L, 49_990L);
        PagedLog.Cursor stale = log.before(50);
        log.remove(10);
        assertThatThrownBy(stale::next).isInstanceOf(ConcurrentModificationException.class);
    }

    @Test
    void equalContentIsSavedEqual_andLoadedIntoFullPages() {
        fill(4_000);
        log.setValue(17, Samples.sized(50_000, 17));
        PagedLog other = new PagedLog();
        for (long number = 1; number <= 4_000; number++) {
            long mixed = (number * 1_777) % 4_001;
            other.put(mixed, Samples.number(mixed), Samples.number(mixed));
        }
        other.setValue(17, Samples.sized(50_000, 17));
        ByteString saved = Samples.save(other::save);
        assertThat(saved).isEqualTo(Samples.save(log::save));
        PagedLog loaded = PagedLog.load(Samples.read(saved));
        TreeCheck.check(loaded.tree());
        assertThat(Samples.save(loaded::save)).isEqualTo(saved);
        assertThat(loaded.last()).isEqualTo(4_000);
        assertThat(loaded.allocated()).isLessThanOrEqualTo(other.allocated());
    }

    private void fill(long last) {
        for (long number = 1; number <= last; number++) {
            put(number);
        }
    }

    private void put(long number) {
        log.put(number, Samples.number(number), Samples.number(number));
    }

    private static List<Long> numbers(PagedLog log, long after) {
        return numbers(log.after(after));
    }

    private static List<Long> numbers(PagedLog.Cursor cursor) {
        List<Long> numbers = new ArrayList<>();
        while (cursor.next()) {
            numbers.add(cursor.number());
        }
        return numbers;
    }
}
