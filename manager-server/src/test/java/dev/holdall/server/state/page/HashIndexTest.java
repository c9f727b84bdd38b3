package dev.holdall.server.state.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HashIndexTest {
    private static final HashIndex.Keys DECIMAL =
            (number, key) -> Samples.number(number).equals(key);
    private final HashIndex index = new HashIndex();

    @Test
    void isEmptyAtFirst() {
        assertThat(index.size()).isZero();
        assertThat(find(1)).isZero();
        assertThat(index.remove(hash(1), 1)).isFalse();
        assertThat(IndexCheck.check(index)).isEqualTo(1);
    }

    @Test
    void findsWhatWasAdded_andNothingElse() {
        addUpTo(5_000);
        assertThat(IndexCheck.check(index)).isBetween(10, 40);
        for (long number = 1; number <= 5_000; number++) {
            assertThat(find(number)).isEqualTo(number);
        }
        assertThat(find(5_001)).isZero();
    }

    @Test
    void keysWithTheSameHashAreToldApart() {
        index.add(42, 1);
        index.add(42, 2);
        assertThat(index.find(42, DECIMAL, Samples.number(1))).isEqualTo(1);
        assertThat(index.find(42, DECIMAL, Samples.number(2))).isEqualTo(2);
        assertThat(index.find(42, DECIMAL, Samples.number(3))).isZero();
        assertThat(index.remove(42, 1)).isTrue();
        assertThat(index.remove(42, 1)).isFalse();
        assertThat(index.find(42, DECIMAL, Samples.number(1))).isZero();
        assertThat(index.find(42, DECIMAL, Samples.number(2))).isEqualTo(2);
    }

    @Tag("size")
    @Test
    void manyEqualHashesDoNotBlowUpTheDirectory() {
        for (long hash : new long[] {0, -1, 1L << 40}) {
            for (long number = 1; number <= 1_200; number++) {
                index.add(hash, number);
            }
            IndexCheck.check(index);
        }
        assertThat(index.directory()).hasSizeLessThanOrEqualTo(64);
        assertThat(index.find(-1, DECIMAL, Samples.number(1_199))).isEqualTo(1_199);
        for (long hash : new long[] {0, -1, 1L << 40}) {
            for (long number = 1; number <= 1_200; number++) {
                assertThat(index.remove(hash, number)).isTrue();
            }
            IndexCheck.check(index);
        }
        assertThat(index.directory()).hasSize(1);
    }

    @Test
    void shrinksAsItEmpties() {
        addUpTo(20_000);
        long full = index.allocated();
        for (long number = 1; number <= 19_000; number++) {
            assertThat(index.remove(hash(number), number)).isTrue();
            if (number % 1_000 == 0) {
                IndexCheck.check(index);
            }
        }
        assertThat(index.allocated()).isLessThan(full / 10);
        assertThat(find(19_001)).isEqualTo(19_001);
        for (long number = 19_001; number <= 20_000; number++) {
            assertThat(index.remove(hash(number), number)).isTrue();
        }
        assertThat(index.directory()).hasSize(1);
        assertThat(index.allocated()).isLessThan(400);
    }

    @Test
    void snapshotsGoTheirOwnWays() {
        addUpTo(3_000);
        HashIndex snapshot = index.snapshot();
        HashIndex untouched = index.snapshot();
        for (long number = 1; number <= 3_000; number += 2) {
            index.remove(hash(number), number);
        }
        for (long number = 3_001; number <= 9_000; number++) {
            snapshot.add(hash(number), number);
        }
        IndexCheck.check(index);
        IndexCheck.check(snapshot);
        IndexCheck.check(untouched);
        for (long number = 1; number <= 9_000; number++) {
            ByteString key = Samples.number(number);
            assertThat(find(number)).isEqualTo(number <= 3_000 && number % 2 == 0 ? number : 0);
            assertThat(snapshot.find(hash(number), DECIMAL, key)).isEqualTo(number);
            assertThat(untouched.find(hash(number), DECIMAL, key)).isEqualTo(number <= 3_000 ? number : 0);
        }
        index.clear();
        assertThat(index.size()).isZero();
        assertThat(untouched.size()).isEqualTo(3_000);
    }

    @Test
    void anEntryCostsAboutSixteenBytesOnAverage() {
        double sum = 0;
        int samples = 0;
        long number = 0;
        // Steps of 2 % from 20,000 to 160,000: three doublings, so that every phase of the pages' growth counts the
        // same.
        for (double size = 20_000; size < 160_000; size *= 1.02) {
            while (number < (long) size) {
                number++;
                index.add(hash(number), number);
            }
            sum += (double) index.allocated() / index.size();
            samples++;
        }
        assertThat(sum / samples).isLessThan(16.5);
    }

    private void addUpTo(long last) {
        for (long number = 1; number <= last; number++) {
            index.add(hash(number), number);
        }
    }

    private long find(long number) {
        return index.find(hash(number), DECIMAL, Samples.number(number));
    }

    private static long hash(long number) {
        return new SipHash(3, 4).hash(Samples.number(number));
    }
}
