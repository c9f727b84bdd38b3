package dev.holdall.client.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.entry;

import dev.holdall.client.ManagerFixture;
import dev.holdall.client.proxy.SharedDict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Python's {@code dict}, method by method. */
@Timeout(60)
class PythonDictTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static Map<String, Integer> entries(Object... keysAndValues) {
        Map<String, Integer> entries = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.put((String) keysAndValues[i], (Integer) keysAndValues[i + 1]);
        }
        return entries;
    }

    private static SharedDict<String, Integer> dict(Object... keysAndValues) {
        SharedDict<String, Integer> dict = MANAGERS.manager().dict(String.class, Integer.class);
        dict.putAll(entries(keysAndValues));
        return dict;
    }

    @Test
    @Python("dict")
    void newDict() {
        assertThat(MANAGERS.manager().dict(String.class, Integer.class)).isEmpty();
        assertThat(dict("b", 1, "a", 2)).containsExactly(entry("b", 1), entry("a", 2));
        MANAGERS.manager().dict("named", String.class, Integer.class).put("a", 1);
        assertThat(MANAGERS.other().dict("named", String.class, Integer.class)).containsExactly(entry("a", 1));
    }

    @Test
    @Python("dict.__getitem__")
    void getItem() {
        SharedDict<String, Integer> d = dict("a", 1);
        assertThat(d.get("a")).isEqualTo(1);
        assertThat(d.get("b")).isNull();
    }

    @Test
    @Python("dict.__setitem__")
    void setItem() {
        SharedDict<String, Integer> d = dict("a", 1, "b", 2);
        d.put("c", 3);
        d.set("d", 4);
        d.put("a", 9); // stays where it is
        assertThat(d).containsExactly(entry("a", 9), entry("b", 2), entry("c", 3), entry("d", 4));
        assertThatNullPointerException().isThrownBy(() -> d.put("e", null));
    }

    @Test
    @Python("dict.__delitem__")
    void delItem() {
        SharedDict<String, Integer> d = dict("a", 1, "b", 2);
        assertThat(d.remove("a")).isEqualTo(1);
        assertThat(d.remove("a")).isNull();
        d.put("a", 3); // comes last now
        assertThat(d).containsExactly(entry("b", 2), entry("a", 3));
    }

    @Test
    @Python("dict.__contains__")
    void in() {
        SharedDict<String, Integer> d = dict("a", 1);
        assertThat(d.containsKey("a")).isTrue();
        assertThat(d.containsKey("b")).isFalse();
    }

    @Test
    @Python("dict.__len__")
    void len() {
        assertThat(dict().size()).isZero();
        assertThat(dict("a", 1, "b", 2).size()).isEqualTo(2);
    }

    @Test
    @Python("dict.__iter__")
    void iter() {
        List<String> seen = new ArrayList<>();
        for (String key : dict("b", 1, "c", 2, "a", 3).keySet()) {
            seen.add(key);
        }
        assertThat(seen).containsExactly("b", "c", "a");
    }

    @Test
    @Python("dict.__or__")
    void or() {
        SharedDict<String, Integer> d = dict("a", 1, "b", 2);
        Map<String, Integer> union = d.copy();
        union.putAll(entries("b", 3, "c", 4));
        assertThat(union).containsExactly(entry("a", 1), entry("b", 3), entry("c", 4));
        assertThat(d).containsExactly(entry("a", 1), entry("b", 2));
    }

    @Test
    @Python("dict.update")
    @Python("dict.__ior__")
    void update() {
        SharedDict<String, Integer> d = dict("a", 1, "b", 2);
        d.putAll(entries("b", 3, "c", 4));
        assertThat(d).containsExactly(entry("a", 1), entry("b", 3), entry("c", 4));
        d.putAll(dict("c", 5)); // another shared one
        d.putAll(Map.of());
        assertThat(d).containsExactly(entry("a", 1), entry("b", 3), entry("c", 5));
    }

    @Test
    @Python("dict.get")
    void get() {
        SharedDict<String, Integer> d = dict("a", 1);
        assertThat(d.get("b")).isNull();
        assertThat(d.getOrDefault("a", 7)).isEqualTo(1);
        assertThat(d.getOrDefault("b", 7)).isEqualTo(7);
        assertThat(d).hasSize(1);
    }

    @Test
    @Python("dict.setdefault")
    void setDefault() {
        SharedDict<String, Integer> d = dict("a", 1);
        assertThat(d.putIfAbsent("a", 7)).isEqualTo(1);
        assertThat(d.putIfAbsent("b", 2)).isNull();
        assertThat(d.computeIfAbsent("b", key -> 7)).isEqualTo(2);
        assertThat(d.computeIfAbsent("c", key -> 3)).isEqualTo(3);
        assertThat(d).containsExactly(entry("a", 1), entry("b", 2), entry("c", 3));
    }

    @Test
    @Python("dict.pop")
    void pop() {
        SharedDict<String, Integer> d = dict("a", 1, "b", 2);
        assertThat(d.remove("a")).isEqualTo(1);
        assertThat(d.remove("a")).isNull();
        assertThat(d).containsExactly(entry("b", 2));
    }

    @Test
    @Python("dict.popitem")
    void popItem() {
        SharedDict<String, Integer> d = dict("b", 1, "c", 2, "a", 3);
        d.put("b", 4);
        assertThat(d.pollLastEntry()).isEqualTo(Map.entry("a", 3)); // last in, first out
        assertThat(d.pollLastEntry()).isEqualTo(Map.entry("c", 2));
        assertThat(d.pollLastEntry()).isEqualTo(Map.entry("b", 4));
        assertThat(d.pollLastEntry()).isNull();
    }

    @Test
    @Python("dict.keys")
    void keys() {
        SharedDict<String, Integer> d = dict("b", 1, "a", 2);
        assertThat(d.keySet()).containsExactly("b", "a");
        d.put("c", 3);
        assertThat(d.keySet()).containsExactly("b", "a", "c").contains("c").doesNotContain("d");
    }

    @Test
    @Python("dict.values")
    void values() {
        assertThat(dict("b", 1, "a", 2, "c", 1).values()).containsExactly(1, 2, 1);
    }

    @Test
    @Python("dict.items")
    void items() {
        assertThat(dict("b", 1, "a", 2).entrySet()).containsExactly(Map.entry("b", 1), Map.entry("a", 2));
    }

    @Test
    @Python("dict.clear")
    void clear() {
        SharedDict<String, Integer> d = dict("a", 1);
        d.clear();
        d.clear();
        assertThat(d).isEmpty();
    }

    @Test
    @Python("dict.copy")
    @Python("proxy._getvalue")
    void copy() {
        SharedDict<String, Integer> d = dict("b", 1, "a", 2);
        Map<String, Integer> copy = d.copy();
        copy.put("c", 3);
        assertThat(d).hasSize(2);
        d.clear();
        assertThat(copy).containsExactly(entry("b", 1), entry("a", 2), entry("c", 3));
    }
}
