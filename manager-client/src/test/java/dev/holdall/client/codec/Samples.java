package dev.holdall.client.codec;

import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Reference;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Types of a program's own, as the tests put them into elements. */
final class Samples {
    static final Codecs CODECS = new Codecs(
            new SharedThings(), new CodecChoices(Map.of(Parcel.class, (raw, type) -> new ParcelCodec()), List.of()));

    private Samples() {}

    enum Color {
        RED,
        GREEN {
            @Override
            boolean calm() {
                return true;
            }
        },
        BLUE;

        boolean calm() {
            return false;
        }
    }

    record Score(String name, int points) {}

    record Empty() {}

    record Pair<A, B>(@Nullable A first, @Nullable B second) {}

    record Nested<T>(@Nullable Pair<List<T>, Map<String, ? extends T>> pair) {}

    record Node(int value, @Nullable Node next) {}

    record Primitives(boolean z, byte b, short s, int i, long l, float f, double d, char c) {}

    record Boxes(
            @Nullable Boolean z,
            @Nullable Byte b,
            @Nullable Short s,
            @Nullable Integer i,
            @Nullable Long l,
            @Nullable Float f,
            @Nullable Double d,
            @Nullable Character c,
            @Nullable BigInteger bigInteger,
            @Nullable BigDecimal bigDecimal,
            @Nullable String string,
            @Nullable Instant instant,
            @Nullable UUID uuid,
            @Nullable Color color,
            @Nullable List<@Nullable Object> list,
            @Nullable Set<@Nullable Object> set,
            @Nullable Map<@Nullable Object, @Nullable Object> map) {}

    sealed interface Shape permits Circle, Unit, Polygon {}

    record Circle(double radius) implements Shape {}

    enum Unit implements Shape {
        INSTANCE
    }

    sealed interface Polygon extends Shape permits Square, Group {}

    record Square(double side) implements Polygon {}

    record Group(List<Shape> shapes) implements Polygon {}

    sealed interface Result<T> permits Ok, Failed {}

    record Ok<V>(@Nullable V value) implements Result<V> {}

    record Failed<V>(String why) implements Result<V> {}

    /** A class of another kind, whose codec is the program's own. */
    static final class Parcel {
        final String text;
        final List<Object> proxies;

        Parcel(String text, List<Object> proxies) {
            this.text = text;
            this.proxies = proxies;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Parcel parcel && text.equals(parcel.text) && proxies.equals(parcel.proxies);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    /** The numbers of the proxies, one byte each behind their count, and the text. */
    static final class ParcelCodec implements CustomCodec<Parcel> {
        @Override
        public String name() {
            return "parcel";
        }

        @Override
        public byte[] encode(Parcel value, ProxyTable proxies) {
            if (value.proxies.isEmpty() && value.text.isEmpty()) {
                return new byte[0];
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(value.proxies.size());
            value.proxies.forEach(proxy -> out.write(proxies.add(proxy)));
            out.writeBytes(value.text.getBytes(StandardCharsets.UTF_8));
            return out.toByteArray();
        }

        @Override
        public Parcel decode(byte[] bytes, ProxyTable proxies) {
            if (bytes.length == 0) {
                return new Parcel("", List.of());
            }
            List<Object> inside = new ArrayList<>();
            for (int i = 1; i <= bytes[0]; i++) {
                inside.add(proxies.get(bytes[i], Object.class));
            }
            int text = 1 + inside.size();
            return new Parcel(new String(bytes, text, bytes.length - text, StandardCharsets.UTF_8), inside);
        }
    }

    /** The proxy of a shared object that is no collection. */
    record Thing(Reference reference) {}

    /** The proxy of a shared object that is a list. */
    static final class ThingList extends AbstractList<Object> {
        final Reference reference;

        ThingList(Reference reference) {
            this.reference = reference;
        }

        @Override
        public Object get(int index) {
            throw new AssertionError("what the shared object holds is not asked for");
        }

        @Override
        public int size() {
            throw new AssertionError("what the shared object holds is not asked for");
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ThingList list && reference.equals(list.reference);
        }

        @Override
        public int hashCode() {
            return reference.hashCode();
        }
    }

    static Reference reference(int shard, int epoch, long number, String service) {
        return Reference.newBuilder()
                .setId(ObjectId.newBuilder()
                        .setShard(shard)
                        .setEpoch(epoch)
                        .setNumber(number)
                        .setCheck(11 * number))
                .setService(service)
                .build();
    }

    /** Proxies by the name of the service. */
    static final class SharedThings implements References {
        static final String THINGS = "test.Things";
        static final String LISTS = "test.Lists";

        @Nullable
        Type askedFor;

        @Override
        public boolean isShared(Class<?> raw) {
            return raw == Thing.class || raw == ThingList.class;
        }

        @Override
        public Reference toReference(Object proxy) {
            return proxy instanceof Thing thing ? thing.reference : ((ThingList) proxy).reference;
        }

        @Override
        public Object fromReference(Reference reference, Type type) {
            askedFor = type;
            return reference.getService().equals(LISTS) ? new ThingList(reference) : new Thing(reference);
        }

        @Override
        public Object keep(Reference reference) {
            return reference;
        }
    }
}
