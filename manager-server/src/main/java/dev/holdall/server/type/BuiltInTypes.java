package dev.holdall.server.type;

import dev.holdall.server.state.ObjectType;
import java.util.List;

/** The types that every manager has. */
public final class BuiltInTypes {
    /** A new type is a line here. */
    public static final List<ObjectType<?>> ALL = List.of(
            new ListType(), //
            new DictType(),
            new QueueType(),
            new ValueType(),
            new LockType(),
            new ReadWriteLockType(),
            new SemaphoreType(),
            new EventType(),
            new LatchType(),
            new BarrierType(),
            new SetType(),
            new ArrayType(),
            new NamespaceType(),
            new PipeType(),
            new PluginObjectType());

    private BuiltInTypes() {}
}
