package dev.holdall.client.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import dev.holdall.client.TypeRef;
import dev.holdall.client.codec.Samples.Pair;
import dev.holdall.client.codec.Samples.Score;
import dev.holdall.v1.Opaque;
import dev.holdall.v1.Value;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TypesTest {
    record Broken(List<Thread> threads) {}

    record Grown<T>(Grown<List<T>> next) {}

    static class Plain {}

    static <T> Type variable() {
        return new TypeRef<List<T>>() {}.type();
    }

    static List<Arguments> typesWithoutEncoding() {
        return List.of(
                arguments(Plain.class, "TypesTest$Plain has no encoding"),
                arguments(Thread.class, "java.lang.Thread has no encoding"),
                arguments(CharSequence.class, "java.lang.CharSequence has no encoding"),
                arguments(Number.class, "java.lang.Number has no encoding"),
                arguments(Record.class, "java.lang.Record has no encoding"),
                arguments(void.class, "void has no encoding"),
                arguments(String[].class, "java.lang.String[] has no encoding"),
                arguments(int[][].class, "int[][] has no encoding"),
                arguments(Optional.class, "java.util.Optional has no encoding"),
                arguments(new TypeRef<Optional<String>>() {}.type(), "java.util.Optional has no encoding"),
                arguments(new TypeRef<ArrayList<String>>() {}.type(), "java.util.ArrayList has no encoding"),
                arguments(new TypeRef<SortedSet<String>>() {}.type(), "java.util.SortedSet has no encoding"),
                arguments(new TypeRef<List<Plain>>() {}.type(), "TypesTest$Plain has no encoding"),
                arguments(new TypeRef<Map<String, Set<Plain>>>() {}.type(), "TypesTest$Plain has no encoding"),
                arguments(
                        new TypeRef<List<String>[]>() {}.type(), "java.util.List<java.lang.String>[] has no encoding"),
                arguments(new TypeRef<List<?>>() {}.type(), "? has no encoding"),
                arguments(new TypeRef<List<? super Integer>>() {}.type(), "? super java.lang.Integer has no encoding"),
                arguments(variable(), "the type variable T does not say"),
                arguments(List.class, "java.util.List is generic"),
                arguments(Map.class, "java.util.Map is generic"),
                arguments(Pair.class, "Samples$Pair is generic"),
                arguments(
                        Broken.class,
                        "component threads of the record " + Broken.class.getName()
                                + ": java.lang.Thread has no encoding"),
                arguments(new TypeRef<Grown<String>>() {}.type(), "nest more than 16 deep"));
    }

    @ParameterizedTest
    @MethodSource("typesWithoutEncoding")
    void type_without_encoding_is_refused_when_it_is_named(Type type, String message) {
        for (int i = 0; i < 2; i++) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Samples.CODECS.of(type))
                    .withMessageContaining(message);
        }
    }

    @Test
    void value_without_encoding_is_refused_when_it_is_written_as_any() {
        Codec<Object> any = Samples.CODECS.of(Object.class);
        for (Object value : new Object[] {Optional.empty(), new Plain(), new String[0], Thread.currentThread()}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> any.encode(List.of(value)))
                    .withMessageContaining(value.getClass().getTypeName() + " has no encoding. An element is a boxed");
        }
    }

    static List<Arguments> mismatches() {
        List<Arguments> mismatches = new ArrayList<>();
        Map<Class<?>, Object> values = Map.ofEntries(
                Map.entry(Boolean.class, true),
                Map.entry(Byte.class, (byte) 1),
                Map.entry(Short.class, (short) 1),
                Map.entry(Integer.class, 1),
                Map.entry(Long.class, 1L),
                Map.entry(Float.class, 1f),
                Map.entry(Double.class, 1.0),
                Map.entry(Character.class, 'c'),
                Map.entry(String.class, "s"),
                Map.entry(java.math.BigInteger.class, java.math.BigInteger.ONE),
                Map.entry(java.math.BigDecimal.class, java.math.BigDecimal.ONE),
                Map.entry(java.time.Instant.class, java.time.Instant.EPOCH),
                Map.entry(java.util.UUID.class, new java.util.UUID(0, 0)),
                Map.entry(byte[].class, new byte[1]),
                Map.entry(boolean[].class, new boolean[1]),
                Map.entry(short[].class, new short[1]),
                Map.entry(char[].class, new char[1]),
                Map.entry(int[].class, new int[1]),
                Map.entry(long[].class, new long[1]),
                Map.entry(float[].class, new float[1]),
                Map.entry(double[].class, new double[1]));
        values.forEach((held, value) -> values.keySet().forEach(asked -> {
            if (held != asked) {
                mismatches.add(arguments(asked, value));
            }
        }));
        return mismatches;
    }

    @ParameterizedTest
    @MethodSource("mismatches")
    void value_of_another_type_is_refused_by_both_names(Class<?> asked, Object value) {
        ByteString bytes = Samples.CODECS.of(Object.class).encode(value);
        String held = value.getClass().getTypeName();
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> Samples.CODECS.of(asked).decode(bytes))
                .withMessage("the value holds " + held + " where " + asked.getTypeName() + " was asked for");
        @SuppressWarnings("unchecked")
        Codec<Object> codec = (Codec<Object>) Samples.CODECS.of(asked);
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> codec.encode(value))
                .withMessage(held + " was given where " + asked.getTypeName() + " is stored");
    }

    @Test
    void list_set_and_map_are_told_apart() {
        Codec<Object> any = Samples.CODECS.of(Object.class);
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(
                        () -> Samples.CODECS.of(new TypeRef<List<Integer>>() {}).decode(any.encode(Set.of(1))))
                .withMessage("the value holds java.util.Set where java.util.List<java.lang.Integer> was asked for");
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(
                        () -> Samples.CODECS.of(new TypeRef<Set<Integer>>() {}).decode(any.encode(List.of(1))))
                .withMessage("the value holds java.util.List where java.util.Set<java.lang.Integer> was asked for");
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> Samples.CODECS.of(String.class).decode(any.encode(Map.of())))
                .withMessage("the value holds java.util.Map where java.lang.String was asked for");
    }

    @Test
    void record_is_not_read_as_any_value() {
        Codec<Object> any = Samples.CODECS.of(Object.class);
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> any.decode(any.encode(List.of(new Score("Sam", 1)))))
                .withMessage("the value holds the record " + Score.class.getName()
                        + " where java.lang.Object was asked for; records and enums are read as their own class only");
    }

    @Test
    void opaque_value_is_refused_by_the_name_of_its_codec() {
        ByteString opaque = Value.newBuilder()
                .setOpaque(Opaque.newBuilder().setCodec("json"))
                .build()
                .toByteString();
        for (Class<?> asked : List.of(Object.class, String.class, Score.class)) {
            assertThatExceptionOfType(ClassCastException.class)
                    .isThrownBy(() -> Samples.CODECS.of(asked).decode(opaque))
                    .withMessageContaining("the value holds what the codec json made where " + asked.getName());
        }
    }

    @Test
    void codec_is_found_once() {
        Codecs codecs = new Codecs(new Samples.SharedThings());
        assertThat(codecs.of(new TypeRef<List<Score>>() {})).isSameAs(codecs.of(new TypeRef<List<Score>>() {}));
        assertThat(codecs.of(Score.class)).isSameAs(codecs.of(TypeRef.of(Score.class)));
    }

    @Test
    void found_out_types_equal_those_of_the_jdk() {
        Type jdk = new TypeRef<Map<String, List<Score>>>() {}.type();
        Type own = new Parameterized(Map.class, String.class, new Parameterized(List.class, Score.class));
        assertThat(own).isEqualTo(jdk).hasSameHashCodeAs(jdk).hasToString(jdk.toString());
        assertThat(jdk).isEqualTo(own);
        assertThat(own).isNotEqualTo(new Parameterized(Map.class, String.class, Score.class));
    }

    @Test
    void many_threads_find_codecs_at_once() throws Exception {
        int threads = 8;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 50; round++) {
                Codecs codecs = new Codecs(new Samples.SharedThings());
                CyclicBarrier barrier = new CyclicBarrier(threads);
                Samples.Shape shape = new Samples.Group(List.of(new Samples.Circle(1)));
                Samples.Node node = new Samples.Node(1, new Samples.Node(2, null));
                Callable<Object> task = () -> {
                    barrier.await();
                    Codec<Samples.Shape> shapes = codecs.of(Samples.Shape.class);
                    assertThat(shapes.decode(shapes.encode(shape))).isEqualTo(shape);
                    Codec<Samples.Node> nodes = codecs.of(Samples.Node.class);
                    assertThat(nodes.decode(codecs.of(Object.class).encode(node)))
                            .isEqualTo(node);
                    return shapes;
                };
                Set<Object> codec = new LinkedHashSet<>();
                List<Future<Object>> results = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    results.add(executor.submit(task));
                }
                for (Future<Object> result : results) {
                    codec.add(result.get());
                }
                assertThat(codec).hasSize(1);
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
