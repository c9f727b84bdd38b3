package dev.holdall.client.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import dev.holdall.v1.Decimal;
import dev.holdall.v1.Enum;
import dev.holdall.v1.Instant;
import dev.holdall.v1.ListValue;
import dev.holdall.v1.MapValue;
import dev.holdall.v1.Null;
import dev.holdall.v1.Opaque;
import dev.holdall.v1.Record;
import dev.holdall.v1.Reference;
import dev.holdall.v1.SetValue;
import dev.holdall.v1.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The encoding once more, by the generated class {@link Value} alone: slow, simple, and nothing of it is the codec's. */
final class Twin {
    private Twin() {}

    static ByteString encode(@Nullable Object value) {
        return Canonical.of(toValue(value)).toByteString();
    }

    static @Nullable Object decode(ByteString bytes) {
        return fromValue(parse(bytes));
    }

    /** A value within so many lists. */
    static ByteString wrap(ByteString value, int lists) {
        Value wrapped = parse(value);
        for (int i = 0; i < lists; i++) {
            wrapped = Value.newBuilder()
                    .setList(ListValue.newBuilder().addItems(wrapped))
                    .build();
        }
        return wrapped.toByteString();
    }

    static Value parse(ByteString bytes) {
        try {
            CodedInputStream in = bytes.newCodedInput();
            // Up to three messages for each of 64 values; the default of 100 is too low.
            in.setRecursionLimit(200);
            Value value = Value.parseFrom(in);
            in.checkLastTagWas(0);
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Value toValue(@Nullable Object o) {
        Value.Builder v = Value.newBuilder();
        if (o == null) {
            return v.setNull(Null.NULL).build();
        } else if (o instanceof Boolean z) {
            v.setBoolean(z);
        } else if (o instanceof Integer i) {
            v.setInt(i);
        } else if (o instanceof Long l) {
            v.setLong(l);
        } else if (o instanceof Double d) {
            v.setDouble(d);
        } else if (o instanceof String s) {
            v.setString(s);
        } else if (o instanceof byte[] b) {
            v.setBytes(ByteString.copyFrom(b));
        } else if (o instanceof Byte b) {
            v.setByte(b);
        } else if (o instanceof Short s) {
            v.setShort(s);
        } else if (o instanceof Float f) {
            v.setFloat(f);
        } else if (o instanceof Character c) {
            v.setChar(c);
        } else if (o instanceof BigInteger i) {
            v.setBigInteger(ByteString.copyFrom(i.toByteArray()));
        } else if (o instanceof BigDecimal d) {
            v.setDecimal(Decimal.newBuilder()
                    .setScale(d.scale())
                    .setUnscaled(ByteString.copyFrom(d.unscaledValue().toByteArray())));
        } else if (o instanceof java.time.Instant i) {
            v.setInstant(Instant.newBuilder().setSeconds(i.getEpochSecond()).setNanos(i.getNano()));
        } else if (o instanceof UUID u) {
            ByteBuffer b =
                    ByteBuffer.allocate(16).putLong(u.getMostSignificantBits()).putLong(u.getLeastSignificantBits());
            v.setUuid(ByteString.copyFrom(b.array()));
        } else if (o instanceof Samples.Thing t) {
            v.setReference(t.reference());
        } else if (o instanceof Samples.ThingList t) {
            v.setReference(t.reference);
        } else if (o instanceof Samples.Parcel p) {
            v.setOpaque(parcel(p));
        } else if (o instanceof Map<?, ?> m) {
            MapValue.Builder map = v.getMapBuilder();
            m.forEach(
                    (key, value) -> map.addEntriesBuilder().setKey(toValue(key)).setValue(toValue(value)));
        } else if (o instanceof Set<?> s) {
            SetValue.Builder set = v.getSetBuilder();
            s.forEach(item -> set.addItems(toValue(item)));
        } else if (o instanceof Iterable<?> l) {
            ListValue.Builder list = v.getListBuilder();
            l.forEach(item -> list.addItems(toValue(item)));
        } else if (o instanceof java.lang.Enum<?> e) {
            v.setEnum(Enum.newBuilder().setType(e.getDeclaringClass().getName()).setConstant(e.name()));
        } else if (o instanceof java.lang.Record r) {
            v.setRecord(record(r));
        } else {
            array(o, v);
        }
        return v.build();
    }

    private static Opaque parcel(Samples.Parcel parcel) {
        List<Reference> references = parcel.proxies.stream()
                .map(proxy -> toValue(proxy).getReference())
                .distinct()
                .toList();
        ByteString data = ByteString.empty();
        if (!parcel.proxies.isEmpty() || !parcel.text.isEmpty()) {
            data = ByteString.copyFrom(new byte[] {(byte) parcel.proxies.size()});
            for (Object proxy : parcel.proxies) {
                byte number = (byte) references.indexOf(toValue(proxy).getReference());
                data = data.concat(ByteString.copyFrom(new byte[] {number}));
            }
            data = data.concat(ByteString.copyFromUtf8(parcel.text));
        }
        return Opaque.newBuilder()
                .setCodec("parcel")
                .addAllReferences(references)
                .setData(data)
                .build();
    }

    private static Record record(java.lang.Record r) {
        Record.Builder record = Record.newBuilder().setType(r.getClass().getName());
        for (RecordComponent component : r.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                record.addFieldsBuilder()
                        .setName(component.getName())
                        .setValue(toValue(component.getAccessor().invoke(r)));
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        return record.build();
    }

    private static void array(Object o, Value.Builder v) {
        ByteBuffer b = ByteBuffer.allocate(10_000).order(ByteOrder.LITTLE_ENDIAN);
        if (o instanceof boolean[] a) {
            for (boolean z : a) {
                b.put((byte) (z ? 1 : 0));
            }
            v.setBooleanArray(bytes(b));
        } else if (o instanceof short[] a) {
            for (short s : a) {
                b.putShort(s);
            }
            v.setShortArray(bytes(b));
        } else if (o instanceof char[] a) {
            for (char c : a) {
                b.putChar(c);
            }
            v.setCharArray(bytes(b));
        } else if (o instanceof int[] a) {
            for (int i : a) {
                b.putInt(i);
            }
            v.setIntArray(bytes(b));
        } else if (o instanceof long[] a) {
            for (long l : a) {
                b.putLong(l);
            }
            v.setLongArray(bytes(b));
        } else if (o instanceof float[] a) {
            for (float f : a) {
                b.putFloat(f);
            }
            v.setFloatArray(bytes(b));
        } else if (o instanceof double[] a) {
            for (double d : a) {
                b.putDouble(d);
            }
            v.setDoubleArray(bytes(b));
        } else {
            throw new AssertionError("no kind for " + o.getClass());
        }
    }

    private static ByteString bytes(ByteBuffer buffer) {
        return ByteString.copyFrom(buffer.flip());
    }

    private static @Nullable Object fromValue(Value v) {
        return switch (v.getKindCase()) {
            case NULL -> null;
            case BOOLEAN -> v.getBoolean();
            case INT -> v.getInt();
            case LONG -> v.getLong();
            case DOUBLE -> v.getDouble();
            case STRING -> v.getString();
            case BYTES -> v.getBytes().toByteArray();
            case BYTE -> (byte) v.getByte();
            case SHORT -> (short) v.getShort();
            case FLOAT -> v.getFloat();
            case CHAR -> (char) v.getChar();
            case BIG_INTEGER -> new BigInteger(v.getBigInteger().toByteArray());
            case DECIMAL ->
                new BigDecimal(
                        new BigInteger(v.getDecimal().getUnscaled().toByteArray()),
                        v.getDecimal().getScale());
            case INSTANT ->
                java.time.Instant.ofEpochSecond(
                        v.getInstant().getSeconds(), v.getInstant().getNanos());
            case UUID -> {
                ByteBuffer b = v.getUuid().asReadOnlyByteBuffer();
                yield new UUID(b.getLong(), b.getLong());
            }
            case LIST -> {
                List<Object> list = new ArrayList<>();
                v.getList().getItemsList().forEach(item -> list.add(fromValue(item)));
                yield list;
            }
            case SET -> {
                Set<Object> set = new LinkedHashSet<>();
                v.getSet().getItemsList().forEach(item -> set.add(fromValue(item)));
                yield set;
            }
            case MAP -> {
                Map<Object, Object> map = new LinkedHashMap<>();
                v.getMap().getEntriesList().forEach(e -> map.put(fromValue(e.getKey()), fromValue(e.getValue())));
                yield map;
            }
            case REFERENCE ->
                v.getReference().getService().equals(Samples.SharedThings.LISTS)
                        ? new Samples.ThingList(v.getReference())
                        : new Samples.Thing(v.getReference());
            case BOOLEAN_ARRAY -> {
                boolean[] a = new boolean[v.getBooleanArray().size()];
                for (int i = 0; i < a.length; i++) {
                    a[i] = v.getBooleanArray().byteAt(i) == 1;
                }
                yield a;
            }
            case SHORT_ARRAY -> {
                short[] a = new short[v.getShortArray().size() / 2];
                little(v.getShortArray()).asShortBuffer().get(a);
                yield a;
            }
            case CHAR_ARRAY -> {
                char[] a = new char[v.getCharArray().size() / 2];
                little(v.getCharArray()).asCharBuffer().get(a);
                yield a;
            }
            case INT_ARRAY -> {
                int[] a = new int[v.getIntArray().size() / 4];
                little(v.getIntArray()).asIntBuffer().get(a);
                yield a;
            }
            case LONG_ARRAY -> {
                long[] a = new long[v.getLongArray().size() / 8];
                little(v.getLongArray()).asLongBuffer().get(a);
                yield a;
            }
            case FLOAT_ARRAY -> {
                float[] a = new float[v.getFloatArray().size() / 4];
                little(v.getFloatArray()).asFloatBuffer().get(a);
                yield a;
            }
            case DOUBLE_ARRAY -> {
                double[] a = new double[v.getDoubleArray().size() / 8];
                little(v.getDoubleArray()).asDoubleBuffer().get(a);
                yield a;
            }
            case RECORD, ENUM, OPAQUE, KIND_NOT_SET -> throw new AssertionError("only a class says what this is: " + v);
        };
    }

    private static ByteBuffer little(ByteString bytes) {
        return bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
}
