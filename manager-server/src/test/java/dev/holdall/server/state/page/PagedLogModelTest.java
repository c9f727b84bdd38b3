package dev.holdall.server.state.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations on a paged log and on a {@link TreeMap}, with snapshots that go their own ways. */
class PagedLogModelTest {
    private record Record(ByteString key, ByteString value) {}

    private record Pair(PagedLog log, NavigableMap<Long, Record> model) {
        Pair() {
            this(new PagedLog(), new TreeMap<>());
        }

        Pair snapshot() {
            return new Pair(log.snapshot(), new TreeMap<>(model));
        }

        void check() {
            TreeCheck.check(log.tree());
            assertThat(log.size()).isEqualTo(model.size());
            assertThat(log.bytes())
                    .isEqualTo(model.values().stream()
                            .mapToLong(record ->
                                    record.key().size() + record.value().size())
                            .sum());
            assertThat(log.first()).isEqualTo(model.isEmpty() ? 0 : model.firstKey());
            assertThat(log.last()).isEqualTo(model.isEmpty() ? 0 : model.lastKey());
            checkAfter(0);
            checkBefore(0);
            checkBefore(Long.MAX_VALUE);
            if (!model.isEmpty()) {
                checkBefore(model.lastKey() - model.size() / 2);
                checkBefore(model.firstKey());
                checkAfter(model.firstKey() + model.size() / 2);
                checkAfter(model.lastKey());
            }
        }

        void checkAfter(long number) {
            PagedLog.Cursor cursor = log.after(number);
            for (Map.Entry<Long, Record> entry : model.tailMap(number, false).entrySet()) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.number()).isEqualTo(entry.getKey());
                assertThat(cursor.key()).isEqualTo(entry.getValue().key());
                assertThat(cursor.keyLength()).isEqualTo(entry.getValue().key().size());
                assertThat(cursor.valueLength())
                        .isEqualTo(entry.getValue().value().size());
                assertThat(cursor.valueEquals(entry.getValue().value())).isTrue();
            }
            assertThat(cursor.next()).isFalse();
        }

        void checkBefore(long number) {
            PagedLog.Cursor cursor = log.before(number);
            for (Map.Entry<Long, Record> entry :
                    model.headMap(number, false).descendingMap().entrySet()) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.number()).isEqualTo(entry.getKey());
                assertThat(cursor.valueEquals(entry.getValue().value())).isTrue();
            }
            assertThat(cursor.next()).isFalse();
            assertThat(cursor.next()).isFalse();
        }
    }

    /** Numbers one by one as in a queue; with gaps; and so far apart that few or no two share a page. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 1000", "4, 1000", "5, 50000000", "6, 9000000000", "7, 9000000000"})
    void behavesAsATreeMap(long seed, long spread) {
        Random random = new Random(seed);
        Pair current = new Pair();
        Deque<Pair> others = new ArrayDeque<>();
        long next = 2 + random.nextInt(1_000);
        for (int step = 1; step <= 24_000; step++) {
            boolean grow = step / 8_000 % 2 == 0;
            if (random.nextInt(100) < (grow ? 45 : 15)) {
                put(current, next, random);
                next += 1 + (long) (random.nextDouble() * spread);
            } else {
                change(current, random, next);
            }
            if (random.nextInt(1_000) == 0) {
                Pair snapshot = current.snapshot();
                others.add(seed % 2 == 1 ? snapshot : current);
                current = seed % 2 == 1 ? current : snapshot;
                if (others.size() > 4) {
                    others.remove().check();
                }
            }
            if (step % 6_000 == 0) {
                current.check();
            }
        }
        current.check();
        others.forEach(Pair::check);
    }

    /** Random numbers hardly ever share a page, so a few thousand of them make a tree of three levels of branches. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void highTreesGrowAndShrinkAsTreeMapsDo(long seed) {
        Random random = new Random(seed);
        Pair current = new Pair();
        List<Pair> others = new ArrayList<>();
        while (current.model.size() < 4_000) {
            putShort(current, random.nextLong(1, Long.MAX_VALUE));
        }
        while (current.model.size() > 50) {
            for (int i = 0; i < 5; i++) {
                long removed = current.model.higherKey(random.nextLong(0, current.model.lastKey()));
                current.log.remove(removed);
                current.model.remove(removed);
            }
            putShort(current, random.nextLong(1, Long.MAX_VALUE));
            if (random.nextInt(80) == 0) {
                Pair snapshot = current.snapshot();
                others.add(seed % 2 == 1 ? snapshot : current);
                current = seed % 2 == 1 ? current : snapshot;
                TreeCheck.check(current.log.tree());
            }
        }
        current.check();
        others.forEach(Pair::check);
    }

    private static void putShort(Pair pair, long number) {
        pair.log.put(number, ByteString.EMPTY, Samples.number(number));
        pair.model.put(number, new Record(ByteString.EMPTY, Samples.number(number)));
    }

    private static void put(Pair pair, long number, Random random) {
        ByteString key = random.nextInt(20) == 0 ? Samples.random(random) : Samples.number(number);
        ByteString value = Samples.random(random);
        pair.log.put(number, key, value);
        pair.model.put(number, new Record(key, value));
    }

    private static void change(Pair pair, Random random, long next) {
        PagedLog log = pair.log;
        NavigableMap<Long, Record> model = pair.model;
        long number = someNumber(model, random, next);
        Record record = model.get(number);
        assertThat(log.contains(number)).isEqualTo(record != null);
        int kind = random.nextInt(100);
        if (kind < 35) {
            assertThat(log.remove(number)).isEqualTo(record != null);
            model.remove(number);
        } else if (kind < 60) {
            if (record == null) {
                put(pair, number, random);
            }
        } else if (kind < 75) {
            ByteString value = Samples.random(random);
            assertThat(log.setValue(number, value)).isEqualTo(record == null ? null : record.value());
            model.computeIfPresent(number, (same, old) -> new Record(old.key(), value));
        } else if (kind < 99 || random.nextInt(20) > 0) {
            assertThat(log.key(number)).isEqualTo(record == null ? null : record.key());
            assertThat(log.value(number)).isEqualTo(record == null ? null : record.value());
            assertThat(log.keyEquals(number, record == null ? ByteString.EMPTY : record.key()))
                    .isEqualTo(record != null);
            assertThat(log.valueEquals(number, record == null ? ByteString.EMPTY : record.value()))
                    .isEqualTo(record != null);
        } else {
            log.clear();
            model.clear();
        }
    }

    private static long someNumber(NavigableMap<Long, Record> model, Random random, long next) {
        if (model.isEmpty() || random.nextInt(4) == 0) {
            return 1 + (long) (random.nextDouble() * (next - 1));
        }
        return switch (random.nextInt(4)) {
            case 0 -> model.firstKey();
            case 1 -> model.lastKey();
            case 2 -> Math.max(1, model.firstKey() - 1);
            default -> {
                Long below = model.floorKey(1 + (long) (random.nextDouble() * next));
                yield below == null ? model.firstKey() : below;
            }
        };
    }
}
