package dev.holdall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapWatchTest {
    /** A heap as the test has it. */
    private static final class Told implements HeapWatch.Heap {
        int used;
        int live;
        /** What is left when somebody collects. */
        int left;

        int collections;
        long time;
        long duration = 10;

        @Override
        public int used() {
            return used;
        }

        @Override
        public int live() {
            return live;
        }

        @Override
        public void collect() {
            collections++;
            time += duration;
            used = left;
            live = left;
        }
    }

    private final Told heap = new Told();
    private final List<Integer> told = new ArrayList<>();
    private final HeapWatch watch = new HeapWatch(heap, 80, told::add, () -> heap.time);

    /** So much is in use by what is needed, and so much with garbage. */
    private void look(int needed, int used) {
        heap.left = needed;
        heap.used = used;
        heap.time += 1;
        watch.look();
    }

    private void lookLater(int needed, int used) {
        heap.time += 1_000;
        look(needed, used);
    }

    @Test
    void belowTheLimitNothingIsToldAndNothingCollected() {
        look(10, 80);
        look(80, 80);
        assertThat(told).isEmpty();
        assertThat(heap.collections).isZero();
    }

    @Test
    void garbageIsCollectedAndDoesNotCount() {
        look(30, 95);
        assertThat(heap.collections).isEqualTo(1);
        assertThat(told).isEmpty();
    }

    @Test
    void whatACollectionLeavesCounts() {
        look(81, 90);
        assertThat(told).containsExactly(81);
        lookLater(85, 85);
        assertThat(told).as("told once").containsExactly(81);
    }

    @Test
    void whatACollectionOfTheJvmsOwnHasLeftCountsAtOnce() {
        heap.live = 83;
        look(83, 80);
        assertThat(told).containsExactly(83);
    }

    @Test
    void endsBelowTheLimitOnly() {
        look(81, 90);
        lookLater(76, 76);
        assertThat(told).containsExactly(81);
        lookLater(75, 75);
        assertThat(told).containsExactly(81, 0);
        lookLater(80, 80);
        assertThat(told).containsExactly(81, 0);
        lookLater(82, 82);
        assertThat(told).containsExactly(81, 0, 82);
    }

    @Test
    void whatWasFreedIsFoundByACollection() {
        look(90, 90);
        lookLater(20, 95);
        assertThat(told).containsExactly(90, 0);
    }

    @Test
    void collectionsTakeATwentiethOfTheTimeAtMost() {
        look(90, 90);
        long begin = heap.time;
        int before = heap.collections;
        while (heap.time < begin + 21_000) {
            look(90, 90);
        }
        assertThat(heap.collections - before).isBetween(50, 101);
    }

    @Test
    void heapThatFillsUpBetweenCollectionsCountsAsFull() {
        look(50, 85);
        assertThat(told).isEmpty();
        look(50, 89);
        assertThat(told).as("may be garbage").isEmpty();
        look(50, 91);
        assertThat(told).containsExactly(91);
        lookLater(50, 95);
        assertThat(told).as("it was garbage").containsExactly(91, 0);
    }

    @Test
    void heapOfThisJvmCanBeWatched() {
        try (HeapWatch own = HeapWatch.start(99, told::add)) {
            own.look();
        }
        assertThat(told).isEmpty();
    }
}
