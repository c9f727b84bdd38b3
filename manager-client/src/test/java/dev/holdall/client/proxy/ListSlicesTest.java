package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdall.client.ManagerFixture;
import dev.holdall.client.Refused;
import dev.holdall.client.Refused.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Python's slices of a list, sorting in the manager, and copies. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ListSlicesTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static SharedList<String> list(String... elements) {
        SharedList<String> list = MANAGERS.manager().list(String.class);
        list.addAll(Arrays.asList(elements));
        return list;
    }

    @Test
    void slice() {
        SharedList<String> list = list("a", "b", "c", "d");
        assertThat(list.slice(1, 3)).containsExactly("b", "c");
        assertThat(list.slice(-2, null)).containsExactly("c", "d");
        assertThat(list.slice(null, -1)).containsExactly("a", "b", "c");
        assertThat(list.slice(null, null, -2)).containsExactly("d", "b");
        assertThat(list.slice(5, 9)).isEmpty();
        List<String> copy = list.slice(null, null);
        copy.add("e");
        assertThat(list).containsExactly("a", "b", "c", "d");
        assertThatIllegalArgumentException().isThrownBy(() -> list.slice(0, 1, 0));
    }

    @Test
    void slice_ofManyPages_isOfOneMoment() throws Exception {
        SharedList<Integer> list = MANAGERS.manager().list("moving", Integer.class);
        list.addAll(IntStream.range(0, 20_000).boxed().toList());
        assertThat(list.slice(null, null, -1))
                .hasSize(20_000)
                .startsWith(19_999)
                .endsWith(0);
        AtomicBoolean stop = new AtomicBoolean();
        Waiting<Void> other = Waiting.start(() -> {
            SharedList<Integer> there = MANAGERS.other().list("moving", Integer.class);
            for (int i = 0; i < 5 && !stop.get(); i++) {
                // All move on by one, in one step.
                there.setSlice(
                        null, null, IntStream.range(i + 1, i + 20_001).boxed().toList());
            }
            return null;
        });
        for (int i = 0; i < 5; i++) {
            List<Integer> seen = list.slice(null, null);
            assertThat(seen).hasSize(20_000);
            assertThat(seen.get(19_999) - seen.get(0)).isEqualTo(19_999);
        }
        stop.set(true);
        other.get();
    }

    @Test
    void removeSlice_and_setSlice() {
        SharedList<String> list = list("a", "b", "c", "d", "e");
        assertThat(list.removeSlice(null, null, 2)).isEqualTo(3);
        assertThat(list).containsExactly("b", "d");
        list.setSlice(1, 1, List.of("x", "y"));
        assertThat(list).containsExactly("b", "x", "y", "d");
        list.setSlice(null, null, -2, List.of("1", "2"));
        assertThat(list).containsExactly("b", "2", "y", "1");
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> list.setSlice(null, null, 2, List.of("1")))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
        assertThatIllegalArgumentException().isThrownBy(() -> list.removeSlice(0, 1, 0));
        assertThat(list.removeSlice(-1, null, 1)).isEqualTo(1);
        assertThat(list).containsExactly("b", "2", "y");
    }

    @Test
    void subList_clear_removesWhatIsLeft() {
        SharedList<String> list = list("a", "b", "c", "d", "e");
        List<String> range = list.subList(1, 4);
        List<String> inner = range.subList(1, 2);
        inner.clear();
        assertThat(list).containsExactly("a", "b", "d", "e");
        assertThat(range).containsExactly("b", "d");
        list.removeLast();
        list.removeLast();
        range.clear();
        assertThat(list).containsExactly("a");
        assertThat(range).isEmpty();
        range.add("z");
        assertThat(list).containsExactly("a", "z");
    }

    @Test
    void repeat() {
        SharedList<String> list = list("a", "b");
        list.repeat(2);
        assertThat(list).containsExactly("a", "b", "a", "b");
        assertThatIllegalArgumentException().isThrownBy(() -> list.repeat(-1));
        list.repeat(0);
        assertThat(list).isEmpty();
    }

    @Test
    void copies() {
        SharedList<String> list = list("a", null);
        List<String> copy = list.copy();
        copy.add("b");
        assertThat(copy).containsExactly("a", null, "b");
        assertThat(list).containsExactly("a", null);
        SharedDict<String, Integer> dict = MANAGERS.manager().dict(String.class, Integer.class);
        dict.put("b", 1);
        dict.put("a", 2);
        Map<String, Integer> entries = dict.copy();
        entries.put("c", 3);
        assertThat(entries).containsExactly(Map.entry("b", 1), Map.entry("a", 2), Map.entry("c", 3));
        assertThat(dict).hasSize(2);
    }

    @Test
    void sort_inTheManager_orHere_alike() {
        List<Integer> shuffled =
                new ArrayList<>(IntStream.range(0, 5_000).boxed().toList());
        Collections.shuffle(shuffled, new Random(3));
        for (Comparator<Integer> order : Arrays.<Comparator<Integer>>asList(
                null,
                Comparator.naturalOrder(),
                Comparator.reverseOrder(),
                Collections.reverseOrder(),
                Comparator.<Integer>naturalOrder().reversed(),
                Comparator.comparing(n -> n % 10))) {
            List<Integer> model = new ArrayList<>(shuffled);
            model.sort(order);
            SharedList<Integer> list = MANAGERS.manager().list(Integer.class);
            list.addAll(shuffled);
            list.sort(order);
            assertThat(list.copy()).isEqualTo(model);
        }
        SharedList<Boolean> flags = MANAGERS.manager().list(Boolean.class);
        flags.addAll(List.of(true, false, true));
        flags.sort(Comparator.reverseOrder());
        assertThat(flags).containsExactly(true, true, false);
    }

    @Test
    void async() throws Exception {
        SharedList<String> list = list("a", "b", "c");
        assertThat(list.async().removeSlice(0, 1, 1).get(30, TimeUnit.SECONDS)).isEqualTo(1);
        list.async().setSlice(1, null, 1, List.of("x")).get(30, TimeUnit.SECONDS);
        list.async().repeat(2).get(30, TimeUnit.SECONDS);
        assertThat(list).containsExactly("b", "x", "b", "x");
    }
}
