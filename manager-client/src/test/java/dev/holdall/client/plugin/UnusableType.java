package dev.holdall.client.plugin;

import dev.holdall.client.TypeRef;
import org.jspecify.annotations.Nullable;

/** A plug-in type that fails as soon as it is asked anything. It stands among the others on the class path and must not harm them. */
public final class UnusableType implements PluginType<UnusableType.Exposed, Long> {
    /** What it would expose. */
    public interface Exposed extends PluginObject {
        long get();
    }

    @Override
    public Class<Exposed> exposed() {
        throw new AssertionError("this type cannot be used");
    }

    @Override
    public TypeRef<Long> state() {
        return TypeRef.of(Long.class);
    }

    @Override
    public Long create(@Nullable Object... arguments) {
        return 0L;
    }

    @Override
    public Exposed restore(Long state) {
        return () -> state;
    }

    @Override
    public Long save(Exposed object) {
        return object.get();
    }
}
