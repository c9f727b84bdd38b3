package dev.holdall.client.plugin;

import dev.holdall.client.TypeRef;
import org.jspecify.annotations.Nullable;

/**
 * A type of shared object of one's own: Python's {@code BaseManager.register}. Found by {@link java.util.ServiceLoader}, so it has a
 * public constructor without parameters and is named in {@code META-INF/services/dev.holdall.client.plugin.PluginType}.
 *
 * <p>The manager keeps an object as its state, a value. Plug-in code runs in a plug-in host, a process beside the manager, which makes the
 * object from its state, calls it and saves it. Calls of one object come one at a time, but on different threads; calls of different
 * objects at the same time. An object may be kept between calls and it may be made anew, so all that matters must be in its state.
 *
 * <p>A call that throws leaves the state as it was. One that takes longer than the manager allows fails, and its host is replaced; so is
 * a host that runs out of memory. Other calls that ran there are then run again, from the last state. What such a call did to other
 * shared objects before stays done.
 *
 * @param <T> the interface that clients call
 * @param <S> the state: any type with an encoding
 */
public interface PluginType<T extends PluginObject, S extends @Nullable Object> {
    /** The interface that clients call. Its name is the type's name. */
    Class<T> exposed();

    /** What the manager keeps between calls. */
    TypeRef<S> state();

    /**
     * The first state of a new object.
     *
     * @param arguments what the creator passed, decoded as their kinds are natural for: numbers, strings, lists, maps, proxies; no records
     *     and no enums
     * @throws Exception if there can be no such object: its creator is told
     */
    S create(@Nullable Object... arguments) throws Exception;

    /** An object in that state. */
    T restore(S state);

    /** The state of an object that {@link #restore} made, or that a method has returned as a new one. */
    S save(T object);
}
