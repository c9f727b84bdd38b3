package dev.holdall.client.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.holdall.client.TypeRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CollectionsTest {
    private static final Codec<Object> ANY = Samples.CODECS.of(Object.class);

    @Test
    void items_are_read_as_the_type_that_was_named() {
        TypeRef<Map<String, List<Set<Long>>>> type = new TypeRef<>() {};
        Map<String, List<Set<Long>>> map = Map.of("a", List.of(Set.of(1L, 2L), Set.of()), "b", List.of());
        Codec<Map<String, List<Set<Long>>>> codec = Samples.CODECS.of(type);
        assertThat(codec.decode(codec.encode(map))).isEqualTo(map);
    }

    @Test
    void null_may_stand_anywhere() {
        List<Object> list = Arrays.asList(null, 1, null);
        Set<Object> set = new LinkedHashSet<>(list);
        Map<Object, Object> map = new HashMap<>();
        map.put(null, 1);
        map.put(1, null);
        for (Object value : new Object[] {null, list, set, map}) {
            assertThat(ANY.decode(ANY.encode(value))).isEqualTo(value);
        }
        Codec<List<String>> codec = Samples.CODECS.of(new TypeRef<List<String>>() {});
        assertThat(codec.decode(codec.encode(null))).isNull();
    }

    @Test
    void sets_and_maps_are_read_in_one_order() {
        Set<String> set = new LinkedHashSet<>(List.of("c", "a", "bb", "b"));
        Map<String, Integer> map = new LinkedHashMap<>();
        set.forEach(key -> map.put(key, 1));

        // By the bytes: the length comes before the text.
        assertThat((Set<?>) ANY.decode(ANY.encode(set))).map(Object::toString).containsExactly("a", "b", "c", "bb");
        assertThat(((Map<?, ?>) ANY.decode(ANY.encode(map))).keySet())
                .map(Object::toString)
                .containsExactly("a", "b", "c", "bb");
    }

    @Test
    @SuppressWarnings("unchecked")
    void what_is_read_cannot_be_changed() {
        List<Object> list = (List<Object>) ANY.decode(ANY.encode(List.of(1)));
        Set<Object> set = (Set<Object>) ANY.decode(ANY.encode(Set.of(1)));
        Map<Object, Object> map = (Map<Object, Object>) ANY.decode(ANY.encode(Map.of(1, 2)));
        for (Collection<Object> collection : List.of(list, set, map.values(), map.keySet())) {
            assertThatThrownBy(collection::clear).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> collection.add(2)).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> collection.removeIf(x -> true)).isInstanceOf(UnsupportedOperationException.class);
        }
        assertThatThrownBy(() -> list.set(0, 2)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> list.sort(null)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> map.put(1, 3)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> map.merge(1, 3, (a, b) -> b)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> map.entrySet().iterator().next().setValue(3))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void bytes_and_copies_share_nothing_with_the_value() {
        byte[] array = {1, 2};
        List<Object> list = new ArrayList<>(List.of(array));
        ByteString bytes = ANY.encode(list);
        ByteString before = ByteString.copyFrom(bytes.toByteArray());
        array[0] = 9;
        list.clear();
        assertThat(bytes).isEqualTo(before);

        ((byte[]) ((List<?>) ANY.decode(bytes)).get(0))[0] = 9;
        assertThat(bytes).isEqualTo(before);
        assertThat(((List<?>) ANY.decode(bytes)).get(0)).isEqualTo(new byte[] {1, 2});
    }

    @Test
    void iterable_is_read_as_what_was_written() {
        Codec<Iterable<Integer>> codec = Samples.CODECS.of(new TypeRef<Iterable<Integer>>() {});
        assertThat(codec.decode(codec.encode(List.of(2, 1)))).isEqualTo(List.of(2, 1));
        assertThat(codec.decode(codec.encode(Set.of(2, 1)))).isEqualTo(Set.of(2, 1));
        assertThat(codec.decode(codec.encode(() -> List.of(2, 1).iterator()))).isEqualTo(List.of(2, 1));
    }

    @Test
    void item_of_another_type_is_refused_when_it_is_written() {
        Codec<List<Integer>> codec = Samples.CODECS.of(new TypeRef<List<Integer>>() {});
        @SuppressWarnings({"unchecked", "rawtypes"})
        List<Integer> polluted = (List) List.of("a");
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> codec.encode(polluted))
                .withMessage("java.lang.String was given where java.lang.Integer is stored");
    }

    @Test
    void values_may_nest_32_deep() {
        Object value = 1;
        for (int depth = 2; depth <= 32; depth++) {
            value = depth % 2 == 0 ? List.of(value) : Map.of(value, value.hashCode());
        }
        assertThat(ANY.decode(ANY.encode(value))).isEqualTo(value);
        Object tooDeep = List.of(value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ANY.encode(tooDeep))
                .withMessageContaining("at most 32 deep");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ANY.decode(Twin.wrap(ANY.encode(List.of()), 64)))
                .withMessageContaining("more than 32 deep");
    }

    @Test
    void collection_that_holds_itself_is_refused() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        list.add(list);
        Map<Object, Object> map = new HashMap<>();
        map.put("self", List.of(map));
        for (Object cyclic : new Object[] {list, map, new Samples.Pair<>(1, list)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ANY.encode(cyclic))
                    .withMessageContaining("a collection among them holds itself");
        }
    }
}
