package dev.holdall.client.serial;

import java.io.InvalidClassException;
import java.io.Serializable;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** The classes whose instances may be written and read, by name, so that another one is refused before it is loaded. Immutable. */
final class AllowList {
    /** Values and collections that hold what is put into them and do nothing else when they are read. */
    private static final Set<String> PLAIN = Set.of(
            "java.lang.Object",
            "java.lang.Number",
            "java.lang.Enum",
            "java.lang.Boolean",
            "java.lang.Byte",
            "java.lang.Short",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Float",
            "java.lang.Double",
            "java.lang.Character",
            "java.lang.String",
            "java.lang.String$CaseInsensitiveComparator",
            "java.lang.Iterable",
            "java.math.BigInteger",
            "java.math.BigDecimal",
            "java.math.MathContext",
            "java.math.RoundingMode",
            "java.net.URI",
            "java.util.UUID",
            "java.util.Date",
            "java.util.Currency",
            "java.util.Locale",
            "java.util.BitSet",
            "java.util.Collection",
            "java.util.List",
            "java.util.Set",
            "java.util.Map",
            "java.util.Map$Entry",
            "java.util.AbstractMap$SimpleEntry",
            "java.util.AbstractMap$SimpleImmutableEntry",
            "java.util.ArrayList",
            "java.util.LinkedList",
            "java.util.ArrayDeque",
            "java.util.PriorityQueue",
            "java.util.HashMap",
            "java.util.LinkedHashMap",
            "java.util.TreeMap",
            "java.util.EnumMap",
            "java.util.HashSet",
            "java.util.LinkedHashSet",
            "java.util.TreeSet",
            "java.util.EnumSet",
            "java.util.EnumSet$SerializationProxy",
            "java.util.RegularEnumSet",
            "java.util.JumboEnumSet",
            "java.util.CollSer",
            "java.util.ImmutableCollections$List12",
            "java.util.ImmutableCollections$ListN",
            "java.util.ImmutableCollections$Set12",
            "java.util.ImmutableCollections$SetN",
            "java.util.ImmutableCollections$Map1",
            "java.util.ImmutableCollections$MapN",
            "java.util.Arrays$ArrayList",
            "java.util.Collections$EmptyList",
            "java.util.Collections$EmptySet",
            "java.util.Collections$EmptyMap",
            "java.util.Collections$SingletonList",
            "java.util.Collections$SingletonSet",
            "java.util.Collections$SingletonMap",
            "java.util.Collections$ReverseComparator",
            "java.util.Collections$UnmodifiableCollection",
            "java.util.Collections$UnmodifiableList",
            "java.util.Collections$UnmodifiableRandomAccessList",
            "java.util.Collections$UnmodifiableSet",
            "java.util.Collections$UnmodifiableSortedSet",
            "java.util.Collections$UnmodifiableMap",
            "java.util.Collections$UnmodifiableSortedMap",
            "java.util.concurrent.atomic.AtomicBoolean",
            "java.util.concurrent.atomic.AtomicInteger",
            "java.util.concurrent.atomic.AtomicLong",
            ListedProxy.class.getName(),
            SerializedType.class.getName());

    /** Where the classes of proxies are, which are named beside their numbers; the reader refuses instances all the same. */
    private static final String PROXIES = "dev.holdall.client.proxy";

    private final Set<String> names;
    private final Set<String> packages;

    AllowList() {
        this(Set.of(), Set.of(PROXIES, "java.time"));
    }

    private AllowList(Set<String> names, Set<String> packages) {
        this.names = names;
        this.packages = packages;
    }

    AllowList with(Collection<Class<?>> classes) {
        Set<String> more = new TreeSet<>(names);
        for (Class<?> each : classes) {
            Class<?> type = each;
            while (type.isArray()) {
                type = type.getComponentType();
            }
            for (Class<?> c = type; c != null; c = c.getSuperclass()) {
                if (c == type || Serializable.class.isAssignableFrom(c)) {
                    more.add(c.getName());
                }
            }
        }
        return new AllowList(more, packages);
    }

    AllowList withPackage(String name) {
        if (name.isEmpty() || name.matches("(java|javax|jdk|sun|com\\.sun)(\\..*)?")) {
            throw new IllegalArgumentException(
                    "a whole package is allowed if it is the program's own, not '" + name + "': name the classes");
        }
        Set<String> more = new TreeSet<>(packages);
        more.add(name);
        return new AllowList(names, more);
    }

    /** Checks a class and all superclasses that are stored with it. */
    void check(Class<?> type) throws InvalidClassException {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        check(element.getName());
        for (Class<?> c = element.getSuperclass(); c != null; c = c.getSuperclass()) {
            if (Serializable.class.isAssignableFrom(c)) {
                check(c.getName());
            }
        }
    }

    /** @param name as {@link Class#getName} has it */
    void check(String name) throws InvalidClassException {
        if (!allows(element(name))) {
            throw new InvalidClassException(refusal(element(name)));
        }
    }

    boolean allows(Class<?> type) {
        return allows(element(type.getName()));
    }

    static String refusal(String name) {
        return "the class " + name + " is not allowed there: if it is harmless, name it, as in"
                + " JavaSerialization.of(Invoice.class).allow(Line.class)";
    }

    private boolean allows(String element) {
        if (element.isEmpty() || PLAIN.contains(element) || names.contains(element)) {
            return true;
        }
        int dot = element.lastIndexOf('.');
        return dot > 0 && packages.contains(element.substring(0, dot));
    }

    /** What an array is of, empty for a primitive type; another class as it is. */
    private static String element(String name) {
        if (!name.startsWith("[")) {
            return isPrimitive(name) ? "" : name;
        }
        String element = name.replaceFirst("^\\[+", "");
        return element.startsWith("L") && element.endsWith(";")
                ? element.substring(1, element.length() - 1)
                : element.length() == 1 ? "" : element;
    }

    private static boolean isPrimitive(String name) {
        return Set.of("boolean", "byte", "short", "int", "long", "float", "double", "char", "void")
                .contains(name);
    }

    @Override
    public String toString() {
        return names.toString();
    }
}
