package dev.holdall.client.codec;

import dev.holdall.v1.Reference;
import java.lang.reflect.Type;
import java.util.function.Consumer;

/** References that tell of each one that is written. */
record TellingReferences(References references, Consumer<Reference> written) implements References {
    @Override
    public boolean isShared(Class<?> raw) {
        return references.isShared(raw);
    }

    @Override
    public Reference toReference(Object proxy) {
        Reference reference = references.toReference(proxy);
        written.accept(reference);
        return reference;
    }

    @Override
    public Object fromReference(Reference reference, Type type) {
        return references.fromReference(reference, type);
    }

    @Override
    public Object keep(Reference reference) {
        return references.keep(reference);
    }
}
