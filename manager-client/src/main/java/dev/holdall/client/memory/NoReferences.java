package dev.holdall.client.memory;

import dev.holdall.client.codec.References;
import dev.holdall.client.proxy.SharedObject;
import dev.holdall.v1.Reference;
import java.lang.reflect.Type;

/** Refuses proxies: while one is in shared memory no manager would know of it, and what it stands for could be collected. */
final class NoReferences implements References {
    @Override
    public boolean isShared(Class<?> raw) {
        return SharedObject.class.isAssignableFrom(raw);
    }

    private static IllegalArgumentException refusal() {
        return new IllegalArgumentException("a proxy of a shared object cannot be in shared memory");
    }

    @Override
    public Reference toReference(Object proxy) {
        throw refusal();
    }

    @Override
    public Object fromReference(Reference reference, Type type) {
        throw refusal();
    }

    @Override
    public Object keep(Reference reference) {
        throw refusal();
    }
}
