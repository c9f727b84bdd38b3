package dev.holdall.client.memory.ring;

import dev.holdall.client.codec.CodecProvider;
import dev.holdall.client.codec.CustomCodec;
import dev.holdall.client.codec.ProxyTable;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/** How a queue in shared memory travels: by its name. It is opened where it arrives. */
final class MemoryQueueCodec implements CustomCodec<MemoryQueue<?>> {
    private final Type elements;

    private MemoryQueueCodec(Type elements) {
        this.elements = elements;
    }

    /** Makes the codec for each type of elements. */
    static final class Provider implements CodecProvider {
        @Override
        public CustomCodec<?> codec(Class<?> raw, Type type) {
            return new MemoryQueueCodec(
                    type instanceof ParameterizedType parameterized
                            ? parameterized.getActualTypeArguments()[0]
                            : Object.class);
        }
    }

    @Override
    public String name() {
        return "holdall.memory-queue";
    }

    @Override
    public byte[] encode(MemoryQueue<?> queue, ProxyTable proxies) {
        return queue.name().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public MemoryQueue<?> decode(byte[] bytes, ProxyTable proxies) {
        return MemoryQueue.open(new String(bytes, StandardCharsets.UTF_8), elements);
    }
}
