package dev.holdall.client.memory;

import dev.holdall.client.codec.CodecProvider;
import dev.holdall.client.codec.CustomCodec;
import dev.holdall.client.codec.ProxyTable;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** How an array or a value in shared memory travels: by its name. It is opened where it arrives. */
final class MemoryCodec<T> implements CustomCodec<T> {
    private final Function<T, String> name;
    private final Function<String, T> open;

    private MemoryCodec(Function<T, String> name, Function<String, T> open) {
        this.name = name;
        this.open = open;
    }

    /** Makes the codec of each class. */
    static final class Provider implements CodecProvider {
        @Override
        public CustomCodec<?> codec(Class<?> raw, Type type) {
            return MemoryArray.class.isAssignableFrom(raw)
                    ? new MemoryCodec<MemoryArray>(MemoryArray::name, name -> checked(raw, MemoryArray.open(name)))
                    : new MemoryCodec<MemoryValue>(MemoryValue::name, name -> checked(raw, MemoryValue.open(name)));
        }

        private static <T> T checked(Class<?> raw, T found) {
            if (!raw.isInstance(found)) {
                throw new ClassCastException("in shared memory there is a " + found + " and no " + raw.getSimpleName());
            }
            return found;
        }
    }

    @Override
    public String name() {
        return "holdall.memory";
    }

    @Override
    public byte[] encode(T value, ProxyTable proxies) {
        return name.apply(value).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public T decode(byte[] bytes, ProxyTable proxies) {
        return open.apply(new String(bytes, StandardCharsets.UTF_8));
    }
}
