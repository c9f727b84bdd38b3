package dev.holdall.client.codec;

import dev.holdall.client.codec.Samples.Boxes;
import dev.holdall.client.codec.Samples.Color;
import dev.holdall.client.codec.Samples.Empty;
import dev.holdall.client.codec.Samples.Node;
import dev.holdall.client.codec.Samples.Pair;
import dev.holdall.client.codec.Samples.Parcel;
import dev.holdall.client.codec.Samples.Primitives;
import dev.holdall.client.codec.Samples.Score;
import dev.holdall.client.codec.Samples.SharedThings;
import dev.holdall.client.codec.Samples.Thing;
import dev.holdall.client.codec.Samples.ThingList;
import dev.holdall.v1.Reference;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values of all kinds, nested; the same ones for the same seed. */
final class RandomValues {
    private static final int[] CORNERS = {
        0,
        1,
        -1,
        63,
        64,
        -64,
        -65,
        127,
        128,
        -128,
        255,
        8191,
        8192,
        32767,
        -32768,
        65535,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE
    };

    private final Random random;
    private final boolean natural;

    /** @param natural only what can be read as {@code Object}: no records, no enums */
    RandomValues(long seed, boolean natural) {
        this.random = new Random(seed);
        this.natural = natural;
    }

    @Nullable
    Object next() {
        return next(random.nextInt(4));
    }

    @Nullable
    Object next(int depth) {
        int kinds = natural ? 28 : 34;
        return switch (random.nextInt(depth > 0 ? kinds + 8 : kinds)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> (byte) integer();
            case 3 -> (short) integer();
            case 4, 5 -> integer();
            case 6, 7 -> longInteger();
            case 8 -> (char) integer();
            case 9 -> float32();
            case 10 -> float64();
            case 11, 12, 13 -> string();
            case 14 -> bytes();
            case 15 -> new BigInteger(random.nextInt(200), random).negate();
            case 16 -> BigInteger.valueOf(longInteger());
            case 17 ->
                new BigDecimal(BigInteger.valueOf(longInteger()), random.nextBoolean() ? integer() : random.nextInt(3));
            case 18 -> instant();
            case 19 -> new UUID(longInteger(), random.nextLong());
            case 20 -> shared();
            case 21 -> booleans();
            case 22 -> shorts();
            case 23 -> string().toCharArray();
            case 24 -> random.ints(size()).toArray();
            case 25 -> random.longs(size()).toArray();
            case 26 -> floats();
            case 27 -> random.ints(size()).mapToDouble(i -> float64()).toArray();
            default -> natural ? collection(depth - 1) : own(depth - 1);
        };
    }

    private @Nullable Object own(int depth) {
        if (depth < 0) {
            return switch (random.nextInt(5)) {
                case 4 -> parcel();
                case 0 -> Color.values()[random.nextInt(3)];
                case 1 -> new Score(string(), integer());
                case 2 -> new Empty();
                default ->
                    new Primitives(
                            random.nextBoolean(),
                            (byte) integer(),
                            (short) integer(),
                            integer(),
                            longInteger(),
                            float32(),
                            float64(),
                            (char) integer());
            };
        }
        return switch (random.nextInt(10)) {
            case 9 -> parcel();
            case 0 -> new Pair<>(next(depth), next(depth));
            case 1 -> new Node(integer(), new Node(integer(), null));
            case 2 ->
                new Boxes(
                        random.nextBoolean(),
                        (byte) 1,
                        null,
                        integer(),
                        longInteger(),
                        float32(),
                        float64(),
                        'c',
                        BigInteger.valueOf(integer()),
                        BigDecimal.valueOf(float32() == 0 ? 1.5 : 2.25),
                        string(),
                        instant(),
                        null,
                        Color.GREEN,
                        new ArrayList<>(items(depth)),
                        distinct(new HashSet<>(), depth),
                        map(new HashMap<>(), depth));
            default -> collection(depth);
        };
    }

    private Parcel parcel() {
        List<Object> proxies = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            proxies.add(shared());
        }
        return new Parcel(random.nextBoolean() ? "" : string(), proxies);
    }

    private Object collection(int depth) {
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.asList(items(depth).toArray());
            case 1 -> new LinkedList<>(items(depth));
            case 2 -> new ArrayDeque<>(List.of(integer(), string()));
            case 3 -> distinct(new HashSet<>(), depth);
            case 4 -> distinct(new LinkedHashSet<>(), depth);
            case 5 -> map(new HashMap<>(), depth);
            case 6 -> map(new LinkedHashMap<>(), depth);
            default -> items(depth);
        };
    }

    private List<@Nullable Object> items(int depth) {
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = size(); i > 0; i--) {
            items.add(next(depth));
        }
        return items;
    }

    /** Arrays have no equals, so they are told apart by what the twin makes of them. */
    private Set<@Nullable Object> distinct(Set<@Nullable Object> set, int depth) {
        Set<Object> seen = new HashSet<>();
        for (Object item : items(depth)) {
            if (seen.add(Twin.encode(item))) {
                set.add(item);
            }
        }
        return set;
    }

    private Map<@Nullable Object, @Nullable Object> map(Map<@Nullable Object, @Nullable Object> map, int depth) {
        for (Object key : distinct(new LinkedHashSet<>(), depth)) {
            map.put(key, next(depth));
        }
        return map;
    }

    private int size() {
        return random.nextInt(10) == 0 ? random.nextInt(40) : random.nextInt(5);
    }

    private int integer() {
        return random.nextBoolean() ? CORNERS[random.nextInt(CORNERS.length)] : random.nextInt() >> random.nextInt(32);
    }

    private long longInteger() {
        return random.nextBoolean() ? integer() : random.nextLong() >> random.nextInt(64);
    }

    private float float32() {
        return switch (random.nextInt(4)) {
            case 0 -> 0f;
            case 1 -> -0f;
            // Any bits, many a NaN among them.
            case 2 -> Float.intBitsToFloat(0x7f800000 | random.nextInt());
            default -> random.nextFloat();
        };
    }

    private double float64() {
        return switch (random.nextInt(4)) {
            case 0 -> 0.0;
            case 1 -> -0.0;
            case 2 -> Double.longBitsToDouble(0x7ff0000000000000L | random.nextLong());
            default -> random.nextDouble();
        };
    }

    String string() {
        StringBuilder string = new StringBuilder();
        for (int i = random.nextInt(8) == 0 ? 150 : random.nextInt(6); i > 0; i--) {
            int point = random.nextInt(
                    switch (random.nextInt(4)) {
                        case 0 -> 0x110000;
                        case 1 -> 0x10000;
                        case 2 -> 0x800;
                        default -> 0x80;
                    });
            string.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'x' : point);
        }
        return string.toString();
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(10) == 0 ? 200 : random.nextInt(5)];
        random.nextBytes(bytes);
        return bytes;
    }

    private Instant instant() {
        return switch (random.nextInt(4)) {
            case 0 -> Instant.EPOCH;
            case 1 -> random.nextBoolean() ? Instant.MIN : Instant.MAX;
            case 2 -> Instant.ofEpochSecond(0, random.nextInt(1_000_000_000));
            default -> Instant.ofEpochSecond(integer(), random.nextInt(2));
        };
    }

    private Object shared() {
        Reference reference = Samples.reference(
                random.nextInt(2) * integer(),
                random.nextInt() | 1,
                longInteger() | 1,
                random.nextBoolean() ? SharedThings.THINGS : SharedThings.LISTS);
        return reference.getService().equals(SharedThings.LISTS) ? new ThingList(reference) : new Thing(reference);
    }

    private boolean[] booleans() {
        boolean[] booleans = new boolean[size()];
        for (int i = 0; i < booleans.length; i++) {
            booleans[i] = random.nextBoolean();
        }
        return booleans;
    }

    private short[] shorts() {
        short[] shorts = new short[size()];
        for (int i = 0; i < shorts.length; i++) {
            shorts[i] = (short) integer();
        }
        return shorts;
    }

    private float[] floats() {
        float[] floats = new float[size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = float32();
        }
        return floats;
    }
}
