package dev.holdall.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.v1.Acknowledged;
import dev.holdall.v1.Range;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcknowledgementsTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whoever_hears_all_that_is_told_knows_what_was_added_and_nothing_else(long seed) {
        Random random = new Random(seed);
        List<Long> order =
                new ArrayList<>(LongStream.rangeClosed(1, 2_000).boxed().toList());
        Collections.shuffle(order, random);
        Acknowledgements acknowledgements = new Acknowledgements();
        TreeSet<Long> added = new TreeSet<>();
        TreeSet<Long> heard = new TreeSet<>();
        for (long seq : order) {
            acknowledgements.add(seq);
            added.add(seq);
            if (random.nextInt(20) == 0) {
                hear(acknowledgements.tell(), heard);
                assertThat(heard).isEqualTo(added);
                assertThat(acknowledgements.hasUntold()).isFalse();
            }
        }
        Acknowledged last = acknowledgements.tell();
        assertThat(last.getBelow()).isEqualTo(2_001);
        assertThat(last.getRangesList()).isEmpty();
    }

    private static void hear(Acknowledged told, TreeSet<Long> heard) {
        for (long seq = 1; seq < told.getBelow(); seq++) {
            heard.add(seq);
        }
        for (Range range : told.getRangesList()) {
            for (long seq = range.getFirst(); seq <= range.getLast(); seq++) {
                heard.add(seq);
            }
        }
    }
}
