package dev.holdall.client.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.proxy.ArrayOf;
import dev.holdall.client.proxy.SharedArray;
import dev.holdall.client.proxy.SharedInteger;
import dev.holdall.client.proxy.SharedNamespace;
import dev.holdall.client.proxy.SharedValue;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Python's {@code Value}, {@code Array} and {@code Namespace}, method by method. */
@Timeout(60)
class PythonValuesTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static Manager manager() {
        return MANAGERS.manager();
    }

    // Value ------------------------------------------------------------------------------------------------------

    @Test
    @Python("Value")
    void newValue() {
        assertThat(manager().value(String.class, "a").get()).isEqualTo("a");
        assertThat(manager().intValue(-1).get()).isEqualTo(-1);
        assertThat(manager().longValue(1L << 40).get()).isEqualTo(1L << 40);
        assertThat(manager().doubleValue(0.5).get()).isEqualTo(0.5);
    }

    @Test
    @Python("Value.get")
    void get() {
        manager().value("named value", Long.class, 5L);
        assertThat(MANAGERS.other().value("named value", Long.class, 5L).get()).isEqualTo(5);
    }

    @Test
    @Python("Value.set")
    void set() {
        SharedValue<String> v = manager().value(String.class, "a");
        v.set("b");
        assertThat(v.get()).isEqualTo("b");
        SharedInteger i = manager().intValue(0);
        i.set(7);
        assertThat(i.get()).isEqualTo(7);
    }

    // Array ------------------------------------------------------------------------------------------------------

    private static SharedArray<Integer, int[]> array(int... elements) {
        return manager().array(ArrayOf.INT, elements);
    }

    @Test
    @Python("Array")
    void newArray() {
        assertThat(array(1, 2).toArray()).containsExactly(1, 2);
        assertThat(manager().array(ArrayOf.DOUBLE, 3).toArray()).containsExactly(0, 0, 0);
        manager().array("named array", ArrayOf.CHAR, new char[] {'a', 'b'});
        assertThat(MANAGERS.other().array("named array", ArrayOf.CHAR, 2).toArray())
                .containsExactly('a', 'b');
    }

    @Test
    @Python("Array.__len__")
    void len() {
        assertThat(array(1, 2, 3).length()).isEqualTo(3);
        assertThat(array().length()).isZero();
    }

    @Test
    @Python("Array.__getitem__")
    void getItem() {
        SharedArray<Integer, int[]> a = array(1, 2);
        assertThat(a.get(1)).isEqualTo(2);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> a.get(2));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> a.get(-1));
    }

    @Test
    @Python("Array.__getitem__(slice)")
    void getSlice() {
        SharedArray<Integer, int[]> a = array(1, 2, 3, 4);
        assertThat(a.get(1, 3)).containsExactly(2, 3);
        assertThat(a.get(2, 2)).isEmpty();
        assertThat(a.toArray()).containsExactly(1, 2, 3, 4);
    }

    @Test
    @Python("Array.__setitem__")
    void setItem() {
        SharedArray<Integer, int[]> a = array(1, 2);
        a.set(0, 7);
        assertThat(a.toArray()).containsExactly(7, 2);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> a.set(2, 0));
    }

    @Test
    @Python("Array.__setitem__(slice)")
    void setSlice() {
        SharedArray<Integer, int[]> a = array(1, 2, 3, 4);
        a.setAll(1, new int[] {8, 9});
        assertThat(a.toArray()).containsExactly(1, 8, 9, 4);
        a.fill(2, 4, 0);
        assertThat(a.toArray()).containsExactly(1, 8, 0, 0);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> a.setAll(3, new int[] {5, 6})); // its length is fixed
        assertThat(a.toArray()).containsExactly(1, 8, 0, 0);
    }

    @Test
    @Python("Array.__iter__")
    void iter() {
        List<Integer> seen = new ArrayList<>();
        for (Integer element : array(3, 1, 2).asList()) {
            seen.add(element);
        }
        assertThat(seen).containsExactly(3, 1, 2);
    }

    // Namespace --------------------------------------------------------------------------------------------------

    /** A namespace with an attribute {@code x}. */
    public interface WithX {
        int x();

        void x(int value);
    }

    @Test
    @Python("Namespace")
    void newNamespace() {
        manager().namespace("named namespace").set("x", "hello");
        assertThat(MANAGERS.other().namespace("named namespace").get("x", String.class))
                .isEqualTo("hello");
        assertThat(manager().namespace().names()).isEmpty();
    }

    @Test
    @Python("Namespace.__getattr__")
    void getAttr() {
        SharedNamespace ns = manager().namespace();
        ns.set("x", 10);
        assertThat(ns.get("x", Integer.class)).isEqualTo(10);
        assertThat(ns.as(WithX.class).x()).isEqualTo(10);
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> ns.get("y", Integer.class))
                .withMessageContaining("'y'");
    }

    @Test
    @Python("Namespace.__setattr__")
    void setAttr() {
        SharedNamespace ns = manager().namespace();
        ns.set("x", 10);
        ns.as(WithX.class).x(11);
        assertThat(ns.get("x", Integer.class)).isEqualTo(11);
        ns.set("x", List.of("another type"));
        assertThat(ns.get("x", Object.class)).isEqualTo(List.of("another type"));
    }

    @Test
    @Python("Namespace.__delattr__")
    void delAttr() {
        SharedNamespace ns = manager().namespace();
        ns.set("x", 10);
        assertThat(ns.remove("x")).isTrue();
        assertThat(ns.remove("x")).isFalse();
        assertThat(ns.names()).isEmpty();
    }

    @Test
    @Python("Namespace.__hasattr__")
    void hasAttr() {
        SharedNamespace ns = manager().namespace();
        ns.set("x", null);
        assertThat(ns.has("x")).isTrue();
        assertThat(ns.has("y")).isFalse();
    }
}
