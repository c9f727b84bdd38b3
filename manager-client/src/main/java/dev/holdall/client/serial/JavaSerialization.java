package dev.holdall.client.serial;

import dev.holdall.client.codec.CustomCodec;
import dev.holdall.client.codec.ProxyTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.util.List;

/**
 * Java serialization behind an allow-list: for classes that are {@link java.io.Serializable}, that are to be shared as they are, and for which
 * no other codec will do.
 *
 * <p>Bytes can name any class of a program, so nothing is loaded, written or read but instances of the classes and packages that were named
 * here, and of the JDK's plain values and collections. Everything else is refused with its name, proxies of interfaces and lambdas among
 * them, and so are nesting deeper than {@value #MAX_DEPTH}, arrays that the bytes cannot fill, and bytes behind the value. That
 * keeps harmful classes out; it does not keep those who have the manager's key from writing an object that takes long to compute with.
 *
 * <p>Proxies of shared objects inside travel as references; the classes of their elements must be allowed as well. Equal values do not always
 * have equal bytes: a {@code HashMap} that was filled in another order has others. So values are of use as elements, not as keys.
 *
 * <p>Immutable.
 *
 * @param <T> the class
 */
public final class JavaSerialization<T> implements CustomCodec<T> {
    /** The codec's name in values. */
    public static final String NAME = "java";

    static final int MAX_DEPTH = 64;

    private final AllowList allowed;

    private JavaSerialization(AllowList allowed) {
        this.allowed = allowed;
    }

    /** A codec that allows a class and the superclasses that are stored with it; subclasses are to be allowed by name. */
    public static <T> JavaSerialization<T> of(Class<T> type) {
        return new JavaSerialization<>(new AllowList().with(List.of(type)));
    }

    /** Allows instances of these classes, enums, records and of arrays of them; their superclasses, which are stored with them, too. */
    public JavaSerialization<T> allow(Class<?>... classes) {
        return new JavaSerialization<>(allowed.with(List.of(classes)));
    }

    /**
     * Allows all classes of a package, not of those below it.
     *
     * @throws IllegalArgumentException if it is one of the JDK's: their classes are allowed one by one
     */
    public JavaSerialization<T> allowPackage(String name) {
        return new JavaSerialization<>(allowed.withPackage(name));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte[] encode(T value, ProxyTable proxies) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GraphWriter out = new GraphWriter(bytes, allowed, proxies)) {
            out.writeObject(value);
        } catch (NotSerializableException e) {
            throw new NotSerializableException(e.getMessage() + " is not java.io.Serializable");
        }
        return bytes.toByteArray();
    }

    @Override
    @SuppressWarnings("unchecked") // whoever asked checks the class
    public T decode(byte[] bytes, ProxyTable proxies) throws Exception {
        ByteArrayInputStream source = new ByteArrayInputStream(bytes);
        try (GraphReader in = new GraphReader(source, allowed, proxies)) {
            Object value;
            try {
                value = in.readObject();
            } catch (InvalidClassException e) {
                throw in.refusal() == null ? e : new InvalidClassException(in.refusal());
            }
            if (source.available() > 0) {
                throw new InvalidObjectException("there are bytes behind the value");
            }
            return (T) value;
        }
    }

    @Override
    public String toString() {
        return "JavaSerialization" + allowed;
    }
}
