package dev.holdall.client.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdall.client.ManagerFixture;
import dev.holdall.client.proxy.SharedSet;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Python's {@code set}, method by method. */
@Timeout(60)
class PythonSetTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static SharedSet<Integer> set(Integer... elements) {
        SharedSet<Integer> set = MANAGERS.manager().set(Integer.class);
        set.addAll(List.of(elements));
        return set;
    }

    @Test
    @Python("set")
    void newSet() {
        assertThat(MANAGERS.manager().set(Integer.class)).isEmpty();
        assertThat(set(2, 1, 2)).containsExactly(2, 1);
        MANAGERS.manager().set("named", Integer.class).add(1);
        assertThat(MANAGERS.other().set("named", Integer.class)).containsExactly(1);
    }

    @Test
    @Python("set.__contains__")
    void in() {
        SharedSet<Integer> s = set(1);
        assertThat(s.contains(1)).isTrue();
        assertThat(s.contains(2)).isFalse();
    }

    @Test
    @Python("set.__len__")
    void len() {
        assertThat(set().size()).isZero();
        assertThat(set(1, 2, 1).size()).isEqualTo(2);
    }

    @Test
    @Python("set.__iter__")
    void iter() {
        List<Integer> seen = new ArrayList<>();
        for (Integer element : set(3, 1, 2)) {
            seen.add(element);
        }
        assertThat(seen).containsExactly(3, 1, 2);
    }

    @Test
    @Python("set.add")
    void add() {
        SharedSet<Integer> s = set();
        assertThat(s.add(1)).isTrue();
        assertThat(s.add(1)).isFalse();
        assertThat(s).containsExactly(1);
    }

    @Test
    @Python("set.discard")
    void discard() {
        SharedSet<Integer> s = set(1, 2);
        s.remove(1);
        s.remove(3);
        assertThat(s).containsExactly(2);
    }

    @Test
    @Python("set.remove")
    void remove() {
        SharedSet<Integer> s = set(1, 2);
        assertThat(s.remove(1)).isTrue();
        assertThat(s.remove(1)).isFalse();
        assertThat(s).containsExactly(2);
    }

    @Test
    @Python("set.pop")
    void pop() {
        SharedSet<Integer> s = set(3, 1);
        assertThat(s.pop()).isEqualTo(3);
        assertThat(s.poll()).isEqualTo(1);
        assertThat(s.poll()).isNull();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(s::pop);
    }

    @Test
    @Python("set.clear")
    void clear() {
        SharedSet<Integer> s = set(1, 2);
        s.clear();
        s.clear();
        assertThat(s).isEmpty();
    }

    @Test
    @Python("set.copy")
    @Python("proxy._getvalue")
    void copy() {
        SharedSet<Integer> s = set(2, 1);
        Set<Integer> copy = s.copy();
        SharedSet<Integer> shared = s.union();
        s.clear();
        assertThat(copy).containsExactly(2, 1);
        assertThat(shared).containsExactly(2, 1);
    }

    @Test
    @Python("set.union")
    void union() {
        SharedSet<Integer> s = set(1, 2);
        assertThat(s.union(set(2, 3), set(4))).containsExactlyInAnyOrder(1, 2, 3, 4);
        assertThat(s).containsExactly(1, 2);
    }

    @Test
    @Python("set.intersection")
    void intersection() {
        SharedSet<Integer> s = set(1, 2, 3);
        assertThat(s.intersection(set(2, 3, 4), set(3, 5))).containsExactly(3);
        assertThat(s.intersection(set())).isEmpty();
        assertThat(s).containsExactly(1, 2, 3);
    }

    @Test
    @Python("set.difference")
    void difference() {
        SharedSet<Integer> s = set(1, 2, 3, 4);
        assertThat(s.difference(set(2), set(4, 5))).containsExactlyInAnyOrder(1, 3);
        assertThat(s.difference(s)).isEmpty();
        assertThat(s).containsExactly(1, 2, 3, 4);
    }

    @Test
    @Python("set.symmetric_difference")
    void symmetricDifference() {
        SharedSet<Integer> s = set(1, 2);
        assertThat(s.symmetricDifference(set(2, 3))).containsExactlyInAnyOrder(1, 3);
        assertThat(s).containsExactly(1, 2);
    }

    @Test
    @Python("set.update")
    void update() {
        SharedSet<Integer> s = set(1, 2);
        assertThat(s.unionUpdate(set(2, 3), set(4, 1))).isTrue();
        assertThat(s).containsExactlyInAnyOrder(1, 2, 3, 4);
        assertThat(s.unionUpdate(set(1), s)).isFalse();
        s.addAll(List.of(5, 1)); // any iterable
        assertThat(s).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    }

    @Test
    @Python("set.intersection_update")
    void intersectionUpdate() {
        SharedSet<Integer> s = set(1, 2, 3, 4);
        assertThat(s.intersectionUpdate(set(4, 3, 2), set(3, 4, 5))).isTrue();
        assertThat(s).containsExactlyInAnyOrder(3, 4);
        s.retainAll(List.of(4));
        assertThat(s).containsExactly(4);
    }

    @Test
    @Python("set.difference_update")
    void differenceUpdate() {
        SharedSet<Integer> s = set(1, 2, 3, 4);
        assertThat(s.differenceUpdate(set(1), set(2, 9))).isTrue();
        assertThat(s).containsExactlyInAnyOrder(3, 4);
        s.removeAll(List.of(3));
        assertThat(s).containsExactly(4);
        s.differenceUpdate(s); // s -= s
        assertThat(s).isEmpty();
    }

    @Test
    @Python("set.symmetric_difference_update")
    void symmetricDifferenceUpdate() {
        SharedSet<Integer> s = set(1, 2, 3);
        assertThat(s.symmetricDifferenceUpdate(set(3, 4))).isTrue();
        assertThat(s).containsExactlyInAnyOrder(1, 2, 4);
        s.symmetricDifferenceUpdate(s); // s ^= s
        assertThat(s).isEmpty();
    }

    @Test
    @Python("set.isdisjoint")
    void isDisjoint() {
        assertThat(set(1, 2).isDisjoint(set(3))).isTrue();
        assertThat(set(1, 2).isDisjoint(set(2, 3))).isFalse();
        assertThat(set().isDisjoint(set())).isTrue();
    }

    @Test
    @Python("set.issubset")
    void isSubset() {
        SharedSet<Integer> s = set(1, 2);
        assertThat(s.isSubsetOf(set(2, 1, 3))).isTrue();
        assertThat(s.isSubsetOf(set(1, 3))).isFalse();
        assertThat(set().isSubsetOf(s)).isTrue();
        assertThat(s.isSubsetOf(set(2, 1))).isTrue();
        assertThat(s).isEqualTo(set(2, 1)); // so it is no proper one
    }

    @Test
    @Python("set.issuperset")
    void isSuperset() {
        SharedSet<Integer> s = set(1, 2);
        assertThat(s.isSupersetOf(set(2))).isTrue();
        assertThat(s.isSupersetOf(set(2, 3))).isFalse();
        assertThat(s.isSupersetOf(set())).isTrue();
        assertThat(s.isSupersetOf(set(2, 1))).isTrue();
        assertThat(s).isNotEqualTo(set(2)); // so that is a proper one
    }
}
