package dev.holdall.client.codec;

import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Reference;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Types of a program's own, as the tests put them into elements. */
final class Samples {
    static final Codecs CODECS = new Codecs(new SharedThings());

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
                .setId(ObjectId.newBuilder().setShard(shard).setEpoch(epoch).setNumber(number))
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
    }
}
