package dev.holdall.client.codec;

import dev.holdall.client.TypeRef;
import dev.holdall.v1.Reference;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The codecs of all types that a program names. Each is found once and kept. Safe for use by many threads.
 *
 * <p>An element is a boxed number, {@code Boolean}, {@code Character}, {@code String}, {@code BigInteger}, {@code
 * BigDecimal}, {@code Instant}, {@code UUID}, an array of primitives, a {@code List}, {@code Set}, {@code Collection},
 * {@code Iterable} or {@code Map}, a record, an enum, a sealed interface of records and enums, a proxy of a shared object,
 * or {@code Object}, which is any of these and is read as what its kind is natural for. Null may stand anywhere but in a
 * primitive component of a record. A message of Protocol Buffers can be an element as well, and what the program has chosen a
 * {@link CustomCodec} for.
 */
public final class Codecs {
    private final References references;
    private final CodecChoices choices;
    private final ConcurrentHashMap<Type, ValueCodec<?>> known = new ConcurrentHashMap<>();

    /** What a value of such a class is written with where any value may stand. */
    private final ConcurrentHashMap<Class<?>, ValueCodec<?>> byClass = new ConcurrentHashMap<>();

    private final ValueCodec<?> anyList;
    private final ValueCodec<?> anySet;
    private final ValueCodec<?> anyMap;

    /** @param references how proxies go in and come out */
    public Codecs(References references) {
        this(references, new CodecChoices());
    }

    /**
     * @param references how proxies go in and come out
     * @param choices the classes that have a codec of the program's own
     */
    public Codecs(References references, CodecChoices choices) {
        this.references = references;
        this.choices = choices;
        ObjectCodec any = new ObjectCodec(this::ofValueClass);
        known.put(Object.class, any);
        Stream.concat(Scalars.ALL.stream(), PrimitiveArrays.ALL.stream()).forEach(codec -> {
            known.put(codec.type(), codec);
            byClass.put((Class<?>) codec.type(), codec);
            any.natural(codec.tag(), codec);
        });
        PrimitiveCodec.ALL.forEach(codec -> known.put(codec.type(), codec));
        anyList = new ListCodec(new Parameterized(List.class, Object.class), Iterable.class, any);
        anySet = new SetCodec(new Parameterized(Set.class, Object.class), any);
        anyMap = new MapCodec(new Parameterized(Map.class, Object.class, Object.class), any, any);
        any.natural(Wire.LIST, anyList);
        any.natural(Wire.SET, anySet);
        any.natural(Wire.MAP, anyMap);
        any.natural(Wire.REFERENCE, new SharedCodec(Object.class, Object.class, references));
    }

    /**
     * The codec of a class without type arguments.
     *
     * @throws IllegalArgumentException if values of the class, or of one inside it, have no encoding
     */
    @SuppressWarnings("unchecked") // The codec of a class reads and writes its instances.
    public <T> Codec<@Nullable T> of(Class<T> type) {
        return (Codec<@Nullable T>) of((Type) type);
    }

    /**
     * The codec of a type with its arguments.
     *
     * @throws IllegalArgumentException if values of the type, or of one inside it, have no encoding
     */
    @SuppressWarnings("unchecked") // The codec of a type reads and writes its instances.
    public <T extends @Nullable Object> Codec<T> of(TypeRef<T> type) {
        return (Codec<T>) of(type.type());
    }

    /**
     * The codec of a type that reflection has told of.
     *
     * @throws IllegalArgumentException if values of the type, or of one inside it, have no encoding
     */
    public Codec<?> of(Type type) {
        ValueCodec<?> codec = known.get(type);
        return codec != null ? codec : resolve(type);
    }

    /** The codecs that a worker has too, without this program's options. */
    public Codecs forWorkers() {
        return new Codecs(references, choices.forWorkers());
    }

    /** These codecs, which tell of each reference that they write. */
    public Codecs telling(Consumer<Reference> written) {
        return new Codecs(new TellingReferences(references, written), choices);
    }

    /**
     * Whether a class has an encoding that no other codec may take the place of: those whose values are told apart by their kind alone.
     */
    public static boolean isFixed(Class<?> type) {
        return type == Object.class
                || type.isPrimitive()
                || Resolution.isCollection(type)
                || Stream.concat(Scalars.ALL.stream(), PrimitiveArrays.ALL.stream())
                        .anyMatch(codec -> codec.type() == type);
    }

    private synchronized ValueCodec<?> resolve(Type type) {
        Resolution resolution = new Resolution(known, references, choices);
        ValueCodec<?> codec = resolution.resolve(type);
        known.putAll(resolution.found());
        return codec;
    }

    private ValueCodec<?> ofValueClass(Class<?> type) {
        ValueCodec<?> codec = byClass.get(type);
        if (codec == null) {
            codec = chooseFor(type);
            byClass.put(type, codec);
        }
        return codec;
    }

    private ValueCodec<?> chooseFor(Class<?> type) {
        if (references.isShared(type)) {
            return resolve(type);
        }
        if (Enum.class.isAssignableFrom(type)) {
            // A constant with a body has a class of its own below the enum.
            return resolve(type.isEnum() ? type : type.getSuperclass());
        }
        if (type.isRecord() || choices.find(type, Types.ofObjects(type)) != null) {
            return resolve(Types.ofObjects(type));
        }
        if (Map.class.isAssignableFrom(type)) {
            return anyMap;
        }
        if (Set.class.isAssignableFrom(type)) {
            return anySet;
        }
        if (Collection.class.isAssignableFrom(type)) {
            return anyList;
        }
        throw NoEncoding.of(type);
    }
}
