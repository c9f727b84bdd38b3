package dev.holdall.client.codec;

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
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The one message that stands for a value, made of any message that means it. It is made anew from known fields only, and
 * a message that means no value at all is an {@link IllegalStateException}.
 */
final class Canonical {
    private Canonical() {}

    static Value of(Value v) {
        return of(v, 1);
    }

    private static Value of(Value v, int depth) {
        check(depth <= 32, "depth");
        Value.Builder b = Value.newBuilder();
        switch (v.getKindCase()) {
            case NULL -> {
                check(v.getNull() == Null.NULL, "null");
                b.setNull(Null.NULL);
            }
            case BOOLEAN -> b.setBoolean(v.getBoolean());
            case INT -> b.setInt(v.getInt());
            case LONG -> b.setLong(v.getLong());
            case DOUBLE -> b.setDouble(canonical(v.getDouble()));
            case STRING -> b.setString(v.getString());
            case BYTES -> b.setBytes(v.getBytes());
            case BYTE -> b.setByte((byte) v.getByte());
            case SHORT -> b.setShort((short) v.getShort());
            case FLOAT -> b.setFloat(canonical(v.getFloat()));
            case CHAR -> b.setChar((char) v.getChar());
            case BIG_INTEGER -> b.setBigInteger(shortest(v.getBigInteger()));
            case DECIMAL ->
                b.setDecimal(Decimal.newBuilder()
                        .setScale(v.getDecimal().getScale())
                        .setUnscaled(shortest(v.getDecimal().getUnscaled())));
            case INSTANT -> {
                java.time.Instant i = java.time.Instant.ofEpochSecond(
                        v.getInstant().getSeconds(),
                        Integer.toUnsignedLong(v.getInstant().getNanos()));
                b.setInstant(Instant.newBuilder().setSeconds(i.getEpochSecond()).setNanos(i.getNano()));
            }
            case UUID -> {
                check(v.getUuid().size() == 16, "uuid");
                b.setUuid(v.getUuid());
            }
            case LIST -> {
                ListValue.Builder list = b.getListBuilder();
                v.getList().getItemsList().forEach(item -> list.addItems(of(item, depth + 1)));
            }
            case SET -> {
                Map<ByteString, Value> items = sorted();
                v.getSet().getItemsList().forEach(item -> {
                    Value canonical = of(item, depth + 1);
                    items.put(canonical.toByteString(), canonical);
                });
                b.setSet(SetValue.newBuilder().addAllItems(items.values()));
            }
            case MAP -> {
                Map<ByteString, MapValue.Entry> entries = sorted();
                v.getMap().getEntriesList().forEach(entry -> {
                    check(entry.hasKey() && entry.hasValue(), "entry");
                    Value key = of(entry.getKey(), depth + 1);
                    MapValue.Entry canonical = MapValue.Entry.newBuilder()
                            .setKey(key)
                            .setValue(of(entry.getValue(), depth + 1))
                            .build();
                    check(entries.put(key.toByteString(), canonical) == null, "key twice");
                });
                b.setMap(MapValue.newBuilder().addAllEntries(entries.values()));
            }
            case RECORD -> {
                Record.Builder record =
                        b.getRecordBuilder().setType(name(v.getRecord().getType()));
                Set<String> names = new LinkedHashSet<>();
                v.getRecord().getFieldsList().forEach(field -> {
                    check(field.hasValue() && names.add(field.getName()), "field");
                    record.addFieldsBuilder().setName(name(field.getName())).setValue(of(field.getValue(), depth + 1));
                });
            }
            case ENUM ->
                b.setEnum(Enum.newBuilder()
                        .setType(name(v.getEnum().getType()))
                        .setConstant(name(v.getEnum().getConstant())));
            case REFERENCE -> b.setReference(reference(v.getReference()));
            case OPAQUE ->
                b.setOpaque(Opaque.newBuilder()
                        .setCodec(name(v.getOpaque().getCodec()))
                        .addAllReferences(v.getOpaque().getReferencesList().stream()
                                .map(Canonical::reference)
                                .collect(Collectors.toList()))
                        .setData(v.getOpaque().getData()));
            case BOOLEAN_ARRAY -> {
                for (byte z : v.getBooleanArray()) {
                    check(z == 0 || z == 1, "boolean");
                }
                b.setBooleanArray(v.getBooleanArray());
            }
            case SHORT_ARRAY -> b.setShortArray(whole(v.getShortArray(), 2));
            case CHAR_ARRAY -> b.setCharArray(whole(v.getCharArray(), 2));
            case INT_ARRAY -> b.setIntArray(whole(v.getIntArray(), 4));
            case LONG_ARRAY -> b.setLongArray(whole(v.getLongArray(), 8));
            case FLOAT_ARRAY -> {
                ByteBuffer in = little(whole(v.getFloatArray(), 4).toByteArray());
                ByteBuffer out = little(new byte[in.capacity()]);
                while (in.hasRemaining()) {
                    out.putInt(Float.floatToIntBits(in.getFloat()));
                }
                b.setFloatArray(ByteString.copyFrom(out.flip()));
            }
            case DOUBLE_ARRAY -> {
                ByteBuffer in = little(whole(v.getDoubleArray(), 8).toByteArray());
                ByteBuffer out = little(new byte[in.capacity()]);
                while (in.hasRemaining()) {
                    out.putLong(Double.doubleToLongBits(in.getDouble()));
                }
                b.setDoubleArray(ByteString.copyFrom(out.flip()));
            }
            case KIND_NOT_SET -> throw new IllegalStateException("no kind");
        }
        return b.build();
    }

    private static Reference reference(Reference r) {
        ObjectId id = r.getId();
        check(id.getEpoch() != 0 && id.getNumber() != 0 && id.getCheck() != 0, "id");
        return Reference.newBuilder()
                .setId(ObjectId.newBuilder()
                        .setShard(id.getShard())
                        .setEpoch(id.getEpoch())
                        .setNumber(id.getNumber())
                        .setCheck(id.getCheck()))
                .setService(name(r.getService()))
                .build();
    }

    private static <T> Map<ByteString, T> sorted() {
        return new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    }

    private static ByteString shortest(ByteString bytes) {
        check(!bytes.isEmpty(), "big integer");
        return ByteString.copyFrom(new BigInteger(bytes.toByteArray()).toByteArray());
    }

    private static double canonical(double d) {
        return Double.isNaN(d) ? Double.NaN : d;
    }

    private static float canonical(float f) {
        return Float.isNaN(f) ? Float.NaN : f;
    }

    private static ByteString whole(ByteString bytes, int width) {
        check(bytes.size() % width == 0, "array");
        return bytes;
    }

    private static String name(String name) {
        check(!name.isEmpty(), "name");
        return name;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void check(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException("means no value: " + what);
        }
    }
}
