package dev.holdall.client.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The classes that are a kind of their own: numbers, strings, bytes, instants, UUIDs. */
final class Scalars {
    private static final int UUID_SIZE = 16;
    private static final int NANOS = 1_000_000_000;

    static final List<ScalarCodec<?>> ALL = List.of(
            number(Boolean.class, Wire.BOOLEAN, (out, v) -> out.varint32(v ? 1 : 0), Scalars::readBoolean),
            number(Byte.class, Wire.BYTE, (out, v) -> out.sint32(v), in ->
                    (byte) in.sint32(Byte.MIN_VALUE, Byte.MAX_VALUE)),
            number(Short.class, Wire.SHORT, (out, v) -> out.sint32(v), in ->
                    (short) in.sint32(Short.MIN_VALUE, Short.MAX_VALUE)),
            number(Integer.class, Wire.INT, ValueWriter::sint32, ValueReader::sint32),
            number(Long.class, Wire.LONG, ValueWriter::sint64, ValueReader::sint64),
            number(Character.class, Wire.CHAR, (out, v) -> out.varint32(v), Scalars::readCharacter),
            // Unlike the raw bits these have one NaN.
            number(
                    Float.class,
                    Wire.FLOAT,
                    (out, v) -> out.fixed32(Float.floatToIntBits(v)),
                    in -> Float.intBitsToFloat(in.fixed32())),
            number(
                    Double.class,
                    Wire.DOUBLE,
                    (out, v) -> out.fixed64(Double.doubleToLongBits(v)),
                    in -> Double.longBitsToDouble(in.fixed64())),
            new ScalarCodec<>(
                    String.class, Wire.STRING, ValueWriter::string, ValueReader::string, s -> delimited(Utf8.size(s))),
            new ScalarCodec<>(
                    byte[].class, Wire.BYTES, ValueWriter::bytes, ValueReader::bytes, b -> delimited(b.length)),
            new ScalarCodec<>(
                    BigInteger.class,
                    Wire.BIG_INTEGER,
                    (out, v) -> out.bytes(v.toByteArray()),
                    Scalars::readBigInteger,
                    v -> delimited(v.bitLength() / 8 + 1)),
            new ScalarCodec<>(
                    BigDecimal.class,
                    Wire.DECIMAL,
                    Scalars::writeDecimal,
                    Scalars::readDecimal,
                    v -> 2 * ValueWriter.SMALL),
            new ScalarCodec<>(
                    Instant.class,
                    Wire.INSTANT,
                    Scalars::writeInstant,
                    Scalars::readInstant,
                    v -> 2 * ValueWriter.SMALL),
            new ScalarCodec<>(UUID.class, Wire.UUID, Scalars::writeUuid, Scalars::readUuid, v -> 2 + UUID_SIZE));

    private Scalars() {}

    private static <T> ScalarCodec<T> number(
            Class<T> type, int tag, BiConsumer<ValueWriter, T> writer, Function<ValueReader, T> reader) {
        return new ScalarCodec<>(type, tag, writer, reader, value -> ValueWriter.SMALL);
    }

    /** The size of a tag of one byte, a length and so many bytes. */
    private static int delimited(int size) {
        return 1 + ValueWriter.varintSize(size) + size;
    }

    private static Boolean readBoolean(ValueReader in) {
        return in.varint32() != 0;
    }

    private static Character readCharacter(ValueReader in) {
        int unit = in.varint32();
        if (unit >>> 16 != 0) {
            throw in.malformed("a char has more than 16 bits");
        }
        return (char) unit;
    }

    private static BigInteger readBigInteger(ValueReader in) {
        byte[] magnitude = in.bytes();
        if (magnitude.length == 0) {
            throw in.malformed("a big integer has no bytes");
        }
        return new BigInteger(magnitude);
    }

    private static void writeDecimal(ValueWriter out, BigDecimal value) {
        int start = out.begin();
        if (value.scale() != 0) {
            out.tag(Wire.DECIMAL_SCALE);
            out.sint32(value.scale());
        }
        out.tag(Wire.DECIMAL_UNSCALED);
        out.bytes(value.unscaledValue().toByteArray());
        out.end(start);
    }

    private static BigDecimal readDecimal(ValueReader in) {
        int outer = in.enter();
        int scale = in.take(Wire.DECIMAL_SCALE) ? in.sint32() : 0;
        in.require(Wire.DECIMAL_UNSCALED);
        BigInteger unscaled = readBigInteger(in);
        in.leave(outer);
        return new BigDecimal(unscaled, scale);
    }

    private static void writeInstant(ValueWriter out, Instant value) {
        int start = out.begin();
        if (value.getEpochSecond() != 0) {
            out.tag(Wire.INSTANT_SECONDS);
            out.sint64(value.getEpochSecond());
        }
        if (value.getNano() != 0) {
            out.tag(Wire.INSTANT_NANOS);
            out.varint32(value.getNano());
        }
        out.end(start);
    }

    private static Instant readInstant(ValueReader in) {
        int outer = in.enter();
        long seconds = in.take(Wire.INSTANT_SECONDS) ? in.sint64() : 0;
        int nanos = in.take(Wire.INSTANT_NANOS) ? in.varint32() : 0;
        in.leave(outer);
        if (seconds < Instant.MIN.getEpochSecond()
                || seconds > Instant.MAX.getEpochSecond()
                || nanos < 0
                || nanos >= NANOS) {
            throw in.malformed("an instant is out of range");
        }
        return Instant.ofEpochSecond(seconds, nanos);
    }

    private static void writeUuid(ValueWriter out, UUID value) {
        out.varint32(UUID_SIZE);
        // The lowest byte goes first there, the highest here.
        out.fixed64(Long.reverseBytes(value.getMostSignificantBits()));
        out.fixed64(Long.reverseBytes(value.getLeastSignificantBits()));
    }

    private static UUID readUuid(ValueReader in) {
        int outer = in.enter();
        long most = Long.reverseBytes(in.fixed64());
        long least = Long.reverseBytes(in.fixed64());
        in.leave(outer);
        return new UUID(most, least);
    }
}
