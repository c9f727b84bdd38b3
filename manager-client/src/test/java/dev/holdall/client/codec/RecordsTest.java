package dev.holdall.client.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.holdall.client.TypeRef;
import dev.holdall.client.codec.Samples.Boxes;
import dev.holdall.client.codec.Samples.Color;
import dev.holdall.client.codec.Samples.Empty;
import dev.holdall.client.codec.Samples.Nested;
import dev.holdall.client.codec.Samples.Node;
import dev.holdall.client.codec.Samples.Pair;
import dev.holdall.client.codec.Samples.Primitives;
import dev.holdall.client.codec.Samples.Score;
import dev.holdall.v1.Record;
import dev.holdall.v1.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private static final Codec<Score> SCORE = Samples.CODECS.of(Score.class);

    private record Secret(String word) {}

    record Range(int from, int to) {
        Range {
            if (from > to) {
                throw new IllegalStateException(from + " > " + to);
            }
        }
    }

    record Moody(int mood) {
        @Override
        public int mood() {
            throw new IllegalStateException("not today");
        }
    }

    /** Takes names for the same that differ in case only. */
    record Caseless(String name) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Caseless that && name.equalsIgnoreCase(that.name);
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    @Test
    void records_come_back_equal() {
        record Local(int i) {}
        List<java.lang.Record> records = List.of(
                new Score("Sam", 10),
                new Empty(),
                new Node(1, new Node(2, null)),
                new Secret("hush"),
                new Local(3),
                new Primitives(true, (byte) -1, (short) -2, -3, -4L, 1.5f, 2.5, 'x'),
                new Boxes(
                        false,
                        (byte) 1,
                        (short) 2,
                        3,
                        4L,
                        5f,
                        6.0,
                        'c',
                        BigInteger.TEN,
                        new BigDecimal("1.50"),
                        "s",
                        Instant.MAX,
                        new UUID(1, -2),
                        Color.GREEN,
                        List.of(1, "a"),
                        Set.of(2),
                        Map.of("k", 'v')),
                new Boxes(
                        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                        null));
        for (java.lang.Record record : records) {
            assertThat(roundTrip(record)).isEqualTo(record);
        }
    }

    @Test
    void generic_records_come_back_as_their_arguments_say() {
        Codec<Pair<Integer, List<Score>>> pair = Samples.CODECS.of(new TypeRef<Pair<Integer, List<Score>>>() {});
        Pair<Integer, List<Score>> value = new Pair<>(1, List.of(new Score("Sam", 10)));
        assertThat(pair.decode(pair.encode(value))).isEqualTo(value);

        Codec<Nested<Pair<Long, Color>>> nested = Samples.CODECS.of(new TypeRef<Nested<Pair<Long, Color>>>() {});
        Pair<Long, Color> inner = new Pair<>(1L, Color.RED);
        Nested<Pair<Long, Color>> deep = new Nested<>(new Pair<>(List.of(inner), Map.of("a", inner)));
        assertThat(nested.decode(nested.encode(deep))).isEqualTo(deep);
        assertThat(nested.encode(deep))
                .isEqualTo(Samples.CODECS.of(Object.class).encode(deep));
    }

    @Test
    void record_of_another_name_is_refused() {
        assertMismatch(
                () -> SCORE.decode(encoded(new Empty())),
                "the value holds the record " + Empty.class.getName() + " where " + Score.class.getName()
                        + " was asked for");
        assertMismatch(
                () -> SCORE.decode(encoded("Sam")),
                "the value holds java.lang.String where " + Score.class.getName() + " was asked for");
    }

    @Test
    void fields_are_matched_by_name_and_not_by_place() {
        Record.Builder record = score("points", number(7));
        record.addFieldsBuilder().setName("name").setValue(Value.newBuilder().setString("Sam"));
        assertThat(SCORE.decode(bytes(record))).isEqualTo(new Score("Sam", 7));
    }

    @Test
    void missing_field_is_named() {
        assertMismatch(
                () -> SCORE.decode(bytes(score("points", number(7)))),
                "the value holds a record without the field name where " + Score.class.getName() + " was asked for");
        assertMismatch(
                () -> SCORE.decode(bytes(Record.newBuilder().setType(Score.class.getName()))),
                "the value holds a record without the fields name, points where " + Score.class.getName()
                        + " was asked for");
    }

    @Test
    void extra_field_is_named() {
        assertMismatch(
                () -> SCORE.decode(bytes(score("rank", number(7)))),
                "the value holds a record with a field rank where " + Score.class.getName()
                        + " was asked for, which has none of that name");
    }

    @Test
    void field_that_stands_there_twice_does_not_pass_for_another() {
        Record.Builder record = score("points", number(7));
        record.addFieldsBuilder().setName("points").setValue(number(8));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SCORE.decode(bytes(record)))
                .withMessageContaining("a record has the field points twice");
    }

    @Test
    void field_that_the_reader_does_not_know_is_refused() {
        UnknownFieldSet.Field unknown =
                UnknownFieldSet.Field.newBuilder().addVarint(1).build();
        Record.Builder record = Record.newBuilder()
                .setType(Empty.class.getName())
                .setUnknownFields(
                        UnknownFieldSet.newBuilder().addField(3, unknown).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Samples.CODECS.of(Empty.class).decode(bytes(record)))
                .withMessageContaining("a field goes on where it should end");
    }

    @Test
    void field_of_another_type_is_refused() {
        assertMismatch(
                () -> SCORE.decode(bytes(score("name", number(7)))),
                "the value holds java.lang.Integer where java.lang.String was asked for");
    }

    @Test
    void primitive_component_is_never_null() {
        assertMismatch(
                () -> SCORE.decode(bytes(score(
                        "points",
                        Value.newBuilder().setNull(dev.holdall.v1.Null.NULL).build()))),
                "the value holds null where int was asked for");
        assertMismatch(() -> Samples.CODECS.of(int.class).encode(null), "null was given where int is stored");
    }

    @Test
    void what_a_constructor_or_an_accessor_throws_is_passed_on() {
        ByteString bytes = bytes(Record.newBuilder()
                .setType(Range.class.getName())
                .addFields(Record.Field.newBuilder().setName("from").setValue(number(2)))
                .addFields(Record.Field.newBuilder().setName("to").setValue(number(1))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Samples.CODECS.of(Range.class).decode(bytes))
                .withMessage(
                        "the constructor of " + Range.class.getName() + " threw java.lang.IllegalStateException: 2 > 1")
                .withCauseInstanceOf(IllegalStateException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoded(new Moody(1)))
                .withMessageContaining("the accessor mood of " + Moody.class.getName())
                .withCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void records_whose_equals_would_lose_values_are_refused_in_sets_and_keys() {
        ByteString a = encoded(new Caseless("a"));
        ByteString b = encoded(new Caseless("A"));
        List<Value> both = new ArrayList<>(List.of(Twin.parse(b), Twin.parse(a)));
        Value.Builder set = Value.newBuilder();
        set.getSetBuilder().addAllItems(both);
        Value.Builder map = Value.newBuilder();
        both.forEach(key -> map.getMapBuilder().addEntriesBuilder().setKey(key).setValue(key));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Samples.CODECS
                        .of(new TypeRef<Set<Caseless>>() {})
                        .decode(set.build().toByteString()))
                .withMessageContaining("two items of a set");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Samples.CODECS
                        .of(new TypeRef<Map<Caseless, Caseless>>() {})
                        .decode(map.build().toByteString()))
                .withMessageContaining("two keys of a map");
    }

    @Test
    void enum_constants_come_back_as_they_are() {
        Codec<Color> codec = Samples.CODECS.of(Color.class);
        for (Color color : Color.values()) {
            assertThat(codec.decode(codec.encode(color))).isSameAs(color);
            assertThat(encoded(color)).isEqualTo(codec.encode(color));
        }
        Value.Builder purple = Value.newBuilder();
        purple.getEnumBuilder().setType(Color.class.getName()).setConstant("PURPLE");
        assertMismatch(
                () -> codec.decode(purple.build().toByteString()),
                "the value holds the constant PURPLE, which the enum " + Color.class.getName() + " does not have");
        purple.getEnumBuilder().setType("other.Color");
        assertMismatch(
                () -> codec.decode(purple.build().toByteString()),
                "the value holds the enum other.Color where " + Color.class.getName() + " was asked for");
    }

    @Test
    void collections_in_records_are_copies_too() {
        List<Object> list = new ArrayList<>(List.of(1));
        Boxes boxes = new Boxes(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                list,
                new HashSet<>(list),
                new HashMap<>());
        Boxes copy = roundTrip(boxes);
        list.clear();
        assertThat(copy.list()).containsExactly(1);
        assertThat(copy.set()).containsExactly(1);
    }

    @SuppressWarnings("unchecked")
    private static <T extends java.lang.Record> T roundTrip(T record) {
        Codec<T> codec = (Codec<T>) Samples.CODECS.of(record.getClass());
        return codec.decode(codec.encode(record));
    }

    private static ByteString encoded(Object value) {
        return Samples.CODECS.of(Object.class).encode(value);
    }

    private static Record.Builder score(String field, Value value) {
        return Record.newBuilder()
                .setType(Score.class.getName())
                .addFields(Record.Field.newBuilder().setName(field).setValue(value));
    }

    private static Value number(int number) {
        return Value.newBuilder().setInt(number).build();
    }

    private static ByteString bytes(Record.Builder record) {
        return Value.newBuilder().setRecord(record).build().toByteString();
    }

    private static void assertMismatch(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatExceptionOfType(ClassCastException.class).isThrownBy(call).withMessage(message);
    }
}
