package dev.holdall.client.plugin.host;

import dev.holdall.client.call.ThrownMessage;
import dev.holdall.client.plugin.PluginType;
import dev.holdall.client.proxy.PluginProxy;
import dev.holdall.client.proxy.Proxies;
import java.util.Collection;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The plug-in types that this process has, by the names of their interfaces. */
final class PluginTypes {
    private static final int SECONDS_TO_LOAD = 10;

    private final Map<String, HostedType<?, ?>> byName = new TreeMap<>();

    PluginTypes(Iterable<? extends PluginType<?, ?>> types, Proxies proxies) {
        types.forEach(type -> add(type, proxies));
    }

    /** All that the class path names. One that cannot be used is told of on standard error, and the others are served. */
    static PluginTypes load(Proxies proxies) {
        PluginTypes types = new PluginTypes(java.util.List.of(), proxies);
        var found = ServiceLoader.load(PluginType.class).stream().iterator();
        while (true) {
            try {
                if (!found.hasNext()) {
                    return types;
                }
                types.load(found.next(), proxies);
            } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
                System.err.println("holdall: a plug-in type cannot be used: " + e);
            }
        }
    }

    /** Makes a type on a thread of its own, whose code may do anything: it may never end, and the others are to be served all the same. */
    @SuppressWarnings("rawtypes") // a service is found by a class without type arguments
    private void load(ServiceLoader.Provider<PluginType> provider, Proxies proxies) {
        String name = provider.type().getName();
        CompletableFuture<PluginType<?, ?>> made = new CompletableFuture<>();
        Thread maker = new Thread(
                () -> {
                    try {
                        PluginType<?, ?> type = provider.get();
                        check(type);
                        new HostedType<>(type, proxies);
                        made.complete(type);
                    } catch (Throwable e) { // whatever it is, it is this type's own
                        made.completeExceptionally(e);
                    }
                },
                "holdall-plugin-type-" + name);
        maker.setDaemon(true);
        maker.start();
        try {
            add(made.get(SECONDS_TO_LOAD, TimeUnit.SECONDS), proxies);
        } catch (TimeoutException e) {
            System.err.println("holdall: the plug-in type " + name + " cannot be used: it was not loaded within "
                    + SECONDS_TO_LOAD + " seconds");
        } catch (ExecutionException e) {
            System.err.println(
                    "holdall: the plug-in type " + name + " cannot be used: " + ThrownMessage.line(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Class<?> check(PluginType<?, ?> type) {
        Class<?> exposed = type.exposed();
        if (!PluginProxy.isExposed(exposed)) {
            throw new IllegalArgumentException(type.getClass().getName() + " exposes " + exposed.getName()
                    + ", which is no interface that extends PluginObject");
        }
        return exposed;
    }

    private void add(PluginType<?, ?> type, Proxies proxies) {
        Class<?> exposed = check(type);
        if (byName.putIfAbsent(exposed.getName(), new HostedType<>(type, proxies)) != null) {
            throw new IllegalArgumentException("two plug-in types expose " + exposed.getName() + "; "
                    + type.getClass().getName() + " is left out");
        }
    }

    @Nullable
    HostedType<?, ?> get(String name) {
        return byName.get(name);
    }

    Collection<String> names() {
        return byName.keySet();
    }
}
