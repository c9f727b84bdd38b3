package dev.holdall.client.memory;

import dev.holdall.client.codec.Codec;
import dev.holdall.client.codec.CodecProvider;
import dev.holdall.client.codec.CustomCodec;
import dev.holdall.client.codec.ProxyTable;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/** How a list in shared memory travels: by its name. It is opened where it arrives. */
final class MemoryListCodec implements CustomCodec<MemoryList<?>> {
    private final Codec<?> elements;

    private MemoryListCodec(Codec<?> elements) {
        this.elements = elements;
    }

    /** Makes the codec for each type of elements. */
    static final class Provider implements CodecProvider {
        @Override
        public CustomCodec<?> codec(Class<?> raw, Type type) {
            return new MemoryListCodec(ValuesInMemory.codec(
                    type instanceof ParameterizedType parameterized
                            ? parameterized.getActualTypeArguments()[0]
                            : Object.class));
        }
    }

    @Override
    public String name() {
        return "holdall.memory-list";
    }

    @Override
    public byte[] encode(MemoryList<?> list, ProxyTable proxies) {
        return list.name().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public MemoryList<?> decode(byte[] bytes, ProxyTable proxies) {
        return MemoryList.open(new String(bytes, StandardCharsets.UTF_8), elements);
    }
}
