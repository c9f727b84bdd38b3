package dev.holdall.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeqMapTest {
    private final SeqMap<String> map = new SeqMap<>();
    private final TreeMap<Long, String> model = new TreeMap<>();

    private void put(long seq) {
        String value = "for " + seq + " of " + model.size();
        map.put(seq, value);
        model.put(seq, value);
    }

    private void check() {
        assertThat(map.size()).isEqualTo(model.size());
        assertThat(map.isEmpty()).isEqualTo(model.isEmpty());
        assertThat(map.inOrder()).containsExactlyElementsOf(model.values());
        Set<String> told = new HashSet<>();
        map.forEach(told::add);
        assertThat(told).isEqualTo(Set.copyOf(model.values()));
    }

    /** As calls do it: numbers that follow each other, a few that stay for long, some that are removed together. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void itIsAMap(long seed) {
        Random random = new Random(seed);
        long next = 1 + random.nextInt(100_000);
        int most = 1 << random.nextInt(12);
        for (int step = 0; step < 30_000; step++) {
            if (model.size() < most && random.nextInt(5) < 3) {
                long old = 1 + (long) (random.nextDouble() * next);
                put(random.nextInt(50) == 0 && !model.containsKey(old) && old < next ? old : next++);
            } else if (!model.isEmpty() && random.nextInt(200) == 0) {
                long first = model.firstKey() + random.nextInt(100);
                long last = random.nextBoolean() ? first + random.nextInt(most) : next;
                List<String> removed = new ArrayList<>();
                map.removeRange(first, last, removed::add);
                if (first <= last) {
                    var range = model.subMap(first, true, last, true);
                    assertThat(removed).containsExactlyElementsOf(range.values());
                    range.clear();
                }
            } else {
                long seq =
                        model.isEmpty() || random.nextInt(10) == 0 ? 1 + random.nextInt((int) next) : model.firstKey();
                assertThat(map.get(seq)).isEqualTo(model.get(seq));
                assertThat(map.remove(seq)).isEqualTo(model.remove(seq));
            }
            if (step % 1_000 == 0) {
                check();
            }
        }
        check();
        map.clear();
        model.clear();
        check();
    }

    @Test
    void numbersThatWouldLikeTheSamePlaces_areAllThere() {
        for (long i = 1; i <= 40; i++) {
            put(i << 20);
        }
        check();

        for (long i = 2; i <= 40; i += 2) {
            assertThat(map.remove(i << 20)).isEqualTo(model.remove(i << 20));
        }

        check();
        assertThat(map.get(1L << 20)).isEqualTo(model.get(1L << 20));
        assertThat(map.get(2L << 20)).isNull();
    }

    @Test
    void aRangeThatNamesFarMoreThanThereIs_costsNoMoreThanWhatThereIs() {
        put(5);
        put(Long.MAX_VALUE - 1);
        List<String> removed = new ArrayList<>();

        map.removeRange(1, Long.MAX_VALUE, removed::add);

        assertThat(removed).containsExactlyElementsOf(model.values());
        assertThat(map.isEmpty()).isTrue();
    }
}
