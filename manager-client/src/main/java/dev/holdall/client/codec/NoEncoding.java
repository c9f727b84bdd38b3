package dev.holdall.client.codec;

import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;

/** The messages about types of which nothing can be encoded. */
final class NoEncoding {
    private NoEncoding() {}

    static IllegalArgumentException of(Class<?> raw) {
        return new IllegalArgumentException(
                raw.getTypeName() + " has no encoding. An element is a boxed number, Boolean,"
                        + " Character, String, BigInteger, BigDecimal, Instant, UUID, an array of primitives, a List, Set,"
                        + " Collection, Iterable or Map, a record, an enum, a sealed interface of records and enums, a proxy of a"
                        + " shared object, a message of Protocol Buffers, or Object for any of these. Another class is"
                        + " best made a record; or it is given a codec, by @EncodedWith(Json.class) on it, which"
                        + " workers see too, by a CodecProvider, or by new ManagerOptions().json(...), .java(...) or"
                        + " .codec(...)");
    }

    /** A wildcard, a type variable or an array of a generic type. */
    static IllegalArgumentException unknown(Type type) {
        return new IllegalArgumentException(
                type instanceof TypeVariable<?>
                        ? "the type variable " + type + " does not say what it stands for: name a type"
                        : type.getTypeName() + " has no encoding: name a type, or Object for any");
    }

    static IllegalArgumentException withoutArguments(Class<?> raw) {
        return new IllegalArgumentException(
                raw.getName() + " is generic and has no type arguments here: name them, as in"
                        + " new TypeRef<List<String>>() {}, with Object for any");
    }

    /** In a process that has no options of the program's own. */
    static IllegalArgumentException inWorkers(Class<?> raw) {
        return new IllegalArgumentException(
                raw.getName() + " has a codec by this process's ManagerOptions only, which a worker does not have: put"
                        + " @EncodedWith on the class, or list a CodecProvider in META-INF/services");
    }

    static IllegalArgumentException permittedWithCodec(Class<?> subclass, Type type) {
        return new IllegalArgumentException(type.getTypeName() + " permits " + subclass.getName()
                + ", which has a codec of its own: give it to " + type.getTypeName() + " as well");
    }

    static IllegalArgumentException undetermined(Class<?> subclass, Type type) {
        return new IllegalArgumentException(
                type.getTypeName() + " does not say what the type variables of " + subclass.getName() + " stand for");
    }

    static IllegalArgumentException permitted(Class<?> subclass, Type type) {
        return new IllegalArgumentException(type.getTypeName() + " permits " + subclass.getName()
                + ", which is neither a record nor an enum, so that not all its values have an encoding");
    }
}
