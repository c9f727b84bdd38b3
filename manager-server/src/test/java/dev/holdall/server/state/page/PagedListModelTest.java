package dev.holdall.server.state.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations on a paged list and on an {@link ArrayList}, with snapshots that go their own ways. */
class PagedListModelTest {
    private record Pair(PagedList list, List<ByteString> model) {
        Pair() {
            this(new PagedList(), new ArrayList<>());
        }

        Pair snapshot() {
            return new Pair(list.snapshot(), new ArrayList<>(model));
        }

        void check() {
            TreeCheck.check(list.tree());
            assertThat(list.size()).isEqualTo(model.size());
            assertThat(list.bytes())
                    .isEqualTo(model.stream().mapToLong(ByteString::size).sum());
            PagedList.Cursor cursor = list.cursor(0);
            for (ByteString element : model) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.length()).isEqualTo(element.size());
                assertThat(cursor.elementEquals(element)).isTrue();
            }
            assertThat(cursor.next()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void behavesAsAnArrayList(long seed) {
        Random random = new Random(seed);
        Pair current = new Pair();
        Deque<Pair> others = new ArrayDeque<>();
        for (int step = 1; step <= 30_000; step++) {
            // Half of the time it grows, half of the time it shrinks, so that pages come and go.
            change(current, random, step / 3_000 % 2 == 0);
            if (random.nextInt(400) == 0) {
                Pair snapshot = current.snapshot();
                // Odd seeds go on with the original, even ones with the snapshot.
                others.add(seed % 2 == 1 ? snapshot : current);
                current = seed % 2 == 1 ? current : snapshot;
                if (others.size() > 4) {
                    others.remove().check();
                }
            }
            if (step % 2_000 == 0) {
                current.check();
            }
        }
        current.check();
        others.forEach(Pair::check);
    }

    private static void change(Pair pair, Random random, boolean grow) {
        PagedList list = pair.list;
        List<ByteString> model = pair.model;
        int size = model.size();
        int kind = random.nextInt(100);
        if (size == 0 || kind < (grow ? 60 : 30)) {
            ByteString element = Samples.random(random);
            int at = switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> size / 2;
                case 2 -> random.nextInt(size + 1);
                default -> size;
            };
            if (at == size && random.nextBoolean()) {
                list.add(element);
            } else {
                list.insert(at, element);
            }
            model.add(at, element);
        } else if (kind < 75) {
            int at = switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> size / 2;
                case 2 -> random.nextInt(size);
                default -> size - 1;
            };
            assertThat(list.remove(at)).isEqualTo(model.remove(at));
        } else if (kind < 85) {
            int at = random.nextInt(size);
            ByteString element = Samples.random(random);
            assertThat(list.set(at, element)).isEqualTo(model.set(at, element));
        } else if (kind < 95) {
            look(pair, random);
        } else {
            changeMany(pair, random, grow);
        }
    }

    private static void changeMany(Pair pair, Random random, boolean grow) {
        PagedList list = pair.list;
        List<ByteString> model = pair.model;
        int kind = random.nextInt(100);
        if (kind < 60) {
            int from = random.nextInt(model.size() + 1);
            int most = random.nextInt(10) > 0 ? 10 : grow ? 100 : 1_000;
            int to = from + Math.min(model.size() - from, random.nextInt(most));
            list.removeRange(from, to);
            model.subList(from, to).clear();
        } else if (kind < 98) {
            int at = random.nextInt(model.size() + 1);
            for (int i = 0; i < 30; i++) {
                ByteString element = Samples.sized(random.nextInt(300), i);
                list.insert(at + i, element);
                model.add(at + i, element);
            }
        } else if (kind < 99) {
            list.reverse();
            Collections.reverse(model);
        } else if (random.nextInt(5) == 0) {
            list.clear();
            model.clear();
        }
    }

    private static void look(Pair pair, Random random) {
        int at = random.nextInt(pair.model.size());
        ByteString element = pair.model.get(at);
        assertThat(pair.list.get(at)).isEqualTo(element);
        assertThat(pair.list.equalsAt(at, element)).isTrue();
        assertThat(pair.list.equalsAt(at, element.concat(Samples.text("x")))).isFalse();
        if (random.nextInt(5) == 0) {
            assertThat(pair.list.indexOf(element)).isEqualTo(pair.model.indexOf(element));
            assertThat(pair.list.lastIndexOf(element)).isEqualTo(pair.model.lastIndexOf(element));
            assertThat(pair.list.count(element)).isEqualTo(Collections.frequency(pair.model, element));
            PagedList.Cursor cursor = pair.list.cursor(at);
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.element()).isEqualTo(element);
        }
    }
}
