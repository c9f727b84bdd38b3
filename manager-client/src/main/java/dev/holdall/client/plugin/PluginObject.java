package dev.holdall.client.plugin;

/**
 * Marks an interface as that of a plug-in type: its methods are what clients call on a shared object of that type.
 *
 * <pre>{@code
 * public interface Counter extends PluginObject {
 *     long add(long n);
 * }
 * }</pre>
 *
 * <p>Parameters and results are values that can be elements, proxies of shared objects among them. A method whose result type is such an
 * interface may return a new object of it: it becomes a shared object without a name, and the caller gets its proxy; one that returns
 * the object itself gives the caller a proxy of it. Types that stand only for type variables have no encoding.
 *
 * <p>Clients get a proxy that implements the interface and {@link dev.holdall.client.proxy.SharedObject}, so that it can be an element of
 * other shared objects, an argument of workers and of other plug-ins. So the interface has no method {@code handle()} of its own. Its
 * default methods run where the object is, as the others do.
 *
 * <p>Within a call, a plug-in may use the proxies that it was given, and wait for them; but not its own object's, which would wait for the
 * call that it is in. A direct call of itself is refused; a ring of objects that call each other ends at the time limit.
 */
public interface PluginObject {}
