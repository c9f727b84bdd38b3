package dev.holdall.server.state.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.v1.Decimal;
import dev.holdall.v1.Enum;
import dev.holdall.v1.Instant;
import dev.holdall.v1.ListValue;
import dev.holdall.v1.MapValue;
import dev.holdall.v1.Null;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Opaque;
import dev.holdall.v1.Record;
import dev.holdall.v1.Reference;
import dev.holdall.v1.SetValue;
import dev.holdall.v1.Value;
import dev.holdall.wire.ValueRules;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CanonicalValueTest {
    private static final Value NULL = Value.newBuilder().setNull(Null.NULL).build();
    private static final Value ONE = Value.newBuilder().setInt(1).build();
    private static final Value TWO = Value.newBuilder().setInt(2).build();

    static List<Value> canonicalValues() {
        List<Value> values = new ArrayList<>(List.of(NULL, ONE, TWO));
        values.add(Value.newBuilder().setBoolean(false).build());
        values.add(Value.newBuilder().setBoolean(true).build());
        for (int i : new int[] {0, -1, 63, -64, 64, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            values.add(Value.newBuilder().setInt(i).build());
        }
        for (long l : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            values.add(Value.newBuilder().setLong(l).build());
        }
        for (double d : new double[] {0.0, -0.0, 1.5, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE}) {
            values.add(Value.newBuilder().setDouble(d).build());
            values.add(Value.newBuilder().setFloat((float) d).build());
        }
        for (String s : new String[] {"", "a", "\0", "ä€\uD83D\uDE00", "\uFFFF", "\uD7FF\uE000", "\uDBFF\uDFFF"}) {
            values.add(Value.newBuilder().setString(s).build());
        }
        values.add(Value.newBuilder().setBytes(ByteString.EMPTY).build());
        values.add(Value.newBuilder().setBytes(Raw.hex("00ff80")).build());
        for (int b : new int[] {Byte.MIN_VALUE, 0, Byte.MAX_VALUE}) {
            values.add(Value.newBuilder().setByte(b).build());
        }
        for (int s : new int[] {Short.MIN_VALUE, 0, Short.MAX_VALUE}) {
            values.add(Value.newBuilder().setShort(s).build());
        }
        for (int c : new int[] {0, 0xd800, 0xffff}) {
            values.add(Value.newBuilder().setChar(c).build());
        }
        for (String i : new String[] {"00", "ff", "7f", "80", "0080", "ff7f", "0100"}) {
            values.add(Value.newBuilder().setBigInteger(Raw.hex(i)).build());
        }
        for (int scale : new int[] {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            values.add(Value.newBuilder()
                    .setDecimal(Decimal.newBuilder().setScale(scale).setUnscaled(Raw.hex("00")))
                    .build());
        }
        for (java.time.Instant i : new java.time.Instant[] {
            java.time.Instant.EPOCH,
            java.time.Instant.MIN,
            java.time.Instant.MAX,
            java.time.Instant.ofEpochSecond(-1, 1),
            java.time.Instant.ofEpochSecond(0, 999_999_999)
        }) {
            values.add(Value.newBuilder()
                    .setInstant(
                            Instant.newBuilder().setSeconds(i.getEpochSecond()).setNanos(i.getNano()))
                    .build());
        }
        values.add(Value.newBuilder().setUuid(ByteString.copyFrom(new byte[16])).build());
        values.add(Value.newBuilder().setList(ListValue.getDefaultInstance()).build());
        values.add(list(NULL, TWO, ONE, TWO));
        values.add(Value.newBuilder().setSet(SetValue.getDefaultInstance()).build());
        values.add(set(NULL, ONE, TWO));
        values.add(Value.newBuilder().setMap(MapValue.getDefaultInstance()).build());
        values.add(map(NULL, TWO, ONE, TWO, set(NULL, set(map(ONE, TWO))), NULL));
        values.add(
                Value.newBuilder().setRecord(Record.newBuilder().setType("R")).build());
        values.add(manyFields(40).build());
        values.add(Value.newBuilder()
                .setEnum(Enum.newBuilder().setType("E").setConstant("C"))
                .build());
        values.add(Value.newBuilder().setReference(reference(0, 1, 1)).build());
        values.add(Value.newBuilder().setReference(reference(-1, -1, -1)).build());
        values.add(
                Value.newBuilder().setOpaque(Opaque.newBuilder().setCodec("c")).build());
        values.add(Value.newBuilder().setBooleanArray(Raw.hex("000101")).build());
        values.add(Value.newBuilder().setShortArray(Raw.hex("0001")).build());
        values.add(Value.newBuilder().setCharArray(Raw.hex("00d8")).build());
        values.add(Value.newBuilder().setIntArray(Raw.hex("00010203")).build());
        values.add(Value.newBuilder().setLongArray(Raw.hex("0001020304050607")).build());
        values.add(
                Value.newBuilder().setFloatArray(Raw.hex("0000c07f 00000080")).build());
        values.add(Value.newBuilder()
                .setDoubleArray(Raw.hex("000000000000f87f 0000000000000080"))
                .build());
        return values;
    }

    @ParameterizedTest
    @MethodSource("canonicalValues")
    void canonical_value_passes_with_its_kind(Value value) {
        assertThat(CanonicalValue.scan(value.toByteString()).kind()).isEqualTo(value.getKindCase());
    }

    @Test
    void every_kind_is_among_the_canonical_values() {
        Set<Value.KindCase> seen = EnumSet.noneOf(Value.KindCase.class);
        canonicalValues().forEach(value -> seen.add(value.getKindCase()));
        assertThat(EnumSet.complementOf(EnumSet.copyOf(seen))).containsExactly(Value.KindCase.KIND_NOT_SET);
    }

    @Test
    void null_alone_is_null() {
        assertThat(CanonicalValue.scan(NULL.toByteString()).isNull()).isTrue();
        assertThat(CanonicalValue.scan(list(NULL).toByteString()).isNull()).isFalse();
    }

    @Test
    void references_are_found_in_order_wherever_they_stand() {
        Value opaque = Value.newBuilder()
                .setOpaque(Opaque.newBuilder()
                        .setCodec("json")
                        .addReferences(reference(0, 7, 3))
                        .addReferences(reference(0, 7, 2))
                        .setData(Raw.hex("00")))
                .build();
        Value record = Value.newBuilder()
                .setRecord(Record.newBuilder()
                        .setType("R")
                        .addFields(Record.Field.newBuilder()
                                .setName("f")
                                .setValue(set(Value.newBuilder()
                                        .setReference(reference(2, 7, 5))
                                        .build()))))
                .build();
        Value first = Value.newBuilder().setReference(reference(0, 7, 9)).build();
        Value element = list(ONE, map(first, opaque), record, first);

        assertThat(CanonicalValue.scan(element.toByteString()).references())
                .containsExactly(
                        reference(0, 7, 9),
                        reference(0, 7, 3),
                        reference(0, 7, 2),
                        reference(2, 7, 5),
                        reference(0, 7, 9));
    }

    @Test
    void values_may_nest_32_deep_by_any_kind() {
        Value list = ONE;
        Value set = ONE;
        Value mapKey = ONE;
        Value mapValue = ONE;
        Value record = ONE;
        for (int depth = 2; depth <= ValueRules.MAX_DEPTH; depth++) {
            list = list(list);
            set = set(set);
            mapKey = map(mapKey, ONE);
            mapValue = map(ONE, mapValue);
            record = record("f", record);
        }
        for (Value deepest : List.of(list, set, mapKey, mapValue, record)) {
            CanonicalValue.scan(deepest.toByteString());
            for (Value tooDeep :
                    List.of(list(deepest), set(deepest), map(deepest, ONE), map(ONE, deepest), record("f", deepest))) {
                assertThat(RefusalTest.refusal(tooDeep.toByteString()))
                        .startsWith("values nest more than 32 deep, at byte ");
            }
        }
    }

    @Test
    void scan_of_pieces_is_the_scan_of_the_whole() {
        ByteString element = map(ONE, list(TWO, record("f", set(ONE, TWO)))).toByteString();
        for (int i = 0; i <= element.size(); i++) {
            ByteString rope = element.substring(0, i).concat(element.substring(i));
            assertThat(CanonicalValue.scan(rope).kind()).isEqualTo(Value.KindCase.MAP);
        }
    }

    static Value list(Value... items) {
        return Value.newBuilder()
                .setList(ListValue.newBuilder().addAllItems(List.of(items)))
                .build();
    }

    static Value set(Value... items) {
        return Value.newBuilder()
                .setSet(SetValue.newBuilder().addAllItems(List.of(items)))
                .build();
    }

    static Value map(Value... keysAndValues) {
        MapValue.Builder map = MapValue.newBuilder();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.addEntriesBuilder().setKey(keysAndValues[i]).setValue(keysAndValues[i + 1]);
        }
        return Value.newBuilder().setMap(map).build();
    }

    static Value record(String field, Value value) {
        Record.Builder record = Record.newBuilder().setType("R");
        record.addFieldsBuilder().setName(field).setValue(value);
        return Value.newBuilder().setRecord(record).build();
    }

    static Value.Builder manyFields(int count) {
        Value.Builder value = Value.newBuilder();
        Record.Builder record = value.getRecordBuilder().setType("R");
        for (int i = 0; i < count; i++) {
            record.addFieldsBuilder().setName("field" + i).setValue(ONE);
        }
        return value;
    }

    static Reference reference(int shard, int epoch, long number) {
        return Reference.newBuilder()
                .setId(ObjectId.newBuilder()
                        .setShard(shard)
                        .setEpoch(epoch)
                        .setNumber(number)
                        .setCheck(11 * number))
                .setService("holdall.v1.Lists")
                .build();
    }
}
