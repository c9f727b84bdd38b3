package dev.holdall.client.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdall.client.ManagerFixture;
import dev.holdall.client.Refused;
import dev.holdall.client.proxy.SharedList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Python's {@code list}, method by method. */
@Timeout(60)
class PythonListTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static SharedList<Integer> list(Integer... elements) {
        SharedList<Integer> list = MANAGERS.manager().list(Integer.class);
        list.addAll(List.of(elements));
        return list;
    }

    private static SharedList<String> words(String... elements) {
        SharedList<String> list = MANAGERS.manager().list(String.class);
        list.addAll(List.of(elements));
        return list;
    }

    @Test
    @Python("list")
    void newList() {
        assertThat(MANAGERS.manager().list(String.class)).isEmpty();
        assertThat(words("a", "b")).containsExactly("a", "b");
        MANAGERS.manager().list("named", String.class).add("a");
        assertThat(MANAGERS.other().list("named", String.class)).containsExactly("a");
    }

    @Test
    @Python("list.__getitem__")
    void getItem() {
        SharedList<Integer> l = list(10, 20, 30);
        assertThat(l.get(0)).isEqualTo(10);
        assertThat(l.get(2)).isEqualTo(30);
        assertThat(l.getLast()).isEqualTo(30); // l[-1]
        assertThat(l.slice(-2, -1)).containsExactly(20); // l[-2]
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> l.get(3));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> l.get(-1));
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> list().getLast());
    }

    @Test
    @Python("list.__getitem__(slice)")
    void getSlice() {
        SharedList<Integer> l = list(0, 1, 2, 3, 4, 5);
        assertThat(l.slice(1, 3)).containsExactly(1, 2);
        assertThat(l.slice(null, 2)).containsExactly(0, 1);
        assertThat(l.slice(4, null)).containsExactly(4, 5);
        assertThat(l.slice(-2, null)).containsExactly(4, 5);
        assertThat(l.slice(1, -1, 2)).containsExactly(1, 3);
        assertThat(l.slice(null, null, -1)).containsExactly(5, 4, 3, 2, 1, 0);
        assertThat(l.slice(4, 1, -2)).containsExactly(4, 2);
        assertThat(l.slice(-1, -4, -1)).containsExactly(5, 4, 3);
        assertThat(l.slice(-100, 100)).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(l.slice(3, 1)).isEmpty();
        assertThat(l.slice(7, 9)).isEmpty();
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> l.slice(0, 1, 0));
    }

    @Test
    @Python("list.__setitem__")
    void setItem() {
        SharedList<Integer> l = list(10, 20, 30);
        l.set(0, 11);
        l.setSlice(-1, null, List.of(31)); // l[-1] = 31
        assertThat(l).containsExactly(11, 20, 31);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> l.set(3, 40));
    }

    @Test
    @Python("list.__setitem__(slice)")
    void setSlice() {
        SharedList<Integer> l = list(0, 1, 2, 3, 4, 5);
        l.setSlice(1, 3, List.of(7, 8, 9));
        assertThat(l).containsExactly(0, 7, 8, 9, 3, 4, 5);
        l.setSlice(1, 4, List.of());
        assertThat(l).containsExactly(0, 3, 4, 5);
        l.setSlice(100, 200, List.of(6));
        assertThat(l).containsExactly(0, 3, 4, 5, 6);
        l.setSlice(3, 1, List.of(9)); // goes in before index 3
        assertThat(l).containsExactly(0, 3, 4, 9, 5, 6);
        l.setSlice(null, null, 2, List.of(-1, -2, -3));
        assertThat(l).containsExactly(-1, 3, -2, 9, -3, 6);
        l.setSlice(null, null, -1, List.of(1, 2, 3, 4, 5, 6));
        assertThat(l).containsExactly(6, 5, 4, 3, 2, 1);
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> l.setSlice(null, null, 2, List.of(1, 2)))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Refused.Reason.INVALID_ARGUMENT));
        assertThat(l).containsExactly(6, 5, 4, 3, 2, 1);
    }

    @Test
    @Python("list.__delitem__")
    void delItem() {
        SharedList<Integer> l = list(10, 20, 30);
        l.remove(1);
        assertThat(l).containsExactly(10, 30);
        l.removeSlice(-1, null, 1); // del l[-1]
        assertThat(l).containsExactly(10);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> l.remove(1));
    }

    @Test
    @Python("list.__delitem__(slice)")
    void delSlice() {
        SharedList<Integer> l = list(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(l.removeSlice(1, 3, 1)).isEqualTo(2);
        assertThat(l).containsExactly(0, 3, 4, 5, 6, 7);
        assertThat(l.removeSlice(null, null, 2)).isEqualTo(3);
        assertThat(l).containsExactly(3, 5, 7);
        assertThat(l.removeSlice(null, null, -2)).isEqualTo(2);
        assertThat(l).containsExactly(5);
        assertThat(l.removeSlice(3, 9, 1)).isZero();
        SharedList<Integer> range = list(0, 1, 2, 3);
        range.removeRange(1, 3);
        assertThat(range).containsExactly(0, 3);
    }

    @Test
    @Python("list.append")
    void append() {
        SharedList<Integer> l = list(1);
        l.add(2);
        l.add(null);
        assertThat(l).containsExactly(1, 2, null);
    }

    @Test
    @Python("list.extend")
    void extend() {
        SharedList<Integer> l = list(1);
        l.addAll(List.of(2, 3));
        l.addAll(List.of());
        l.addAll(l); // l += l
        assertThat(l).containsExactly(1, 2, 3, 1, 2, 3);
    }

    @Test
    @Python("list.insert")
    void insert() {
        SharedList<Integer> l = list(1, 2);
        l.add(0, 0);
        l.add(3, 9);
        assertThat(l).containsExactly(0, 1, 2, 9);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> l.add(5, 5));
        l.setSlice(-1, -1, List.of(8)); // l.insert(-1, 8)
        l.setSlice(100, 100, List.of(10)); // l.insert(100, 10)
        l.setSlice(-100, -100, List.of(-1)); // l.insert(-100, -1)
        assertThat(l).containsExactly(-1, 0, 1, 2, 8, 9, 10);
    }

    @Test
    @Python("list.pop")
    void pop() {
        SharedList<Integer> l = list(1, 2, 3, 4, 5);
        assertThat(l.removeLast()).isEqualTo(5);
        assertThat(l.removeFirst()).isEqualTo(1);
        assertThat(l.remove(1)).isEqualTo(3);
        assertThat(l.pop(-2)).isEqualTo(2);
        assertThat(l.pop(0)).isEqualTo(4);
        assertThat(l).isEmpty();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(l::removeLast);
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(l::removeFirst);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> l.pop(0));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> l.pop(-1));
        l.add(1);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> l.pop(-2));
        assertThat(l).containsExactly(1);
    }

    @Test
    @Python("list.remove")
    void remove() {
        SharedList<String> l = words("a", "b", "a");
        assertThat(l.remove("a")).isTrue();
        assertThat(l).containsExactly("b", "a");
        assertThat(l.remove("c")).isFalse();
        assertThat(l).containsExactly("b", "a");
    }

    @Test
    @Python("list.reverse")
    void reverse() {
        SharedList<Integer> l = list(1, 2, 3);
        l.reverse();
        assertThat(l).containsExactly(3, 2, 1);
        SharedList<Integer> empty = list();
        empty.reverse();
        assertThat(empty).isEmpty();
    }

    @Test
    @Python("list.sort")
    void sort() {
        SharedList<String> l = words("bb", "a", "cc", "c");
        l.sort(null);
        assertThat(l).containsExactly("a", "bb", "c", "cc");
        l.sort(Comparator.reverseOrder());
        assertThat(l).containsExactly("cc", "c", "bb", "a");
        l.sort(Comparator.comparing(String::length)); // by a key, and stable
        assertThat(l).containsExactly("c", "a", "cc", "bb");
        l.sort(Comparator.comparing(String::length).reversed()); // in reverse, and stable all the same
        assertThat(l).containsExactly("cc", "bb", "c", "a");
    }

    @Test
    @Python("list.count")
    void count() {
        SharedList<Integer> l = list(1, 2, 1);
        assertThat(l.count(1)).isEqualTo(2);
        assertThat(l.count(3)).isZero();
    }

    @Test
    @Python("list.index")
    void index() {
        SharedList<String> l = words("a", "b", "a", "c");
        assertThat(l.indexOf("a")).isZero();
        assertThat(l.indexOf("c")).isEqualTo(3);
        assertThat(l.indexOf("d")).isEqualTo(-1);
        assertThat(1 + l.subList(1, 4).indexOf("a")).isEqualTo(2); // l.index("a", 1, 4)
        assertThat(l.subList(1, 3).indexOf("c")).isEqualTo(-1);
    }

    @Test
    @Python("list.__len__")
    void len() {
        assertThat(list().size()).isZero();
        assertThat(list(1, 2, 3).size()).isEqualTo(3);
    }

    @Test
    @Python("list.__contains__")
    void in() {
        SharedList<Integer> l = list(1, 2);
        assertThat(l.contains(2)).isTrue();
        assertThat(l.contains(3)).isFalse();
        assertThat(l.contains(null)).isFalse();
    }

    @Test
    @Python("list.__add__")
    void plus() {
        SharedList<Integer> l = list(1, 2);
        List<Integer> sum = l.copy();
        sum.addAll(List.of(3));
        assertThat(sum).containsExactly(1, 2, 3);
        assertThat(l).containsExactly(1, 2);
    }

    @Test
    @Python("list.__mul__")
    void times() {
        SharedList<Integer> l = list(1, 2);
        SharedList<Integer> twice = list();
        twice.addAll(l);
        twice.repeat(2);
        assertThat(twice).containsExactly(1, 2, 1, 2);
        assertThat(l).containsExactly(1, 2);
    }

    @Test
    @Python("list.__imul__")
    void timesInPlace() {
        SharedList<Integer> l = list(1, 2);
        l.repeat(3);
        assertThat(l).containsExactly(1, 2, 1, 2, 1, 2);
        l.repeat(1);
        assertThat(l).hasSize(6);
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> l.repeat(-1));
        l.repeat(0);
        assertThat(l).isEmpty();
    }

    @Test
    @Python("list.__iter__")
    void iter() {
        List<Integer> seen = new ArrayList<>();
        for (Integer element : list(3, 1, 2)) {
            seen.add(element);
        }
        assertThat(seen).containsExactly(3, 1, 2);
    }

    @Test
    @Python("list.__reversed__")
    void reversed() {
        SharedList<Integer> l = list(3, 1, 2);
        assertThat(l.slice(null, null, -1)).containsExactly(2, 1, 3);
        assertThat(l).containsExactly(3, 1, 2);
    }

    @Test
    @Python("list.clear")
    void clear() {
        SharedList<Integer> l = list(1, 2);
        l.clear();
        l.clear();
        assertThat(l).isEmpty();
    }

    @Test
    @Python("list.copy")
    @Python("proxy._getvalue")
    void copy() {
        SharedList<Integer> l = list(1, 2);
        List<Integer> copy = l.copy();
        assertThat(l.slice(null, null)).isEqualTo(copy);
        copy.add(3);
        assertThat(l).containsExactly(1, 2);
        l.clear();
        assertThat(copy).containsExactly(1, 2, 3);
    }

    @Test
    @Python("proxy.__str__")
    void str() {
        SharedList<Integer> l = list(1, 2);
        assertThat(l.toString()).isEqualTo("[1, 2]");
        l.addAll(l.copy());
        l.repeat(100);
        assertThat(l.toString()).startsWith("[1, 2, 1, 2, ").endsWith("...]");
    }
}
