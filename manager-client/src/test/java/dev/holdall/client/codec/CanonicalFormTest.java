package dev.holdall.client.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import dev.holdall.client.TypeRef;
import dev.holdall.client.codec.Samples.Score;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalFormTest {
    private static final Codec<Object> ANY = Samples.CODECS.of(Object.class);

    @Test
    void map_has_the_same_bytes_in_whatever_order_it_was_filled() {
        RandomValues values = new RandomValues(11, false);
        for (int round = 0; round < 500; round++) {
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < 20; i++) {
                map.put(values.string(), values.next());
            }
            List<Object> keys = new ArrayList<>(map.keySet());
            Collections.shuffle(keys, new Random(round));
            Map<Object, Object> shuffled = new LinkedHashMap<>();
            keys.forEach(key -> shuffled.put(key, map.get(key)));

            ByteString bytes = ANY.encode(map);
            assertThat(ANY.encode(shuffled)).isEqualTo(bytes);
            assertThat(ANY.encode(new HashMap<>(map))).isEqualTo(bytes);
            assertThat(ANY.encode(Collections.unmodifiableMap(map))).isEqualTo(bytes);
        }
    }

    @Test
    void set_has_the_same_bytes_in_whatever_order_it_was_filled() {
        List<Integer> numbers =
                new ArrayList<>(new Random(12).ints(300).boxed().distinct().toList());
        ByteString bytes = ANY.encode(new HashSet<>(numbers));

        Collections.shuffle(numbers, new Random(13));
        assertThat(ANY.encode(new LinkedHashSet<>(numbers))).isEqualTo(bytes);
        assertThat(ANY.encode(new TreeSet<>(Comparator.<Integer>reverseOrder()) {
                    {
                        addAll(numbers);
                    }
                }))
                .isEqualTo(bytes);
        assertThat(ANY.encode(Set.copyOf(numbers))).isEqualTo(bytes);
        assertThat(ANY.encode(new HashMap<>(Map.of(1, 2)).keySet())).isEqualTo(ANY.encode(Set.of(1)));
    }

    @Test
    void class_of_a_collection_does_not_matter() {
        ByteString list = ANY.encode(List.of(1, 2));
        assertThat(List.of(
                        new ArrayList<>(List.of(1, 2)),
                        new LinkedList<>(List.of(1, 2)),
                        new Vector<>(List.of(1, 2)),
                        Arrays.asList(1, 2),
                        new ArrayDeque<>(List.of(1, 2)),
                        List.of(0, 1, 2).subList(1, 3)))
                .allSatisfy(same -> assertThat(ANY.encode(same)).isEqualTo(list));
        assertThat(ANY.encode(new TreeMap<>(Map.of("a", 1, "b", 2))))
                .isEqualTo(ANY.encode(new ConcurrentHashMap<>(Map.of("b", 2, "a", 1))));
        assertThat(ANY.encode(Set.of(1))).isNotEqualTo(ANY.encode(List.of(1)));
    }

    @Test
    void type_that_was_named_does_not_matter() {
        Score score = new Score("Sam", 10);
        ByteString bytes = ANY.encode(List.of(score));
        assertThat(Samples.CODECS.of(new TypeRef<List<Score>>() {}).encode(List.of(score)))
                .isEqualTo(bytes);
        assertThat(Samples.CODECS.of(new TypeRef<Collection<Score>>() {}).encode(List.of(score)))
                .isEqualTo(bytes);
        assertThat(Samples.CODECS.of(new TypeRef<Iterable<Object>>() {}).encode(List.of(score)))
                .isEqualTo(bytes);
        assertThat(Samples.CODECS.of(new TypeRef<Collection<Integer>>() {}).encode(Set.of(1)))
                .isEqualTo(ANY.encode(Set.of(1)));
        assertThat(Samples.CODECS.of(int.class).encode(7)).isEqualTo(ANY.encode(7));
    }

    @Test
    void there_is_one_nan() {
        assertThat(ANY.encode(Double.longBitsToDouble(0xfff0000000000001L))).isEqualTo(ANY.encode(Double.NaN));
        assertThat(ANY.encode(Float.intBitsToFloat(0xff800001))).isEqualTo(ANY.encode(Float.NaN));
        assertThat(ANY.encode(new double[] {Double.longBitsToDouble(0xfff0000000000001L)}))
                .isEqualTo(ANY.encode(new double[] {Double.NaN}));
        assertThat(ANY.encode(new float[] {Float.intBitsToFloat(0xff800001)}))
                .isEqualTo(ANY.encode(new float[] {Float.NaN}));
    }

    @Test
    void what_equals_tells_apart_has_other_bytes() {
        List<Object> different = Arrays.asList(
                null,
                false,
                (byte) 1,
                (short) 1,
                1,
                1L,
                '\1',
                1f,
                1.0,
                0.0,
                -0.0,
                0f,
                -0f,
                BigInteger.ONE,
                BigDecimal.ONE,
                new BigDecimal("1.0"),
                new BigDecimal("1.00"),
                "1",
                "",
                new byte[0],
                new char[0],
                new int[0],
                List.of(),
                Set.of(),
                Map.of(),
                Collections.singletonList(null),
                new Score("", 0));
        assertThat(different.stream().map(ANY::encode)).doesNotHaveDuplicates();
    }

    @Test
    void hot_kinds_have_these_bytes() {
        assertThat(ANY.encode(null)).isEqualTo(bytes(0x08, 0));
        assertThat(ANY.encode(true)).isEqualTo(bytes(0x10, 1));
        assertThat(ANY.encode(0)).isEqualTo(bytes(0x18, 0));
        assertThat(ANY.encode(-1)).isEqualTo(bytes(0x18, 1));
        assertThat(ANY.encode(64)).isEqualTo(bytes(0x18, 0x80, 1));
        assertThat(ANY.encode(1L)).isEqualTo(bytes(0x20, 2));
        assertThat(ANY.encode("hé")).isEqualTo(bytes(0x32, 3, 'h', 0xc3, 0xa9));
        assertThat(ANY.encode(new byte[] {7})).isEqualTo(bytes(0x3a, 1, 7));
        assertThat(ANY.encode(List.of(1))).isEqualTo(bytes(0x82, 1, 4, 0x0a, 2, 0x18, 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 126, 127, 128, 129, 16_383, 16_384, 2_097_151, 2_097_152})
    void length_is_the_shortest_whatever_the_size(int size) {
        for (Object value :
                new Object[] {"x".repeat(size), new byte[size], List.of("x".repeat(size)), Set.of(new byte[size])}) {
            assertThat(ANY.encode(value)).isEqualTo(Twin.encode(value));
        }
    }

    @ParameterizedTest
    @CsvSource({"D800,0", "DC00,0", "DBFF,0", "DFFF,0"})
    void half_a_surrogate_pair_is_refused(String unit, int index) {
        String half = String.valueOf((char) Integer.parseInt(unit, 16));
        for (String string : new String[] {half, half + "a", half + half + "", half + "\uD83D\uDE00"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ANY.encode(string))
                    .withMessageContaining("U+" + unit + ", at index " + index);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ANY.encode(Map.of("aé\uD83D\uDE00" + half, 1)))
                .withMessageContaining("U+" + unit + ", at index 4");
    }

    @Test
    void items_of_a_set_that_are_the_same_value_are_refused() {
        Set<Object> arrays = new HashSet<>(List.of(new int[] {1}, new int[] {1}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ANY.encode(arrays))
                .withMessage("a set has two items that are the same value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ANY.encode(Map.of(new byte[0], 1, new byte[0], 2)))
                .withMessage("a map has two keys that are the same value");
    }

    private static ByteString bytes(int... bytes) {
        byte[] array = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            array[i] = (byte) bytes[i];
        }
        return ByteString.copyFrom(array);
    }
}
