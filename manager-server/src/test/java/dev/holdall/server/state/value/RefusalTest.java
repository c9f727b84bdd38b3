package dev.holdall.server.state.value;

import static dev.holdall.server.state.value.Raw.delimited;
import static dev.holdall.server.state.value.Raw.hex;
import static dev.holdall.server.state.value.Raw.join;
import static dev.holdall.server.state.value.Raw.number;
import static dev.holdall.server.state.value.Raw.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import dev.holdall.v1.Record;
import dev.holdall.v1.Value;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalTest {
    private static final ByteString ONE = hex("1802");
    private static final ByteString TWO = hex("1804");
    private static final ByteString ID = hex("15 01000000 18 01 21 0100000000000000");
    private static final ByteString SERVICE = delimited(2, text("s"));

    static List<Arguments> violations() {
        return List.of(
                // One kind, once, all of it.
                arguments("a value has no kind, at byte 0 of 0", ByteString.EMPTY),
                arguments("a value has no kind, at byte 5 of 5", delimited(16, delimited(1))),
                arguments("a value goes on after its kind", join(ONE, ONE)),
                arguments("a value goes on after its kind", join(ONE, hex("2002"))),
                arguments("a value goes on after its kind", join(hex("0800"), hex("00"))),
                arguments("a value has an unknown field 30", delimited(30)),
                arguments("a value has an unknown field 536870911", hex("fa ff ff ff 0f 00")),
                arguments("a field's number is not between", hex("02 00")),
                arguments("a field's number is not between", hex("80 80 80 80 10")),
                arguments("a value of kind INT has wire type 2", hex("1a 01 02")),
                arguments("a value of kind INT has wire type 5", hex("1d 01 00 00 00")),
                arguments("a value of kind STRING has wire type 0", hex("30 00")),
                arguments("a value of kind DOUBLE has wire type 5", hex("2d 00 00 00 00")),
                arguments("a value of kind LIST has wire type 3", hex("83 01 84 01")),
                arguments("a value of kind INT_ARRAY has wire type 0", hex("d0 01 00")),
                // Shortest forms, and nothing cut off.
                arguments("a varint has not its shortest form, at byte 0 of 3: 98 00 02", hex("98 00 02")),
                arguments("a varint has not its shortest form, at byte 1 of 3: 80 00", hex("18 80 00")),
                arguments("a varint has not its shortest form", hex("20 ff ff ff ff ff ff ff ff ff 00")),
                arguments("a varint has not its shortest form", hex("32 81 00 61")),
                arguments("a varint has more than 64 bits", hex("20 ff ff ff ff ff ff ff ff ff 02")),
                arguments("a varint has more than 10 bytes", hex("20 80 80 80 80 80 80 80 80 80 80 01")),
                arguments("the bytes end within a varint", hex("18")),
                arguments("the bytes end within a varint", hex("18 80")),
                arguments("the bytes end within a varint", hex("80")),
                arguments("the bytes end within a number of 8 bytes", hex("29 00 00 00 00 00 00 00")),
                arguments("the bytes end within a number of 4 bytes", hex("55 00 00 00")),
                arguments("a length of 2 exceeds the 1 bytes left", hex("32 02 61")),
                arguments("a length of 18446744073709551615 exceeds", hex("32 ff ff ff ff ff ff ff ff ff 01")),
                arguments("a length of 5 exceeds the 4 bytes left", hex("82 01 06 0a 05 32 02 61 62")),
                // Ranges.
                arguments("a number of 32 bits is written with more: 4294967296", number(3, 1L << 32)),
                arguments("a number of 32 bits is written with more", number(3, -1)),
                arguments("a number of 32 bits is written with more", number(8, 1L << 32)),
                arguments("a number of 32 bits is written with more", number(9, 1L << 32)),
                arguments("a number of 32 bits is written with more", number(11, 1L << 32)),
                arguments("128 is out of the range of a byte", number(8, 256)),
                arguments("-129 is out of the range of a byte", number(8, 257)),
                arguments("32768 is out of the range of a short", number(9, 65536)),
                arguments("-32769 is out of the range of a short", number(9, 65537)),
                arguments("65536 is out of the range of a char", number(11, 65536)),
                arguments("4294967295 is out of the range of a char", number(11, 0xffffffffL)),
                arguments("a boolean is neither 0 nor 1", number(2, 2)),
                arguments("a boolean is neither 0 nor 1", number(2, -1)),
                arguments("null has another number than 0", number(1, 1)),
                arguments(
                        "a double NaN is not 0x7ff8000000000000 but 0x7ff8000000000001",
                        hex("29 01 00 00 00 00 00 f8 7f")),
                arguments(
                        "a double NaN is not 0x7ff8000000000000 but 0xfff8000000000000",
                        hex("29 00 00 00 00 00 00 f8 ff")),
                arguments("a double NaN is not", hex("29 01 00 00 00 00 00 f0 7f")),
                arguments("a float NaN is not 0x7fc00000 but 0x7fc00001", hex("55 01 00 c0 7f")),
                arguments("a float NaN is not 0x7fc00000 but 0xffc00000", hex("55 00 00 c0 ff")),
                // Strings.
                arguments("a string is not well-formed UTF-8, at byte 2", delimited(6, hex("80"))),
                arguments("a string is not well-formed UTF-8, at byte 3", delimited(6, hex("61 c0 80"))),
                arguments("a string is not well-formed UTF-8", delimited(6, hex("c1 bf"))),
                arguments("a string is not well-formed UTF-8", delimited(6, hex("c3"))),
                arguments("a string is not well-formed UTF-8", delimited(6, hex("c3 28"))),
                arguments("a string is not well-formed UTF-8", delimited(6, hex("e0 9f bf"))),
                arguments("a string is not well-formed UTF-8", delimited(6, hex("ed a0 80"))),
                arguments("a string is not well-formed UTF-8", delimited(6, hex("ed bf bf"))),
                arguments("a string is not well-formed UTF-8", delimited(6, hex("e2 82"))),
                arguments("a string is not well-formed UTF-8", delimited(6, hex("e2 82 41"))),
                arguments("a string is not well-formed UTF-8", delimited(6, hex("f0 8f bf bf"))),
                arguments("a string is not well-formed UTF-8", delimited(6, hex("f4 90 80 80"))),
                arguments("a string is not well-formed UTF-8", delimited(6, hex("f5 80 80 80"))),
                arguments("a string is not well-formed UTF-8", delimited(6, hex("f0 9f 98 c0"))),
                arguments("a string is not well-formed UTF-8", delimited(6, hex("ff"))),
                // Big numbers, UUIDs, instants.
                arguments("a big integer has no bytes", delimited(12)),
                arguments("a big integer has not its shortest form", delimited(12, hex("00 00"))),
                arguments("a big integer has not its shortest form", delimited(12, hex("00 7f"))),
                arguments("a big integer has not its shortest form", delimited(12, hex("ff 80"))),
                arguments("a big integer has not its shortest form", delimited(12, hex("ff ff"))),
                arguments("Decimal has no unscaled value", delimited(13)),
                arguments("Decimal has no unscaled value", delimited(13, number(1, 2))),
                arguments("a big integer has no bytes", delimited(13, delimited(2))),
                arguments("a big integer has not its shortest form", delimited(13, delimited(2, hex("00 01")))),
                arguments("a scale of 0 is written", delimited(13, number(1, 0), delimited(2, hex("01")))),
                arguments("a number of 32 bits", delimited(13, number(1, 1L << 32), delimited(2, hex("01")))),
                arguments(
                        "field 1 of Decimal is not in ascending order, or stands there twice",
                        delimited(13, delimited(2, hex("01")), number(1, 2))),
                arguments(
                        "field 1 of Decimal is not in ascending order, or stands there twice",
                        delimited(13, number(1, 2), number(1, 2), delimited(2, hex("01")))),
                arguments(
                        "field 2 of Decimal is not in ascending order, or stands there twice",
                        delimited(13, delimited(2, hex("01")), delimited(2, hex("01")))),
                arguments(
                        "field 1 of Decimal has wire type 5",
                        delimited(13, hex("0d 00000000"), delimited(2, hex("01")))),
                arguments("Decimal has an unknown field 3", delimited(13, delimited(2, hex("01")), number(3, 1))),
                arguments("a varint has not its shortest form", delimited(13, hex("92 00 01 01"))),
                arguments("a UUID has 15 bytes, not 16", delimited(15, ByteString.copyFrom(new byte[15]))),
                arguments("a UUID has 17 bytes, not 16", delimited(15, ByteString.copyFrom(new byte[17]))),
                arguments("0 seconds are written", delimited(14, number(1, 0))),
                arguments("0 nanoseconds are written", delimited(14, number(2, 0))),
                arguments("1000000000 nanoseconds are a second or more", delimited(14, number(2, 1_000_000_000))),
                arguments("4294967295 nanoseconds are a second or more", delimited(14, number(2, 0xffffffffL))),
                arguments(
                        "31556889864403200 seconds are out of the range",
                        delimited(14, number(1, 2 * 31556889864403200L))),
                arguments(
                        "-31557014167219201 seconds are out of the range",
                        delimited(14, number(1, 2 * 31557014167219201L - 1))),
                arguments("field 1 of Instant is not in ascending order", delimited(14, number(2, 1), number(1, 2))),
                arguments("Instant has an unknown field 3", delimited(14, number(3, 1))),
                // Arrays.
                arguments("a boolean in an array is neither 0 nor 1, at byte 4", delimited(23, hex("01 02"))),
                arguments("a boolean in an array is neither 0 nor 1", delimited(23, hex("ff"))),
                arguments("an array has 1 bytes, not a multiple of 2", delimited(24, hex("00"))),
                arguments("an array has 3 bytes, not a multiple of 2", delimited(25, hex("000000"))),
                arguments("an array has 5 bytes, not a multiple of 4", delimited(26, hex("0000000000"))),
                arguments("an array has 4 bytes, not a multiple of 8", delimited(27, hex("00000000"))),
                arguments("an array has 2 bytes, not a multiple of 4", delimited(28, hex("0000"))),
                arguments("an array has 4 bytes, not a multiple of 8", delimited(29, hex("00000000"))),
                arguments("a float NaN is not", delimited(28, hex("00000000 0100c07f"))),
                arguments("a double NaN is not", delimited(29, hex("000000000000f8ff"))),
                // Collections.
                arguments("ListValue has an unknown field 2", delimited(16, delimited(2, ONE))),
                arguments("field 1 of ListValue has wire type 0", delimited(16, number(1, 1))),
                arguments("SetValue has an unknown field 2", delimited(17, delimited(2, ONE))),
                arguments(
                        "the items of a set are not in ascending order",
                        delimited(17, delimited(1, TWO), delimited(1, ONE))),
                arguments(
                        "the items of a set are not in ascending order",
                        delimited(17, delimited(1, ONE), delimited(1, ONE))),
                // Unsigned: 0x80 comes after 0x7f.
                arguments(
                        "the items of a set are not in ascending order",
                        delimited(17, delimited(1, number(3, 128)), delimited(1, number(3, 127)))),
                arguments(
                        "the keys of a map are not in ascending order",
                        delimited(18, entry(TWO, ONE), entry(ONE, TWO))),
                arguments(
                        "the keys of a map are not in ascending order, or one stands there twice",
                        delimited(18, entry(ONE, ONE), entry(ONE, TWO))),
                arguments("MapValue.Entry has no key", delimited(18, delimited(1))),
                arguments("MapValue.Entry has no value", delimited(18, delimited(1, delimited(1, ONE)))),
                arguments(
                        "field 2 of MapValue.Entry is not in ascending order",
                        delimited(18, delimited(1, delimited(2, ONE), delimited(1, ONE)))),
                arguments(
                        "field 2 of MapValue.Entry is not in ascending order",
                        delimited(18, delimited(1, delimited(1, ONE), delimited(2, ONE), delimited(2, ONE)))),
                arguments(
                        "MapValue.Entry has an unknown field 3",
                        delimited(18, delimited(1, delimited(1, ONE), delimited(2, ONE), number(3, 0)))),
                arguments("MapValue has an unknown field 15", delimited(18, number(15, 0))),
                // Records and enums.
                arguments("Record has no type", delimited(19)),
                arguments(
                        "field 2 of Record is not in ascending order, or stands there twice",
                        delimited(19, field("a", ONE))),
                arguments(
                        "field 1 of Record is not in ascending order",
                        delimited(19, delimited(1, text("R")), field("a", ONE), delimited(1, text("R")))),
                arguments("the type of a record is empty", delimited(19, delimited(1))),
                arguments("a string is not well-formed UTF-8", delimited(19, delimited(1, hex("c3")))),
                arguments("Record has an unknown field 3", delimited(19, delimited(1, text("R")), number(3, 1))),
                arguments(
                        "a record has two fields of one name",
                        delimited(19, delimited(1, text("R")), field("a", ONE), field("b", ONE), field("a", TWO))),
                arguments("Record.Field has no name", delimited(19, delimited(1, text("R")), delimited(2))),
                arguments("the name of a field is empty", delimited(19, delimited(1, text("R")), field("", ONE))),
                arguments(
                        "Record.Field has no value",
                        delimited(19, delimited(1, text("R")), delimited(2, delimited(1, text("a"))))),
                arguments(
                        "Record.Field has an unknown field 3",
                        delimited(
                                19,
                                delimited(1, text("R")),
                                delimited(2, delimited(1, text("a")), delimited(2, ONE), delimited(3)))),
                arguments("Enum has no type", delimited(20)),
                arguments("the type of an enum is empty", delimited(20, delimited(1), delimited(2, text("C")))),
                arguments("Enum has no constant", delimited(20, delimited(1, text("E")))),
                arguments("the constant of an enum is empty", delimited(20, delimited(1, text("E")), delimited(2))),
                arguments(
                        "field 2 of Enum is not in ascending order",
                        delimited(20, delimited(2, text("C")), delimited(1, text("E")))),
                arguments(
                        "a string is not well-formed UTF-8",
                        delimited(20, delimited(1, text("E")), delimited(2, hex("ff")))),
                // References and opaque values.
                arguments("Reference has no id", delimited(21)),
                arguments("ObjectId has no epoch", delimited(21, delimited(1), SERVICE)),
                arguments("shard 0 is written", delimited(21, delimited(1, number(1, 0), ID), SERVICE)),
                arguments("a number of 32 bits", delimited(21, delimited(1, number(1, 1L << 32), ID), SERVICE)),
                arguments(
                        "the epoch of a reference is 0",
                        delimited(21, delimited(1, hex("15 00000000 18 01")), SERVICE)),
                arguments("ObjectId has no number", delimited(21, delimited(1, hex("15 01000000")), SERVICE)),
                arguments(
                        "the number of a reference is 0",
                        delimited(21, delimited(1, hex("15 01000000 18 00")), SERVICE)),
                arguments(
                        "field 3 of ObjectId is not in ascending order",
                        delimited(21, delimited(1, hex("18 01 15 01000000")), SERVICE)),
                arguments("ObjectId has no check", delimited(21, delimited(1, hex("15 01000000 18 01")), SERVICE)),
                arguments(
                        "the check of a reference is 0",
                        delimited(21, delimited(1, hex("15 01000000 18 01 21 0000000000000000")), SERVICE)),
                arguments(
                        "the bytes end within a number of 8 bytes",
                        delimited(21, delimited(1, hex("15 01000000 18 01 21 01000000")), SERVICE)),
                arguments("ObjectId has an unknown field 5", delimited(21, delimited(1, ID, number(5, 1)), SERVICE)),
                arguments("Reference has no service", delimited(21, delimited(1, ID))),
                arguments("the service of a reference is empty", delimited(21, delimited(1, ID), delimited(2))),
                arguments(
                        "a string is not well-formed UTF-8", delimited(21, delimited(1, ID), delimited(2, hex("ff")))),
                arguments("Reference has an unknown field 3", delimited(21, delimited(1, ID), SERVICE, number(3, 1))),
                arguments("field 2 of Reference is not in ascending order", delimited(21, SERVICE, delimited(1, ID))),
                arguments("Opaque has no codec", delimited(22)),
                arguments("the codec of an opaque value is empty", delimited(22, delimited(1))),
                arguments("a string is not well-formed UTF-8", delimited(22, delimited(1, hex("ff")))),
                arguments(
                        "Reference has no service",
                        delimited(22, delimited(1, text("c")), delimited(2, delimited(1, ID)))),
                arguments("empty data is written", delimited(22, delimited(1, text("c")), delimited(3))),
                arguments(
                        "field 2 of Opaque is not in ascending order",
                        delimited(
                                22,
                                delimited(1, text("c")),
                                delimited(3, hex("00")),
                                delimited(2, delimited(1, ID), SERVICE))),
                arguments("Opaque has an unknown field 4", delimited(22, delimited(1, text("c")), number(4, 1))));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void violation_is_refused_by_the_name_of_its_rule(String rule, ByteString element) {
        assertThat(refusal(element)).startsWith(rule);
    }

    @ParameterizedTest
    @MethodSource("violations")
    void violation_is_refused_wherever_it_stands(String rule, ByteString element) {
        String words = rule.replaceAll(", at byte .*", "");
        assertThat(refusal(delimited(16, delimited(1, ONE), delimited(1, element))))
                .startsWith(words);
        assertThat(refusal(delimited(17, delimited(1, element)))).startsWith(words);
        assertThat(refusal(delimited(18, entry(element, ONE)))).startsWith(words);
        assertThat(refusal(delimited(18, entry(ONE, element)))).startsWith(words);
        assertThat(refusal(delimited(19, delimited(1, text("R")), field("f", element))))
                .startsWith(words);
    }

    @Test
    void field_names_of_a_wide_record_are_distinct() {
        for (int twice : new int[] {0, 15, 16, 17, 39}) {
            Value.Builder wide = CanonicalValueTest.manyFields(40);
            wide.getRecordBuilder()
                    .addFields(Record.Field.newBuilder()
                            .setName("field" + twice)
                            .setValue(Value.newBuilder().setInt(0)));
            assertThat(refusal(wide.build().toByteString())).startsWith("a record has two fields of one name");
        }
    }

    @Test
    void message_shows_few_bytes_of_many() {
        ByteString element = delimited(6, ByteString.copyFrom(new byte[100_000]), hex("ff".repeat(100_000)));

        assertThat(refusal(element))
                .isEqualTo("a string is not well-formed UTF-8, at byte 100004 of 200004:" + " ff".repeat(12) + " ...");
    }

    @Tag("size")
    @Test
    void nesting_without_end_is_refused_before_the_stack_ends() {
        // Each level is a list with one item that claims to hold all the rest.
        ByteString element = ByteString.EMPTY;
        for (int i = 0; i < 20_000; i++) {
            element = delimited(16, delimited(1, element));
        }
        assertThat(refusal(element)).startsWith("values nest more than 32 deep");
    }

    @Tag("size")
    @Test
    void random_bytes_are_refused_or_pass_and_nothing_else() {
        Random random = new Random(20261123);
        List<Value> seeds = CanonicalValueTest.canonicalValues();
        int passed = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes;
            if (i % 2 == 0) {
                bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
            } else {
                bytes = seeds.get(random.nextInt(seeds.size())).toByteArray();
                for (int n = random.nextInt(3); n >= 0; n--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
            Throwable thrown = catchThrowable(() -> CanonicalValue.scan(ByteString.copyFrom(bytes)));
            if (thrown == null) {
                passed++;
            } else {
                assertThat(thrown).isInstanceOf(NotCanonicalException.class);
            }
        }
        assertThat(passed).isBetween(1_000, 100_000);
    }

    static String refusal(ByteString element) {
        Throwable thrown = catchThrowable(() -> CanonicalValue.scan(element));
        assertThat(thrown).isInstanceOf(NotCanonicalException.class).hasMessageContaining(", at byte ");
        return thrown.getMessage();
    }

    private static ByteString entry(ByteString key, ByteString value) {
        return delimited(1, delimited(1, key), delimited(2, value));
    }

    private static ByteString field(String name, ByteString value) {
        return delimited(2, delimited(1, text(name)), delimited(2, value));
    }
}
