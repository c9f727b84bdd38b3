package dev.holdall.client.codec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the codec of one type and of all types in it. What it makes is known to others only when all of it has been found,
 * because a type may hold itself.
 */
final class Resolution {
    /** A generic record that holds itself with ever larger arguments would have no end. */
    private static final int MAX_TYPE_DEPTH = 16;

    private final Map<Type, ValueCodec<?>> known;
    private final References references;
    private final CodecChoices choices;
    private final Map<Type, ValueCodec<?>> found = new HashMap<>();

    Resolution(Map<Type, ValueCodec<?>> known, References references, CodecChoices choices) {
        this.known = known;
        this.references = references;
        this.choices = choices;
    }

    /** The codecs that were made. */
    Map<Type, ValueCodec<?>> found() {
        return found;
    }

    ValueCodec<?> resolve(Type type) {
        ValueCodec<?> codec = known.get(type);
        if (codec == null) {
            codec = found.get(type);
        }
        if (codec == null) {
            codec = make(type);
            found.put(type, codec);
        }
        return codec;
    }

    private ValueCodec<?> make(Type type) {
        if (Types.depth(type) > MAX_TYPE_DEPTH) {
            throw new IllegalArgumentException(
                    "the type arguments of " + Types.raw(type) + " nest more than " + MAX_TYPE_DEPTH + " deep");
        }
        if (type instanceof WildcardType wildcard) {
            Type bound = Types.bound(wildcard);
            if (bound == null) {
                throw NoEncoding.unknown(type);
            }
            return resolve(bound);
        }
        Class<?> raw = Types.raw(type);
        if (raw == null) {
            throw NoEncoding.unknown(type);
        }
        if (references.isShared(raw)) {
            return new SharedCodec(type, raw, references);
        }
        CustomCodec<?> custom = isCollection(raw) ? null : choices.find(raw, type);
        if (custom != null) {
            return new OpaqueCodec<>(type, raw, custom, references);
        }
        if (raw.isEnum()) {
            return new EnumCodec(raw);
        }
        if (raw.getTypeParameters().length > 0 && !(type instanceof ParameterizedType)) {
            throw raw.isRecord() || raw.isSealed() || isCollection(raw)
                    ? NoEncoding.withoutArguments(raw)
                    : NoEncoding.of(raw);
        }
        if (raw.isRecord()) {
            return record(type, raw);
        }
        if (raw.isSealed() && raw.isInterface()) {
            return sealed(type, raw);
        }
        ValueCodec<?> collection = collection(type, raw);
        if (collection == null) {
            throw NoEncoding.of(raw);
        }
        return new OrSharedCodec<>(type, raw, collection, references);
    }

    static boolean isCollection(Class<?> raw) {
        return raw == List.class
                || raw == Set.class
                || raw == Collection.class
                || raw == Iterable.class
                || raw == Map.class;
    }

    private @Nullable ValueCodec<?> collection(Type type, Class<?> raw) {
        if (!isCollection(raw)) {
            return null;
        }
        List<Type> arguments = Types.arguments(type);
        ValueCodec<?> item = resolve(arguments.get(0));
        if (raw == Map.class) {
            return new MapCodec(type, item, resolve(arguments.get(1)));
        }
        if (raw == Set.class) {
            return new SetCodec(type, item);
        }
        return raw == List.class ? new ListCodec(type, raw, item) : new CollectionCodec(type, raw, item);
    }

    private ValueCodec<?> record(Type type, Class<?> raw) {
        RecordCodec codec = new RecordCodec(type, raw);
        found.put(type, codec);
        Map<TypeVariable<?>, Type> bindings = Types.bindings(type, raw);
        codec.link(component -> component(raw, component, bindings));
        return codec;
    }

    private ValueCodec<?> component(Class<?> raw, RecordComponent component, Map<TypeVariable<?>, Type> bindings) {
        try {
            return resolve(Types.substitute(component.getGenericType(), bindings));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "component " + component.getName() + " of the record " + raw.getName() + ": " + e.getMessage(), e);
        }
    }

    private ValueCodec<?> sealed(Type type, Class<?> raw) {
        SealedCodec codec = new SealedCodec(type, raw);
        found.put(type, codec);
        permit(codec, type, raw);
        return codec;
    }

    private void permit(SealedCodec codec, Type type, Class<?> raw) {
        for (Class<?> subclass : raw.getPermittedSubclasses()) {
            Type subtype = Types.subtype(subclass, type, raw);
            if (subtype == null) {
                throw NoEncoding.undetermined(subclass, type);
            }
            if (subclass.isRecord() || subclass.isEnum()) {
                if (!(resolve(subtype) instanceof NamedCodec leaf)) {
                    throw NoEncoding.permittedWithCodec(subclass, type);
                }
                codec.permit(leaf);
            } else if (subclass.isSealed()) {
                permit(codec, subtype, subclass);
            } else {
                throw NoEncoding.permitted(subclass, type);
            }
        }
    }
}
