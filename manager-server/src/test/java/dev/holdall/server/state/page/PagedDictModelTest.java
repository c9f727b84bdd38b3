package dev.holdall.server.state.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations on a paged dict and on a {@link LinkedHashMap}, with snapshots that go their own ways. */
class PagedDictModelTest {
    private record Pair(PagedDict dict, Map<ByteString, ByteString> model) {
        Pair snapshot() {
            return new Pair(dict.snapshot(), new LinkedHashMap<>(model));
        }

        void check() {
            TreeCheck.check(dict.log().tree());
            IndexCheck.check(dict.index());
            assertThat(dict.size()).isEqualTo(model.size());
            assertThat(dict.index().size()).isEqualTo(model.size());
            PagedLog.Cursor cursor = dict.after(0);
            model.forEach((key, value) -> {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.key()).isEqualTo(key);
                assertThat(cursor.valueEquals(value)).isTrue();
                assertThat(dict.number(key)).isEqualTo(cursor.number());
            });
            assertThat(cursor.next()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void behavesAsALinkedHashMap(long seed) {
        Random random = new Random(seed);
        Pair current = new Pair(new PagedDict(new SipHash(seed, 7)), new LinkedHashMap<>());
        Deque<Pair> others = new ArrayDeque<>();
        for (int step = 1; step <= 20_000; step++) {
            change(current, random, step / 5_000 % 2 == 0);
            if (random.nextInt(600) == 0) {
                Pair snapshot = current.snapshot();
                others.add(seed % 2 == 1 ? snapshot : current);
                current = seed % 2 == 1 ? current : snapshot;
                if (others.size() > 4) {
                    others.remove().check();
                }
            }
            if (step % 2_500 == 0) {
                current.check();
            }
        }
        current.check();
        others.forEach(Pair::check);
    }

    private static void change(Pair pair, Random random, boolean grow) {
        PagedDict dict = pair.dict;
        Map<ByteString, ByteString> model = pair.model;
        ByteString key = random.nextInt(200) == 0
                ? Samples.sized(random.nextInt(40_000), random.nextInt(10))
                : Samples.number(random.nextInt(6_000));
        int kind = random.nextInt(100);
        if (kind < (grow ? 60 : 15)) {
            ByteString value = random.nextInt(10) == 0
                    ? Samples.random(random)
                    : Samples.sized(random.nextInt(60), random.nextInt());
            if (random.nextBoolean()) {
                assertThat(dict.put(key, value)).isEqualTo(model.put(key, value));
            } else {
                dict.set(key, value);
                model.put(key, value);
            }
        } else if (kind < 80) {
            assertThat(dict.remove(key)).isEqualTo(model.remove(key));
        } else {
            ByteString value = model.get(key);
            assertThat(dict.get(key)).isEqualTo(value);
            assertThat(dict.containsKey(key)).isEqualTo(value != null);
            assertThat(dict.valueEquals(key, value == null ? ByteString.EMPTY : value))
                    .isEqualTo(value != null);
            if (random.nextInt(500) == 0 && value != null) {
                assertThat(dict.containsValue(value)).isTrue();
                assertThat(dict.containsValue(Samples.text("nobody has this"))).isFalse();
            }
        }
    }
}
