package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.ManagerFixture;
import dev.holdall.client.TypeRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a list does in bulk, alone and while others change it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ListOperationsTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static List<Integer> upTo(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    private static <E> SharedList<E> list(Class<E> type, Collection<E> elements) {
        SharedList<E> list = MANAGERS.manager().list(type);
        list.addAll(elements);
        return list;
    }

    record Score(String name, int points) {}

    @Test
    void pop_countsFromEitherEnd() {
        SharedList<Integer> list = list(Integer.class, upTo(5));
        assertThat(list.pop(-2)).isEqualTo(3);
        assertThat(list.pop(1)).isEqualTo(1);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.pop(-4));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.pop(3));
        assertThat(list).containsExactly(0, 2, 4);
        assertThat(list.pop(-3)).isZero();
    }

    // Sorting ----------------------------------------------------------------------------------------------------

    @Test
    void sort_natural() {
        SharedList<String> list = list(String.class, List.of("c", "a", "b", "a"));
        list.sort(null);
        assertThat(list).containsExactly("a", "a", "b", "c");
        Collections.sort(list);
        assertThat(list).containsExactly("a", "a", "b", "c");
        list.sort(Comparator.reverseOrder());
        assertThat(list).containsExactly("c", "b", "a", "a");
    }

    @Test
    void sort_emptyOrSingle() {
        SharedList<String> list = MANAGERS.manager().list(String.class);
        list.sort(null);
        assertThat(list).isEmpty();
        list.add(null);
        list.sort(null);
        assertThat(list).containsExactly((String) null);
    }

    @Test
    void sort_isStable() {
        SharedList<Score> list = list(
                Score.class,
                List.of(new Score("Sam", 9), new Score("Adam", 10), new Score("Kevin", 9), new Score("Jeff", 10)));
        list.sort(Comparator.comparingInt(Score::points));
        assertThat(list).extracting(Score::name).containsExactly("Sam", "Kevin", "Adam", "Jeff");
    }

    @Test
    void sort_nullElements() {
        SharedList<String> list = list(String.class, Arrays.asList("b", null, "a"));
        assertThatNullPointerException().isThrownBy(() -> list.sort(null));
        assertThat(list).containsExactly("b", null, "a");
        list.sort(Comparator.nullsFirst(Comparator.naturalOrder()));
        assertThat(list).containsExactly(null, "a", "b");
    }

    @Test
    void sort_elementsWithoutAnOrder_changesNothing() {
        SharedList<Object> list = MANAGERS.manager().list(new TypeRef<Object>() {});
        list.addAll(List.of("a", 1));
        assertThatThrownBy(() -> list.sort(null)).isInstanceOf(ClassCastException.class);
        assertThat(list).containsExactly("a", 1);
        assertThatThrownBy(() -> list.sort((a, b) -> {
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        assertThat(list).containsExactly("a", 1);
    }

    @Test
    void sort_manyElements() {
        List<Integer> shuffled = new ArrayList<>(upTo(100_000));
        Collections.shuffle(shuffled, new Random(7));
        SharedList<Integer> list = list(Integer.class, shuffled);
        list.sort(null);
        assertThat(list.stream().toList()).isEqualTo(upTo(100_000));
    }

    @Test
    void sort_changedMeanwhile_startsAgain() {
        SharedList<Integer> list = list(Integer.class, List.of(3, 2, 1));
        AtomicInteger rounds = new AtomicInteger();
        list.sort((a, b) -> {
            if (rounds.getAndIncrement() == 0) {
                list.add(0);
            }
            return Integer.compare(a, b);
        });
        assertThat(list).containsExactly(0, 1, 2, 3);
    }

    @Test
    void sort_changedAgainAndAgain_givesUpAndLosesNothing() {
        SharedList<Integer> list = list(Integer.class, List.of(3, 2, 1));
        assertThatExceptionOfType(ConcurrentModificationException.class)
                .isThrownBy(() -> list.sort((a, b) -> {
                    list.set(0, list.get(0) + 10);
                    return Integer.compare(a, b);
                }));
        assertThat(list.subList(1, 3)).containsExactly(2, 1);
        assertThat(list.get(0)).isGreaterThan(10);
    }

    @Test
    void reverse() {
        SharedList<Integer> list = list(Integer.class, upTo(20_001));
        list.reverse();
        List<Integer> expected = new ArrayList<>(upTo(20_001));
        Collections.reverse(expected);
        assertThat(list.stream().toList()).isEqualTo(expected);
        Collections.swap(list, 0, 1);
        assertThat(list.subList(0, 2)).containsExactly(19_999, 20_000);
    }

    // Filters and operators --------------------------------------------------------------------------------------

    @Test
    void replaceAll_manyElements() {
        SharedList<Integer> list = list(Integer.class, upTo(50_000));
        list.replaceAll(i -> i + 1);
        assertThat(list.stream().toList())
                .isEqualTo(IntStream.rangeClosed(1, 50_000).boxed().toList());
    }

    /** What grows a hundredfold does not fit into one request any more. */
    @Test
    void replaceAll_withLargerElements() {
        SharedList<String> list = MANAGERS.manager().list(String.class);
        list.addAll(Collections.nCopies(4_000, "x"));
        String large = "y".repeat(6_000);
        list.replaceAll(element -> large);
        assertThat(list.count(large)).isEqualTo(4_000);
        list.clear();
    }

    @Test
    void replaceAll_changedMeanwhile_readsAgain() {
        SharedList<Integer> list = list(Integer.class, List.of(1, 2, 3));
        AtomicBoolean disturbed = new AtomicBoolean();
        list.replaceAll(i -> {
            if (i == 2 && disturbed.compareAndSet(false, true)) {
                list.set(2, 50);
            }
            return i * 10;
        });
        assertThat(list).containsExactly(10, 20, 500);
    }

    @Test
    void removeIf_manyElementsAndChangedMeanwhile() {
        SharedList<Integer> list = list(Integer.class, upTo(50_000));
        AtomicBoolean disturbed = new AtomicBoolean();
        assertThat(list.removeIf(i -> {
                    if (i == 7 && disturbed.compareAndSet(false, true)) {
                        list.set(0, 2);
                    }
                    return i % 2 == 1;
                }))
                .isTrue();
        List<Integer> even =
                new ArrayList<>(upTo(50_000).stream().filter(i -> i % 2 == 0).toList());
        even.set(0, 2);
        assertThat(list.stream().toList()).isEqualTo(even);
        assertThat(list.removeIf(i -> i < 0)).isFalse();
        assertThatThrownBy(() -> list.removeIf(i -> {
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        assertThat(list).hasSize(25_000);
    }

    @Test
    void addAll_itself() {
        SharedList<Integer> list = list(Integer.class, List.of(1, 2));
        assertThat(list.addAll(list)).isTrue();
        assertThat(list.addAll(1, list)).isTrue();
        assertThat(list).containsExactly(1, 1, 2, 1, 2, 2, 1, 2);
    }

    @Test
    void addAll_aBadElementAddsNone() {
        SharedList<String> list = list(String.class, List.of("a"));
        List<String> bad = new ArrayList<>(Collections.nCopies(100, "x".repeat(100_000)));
        bad.add("\uD800");
        assertThatThrownBy(() -> list.addAll(bad)).isInstanceOf(IllegalArgumentException.class);
        assertThat(list).containsExactly("a");
    }

    // Sub-lists --------------------------------------------------------------------------------------------------

    @Test
    void subList_readsAndWritesThrough() {
        SharedList<Integer> list = list(Integer.class, upTo(10));
        List<Integer> part = list.subList(2, 6);
        assertThat(part).containsExactly(2, 3, 4, 5);
        part.set(0, 20);
        part.add(60);
        part.remove(1);
        part.subList(1, 3).replaceAll(i -> -i);
        assertThat(part).containsExactly(20, -4, -5, 60);
        assertThat(list).containsExactly(0, 1, 20, -4, -5, 60, 6, 7, 8, 9);
        part.sort(null);
        assertThat(part).containsExactly(-5, -4, 20, 60);
        part.subList(1, 2).clear();
        part.removeIf(i -> i > 50);
        assertThat(part).containsExactly(-5, 20).hasSize(2);
        part.clear();
        assertThat(part).isEmpty();
        assertThat(list).containsExactly(0, 1, 6, 7, 8, 9);
        assertThat(part.addAll(List.of(2, 3))).isTrue();
        assertThat(list).containsExactly(0, 1, 2, 3, 6, 7, 8, 9);
        assertThatThrownBy(() -> part.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> part.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> part.add(3, 5)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** It shows what lies between its indexes now, which is less where the list has become shorter. */
    @Test
    void subList_ofAListThatBecameShorter() {
        SharedList<Integer> list = list(Integer.class, upTo(10));
        List<Integer> part = list.subList(2, 8);
        List<Integer> nested = part.subList(1, 6);
        list.removeRange(4, 10);
        assertThat(new ArrayList<>(part)).containsExactly(2, 3);
        assertThat(part).hasSize(2);
        assertThat(part.stream().toList()).containsExactly(2, 3);
        assertThat(part.toString()).isEqualTo("[2, 3]");
        assertThat(part.indexOf(3)).isEqualTo(1);
        assertThat(nested).containsExactly(3);
        list.clear();
        assertThat(part).isEmpty();
        assertThat(part.toArray()).isEmpty();
        assertThat(part).isEqualTo(List.of());
    }

    // Equality and text ------------------------------------------------------------------------------------------

    @Test
    void equality() {
        SharedList<Integer> list = list(Integer.class, List.of(1, 2));
        assertThat(list.equals(List.of(1, 2))).isTrue();
        assertThat(List.of(1, 2).equals(list)).isTrue();
        assertThat(list.equals(List.of(2, 1))).isFalse();
        assertThat(list.hashCode()).isEqualTo(List.of(1, 2).hashCode());
        assertThat(list.equals(list(Integer.class, List.of(1, 2)))).isTrue();

        SharedQueue<Integer> queue = MANAGERS.manager().queue("equal", Integer.class);
        assertThat(MANAGERS.other().queue("equal", Integer.class))
                .isEqualTo(queue)
                .hasSameHashCodeAs(queue);
        assertThat(MANAGERS.manager().queue(Integer.class)).isNotEqualTo(queue);
        SharedDict<String, Integer> dict = MANAGERS.manager().dict(String.class, Integer.class);
        dict.put("a", 1);
        assertThat(dict.equals(java.util.Map.of("a", 1))).isTrue();
        assertThat(dict.hashCode()).isEqualTo(java.util.Map.of("a", 1).hashCode());
        assertThat(dict.equals(java.util.Map.of("a", 2))).isFalse();
    }

    @Test
    void text_isBounded() {
        SharedList<String> list = list(String.class, Collections.nCopies(100_000, "x".repeat(50)));
        assertThat(list.toString()).hasSizeLessThan(3_000).startsWith("[xxx").endsWith(", ...]");
        list.clear();
        assertThat(list.toString()).isEqualTo("[]");
        list.addAll(List.of("a", "b"));
        assertThat(list.toString()).isEqualTo("[a, b]");
        list.clear();
        // So large that not all of the first few come with one page.
        list.addAll(List.of("y".repeat(70_000), "z", "z"));
        assertThat(list.toString()).hasSizeLessThan(3_000).endsWith(", ...]");

        SharedDict<String, String> dict = MANAGERS.manager().dict(String.class, String.class);
        dict.put("k".repeat(1_000), "v".repeat(1_000));
        assertThat(dict.toString()).hasSizeLessThan(300).contains("kkk...=vvv").endsWith("vvv...}");
        dict.clear();
        for (int i = 0; i < 1_000; i++) {
            dict.set("k" + i, "v");
        }
        assertThat(dict.toString()).startsWith("{k0=v, k1=v").endsWith(", ...}");

        SharedQueue<Integer> queue = MANAGERS.manager().queue(Integer.class);
        queue.addAll(upTo(21));
        assertThat(queue.toString()).startsWith("[0, 1, ").endsWith("19, ...]");
        queue.poll();
        assertThat(queue.toString()).startsWith("[1, 2, ").endsWith("20]");
    }
}
