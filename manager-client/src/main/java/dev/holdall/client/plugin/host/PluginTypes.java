package dev.holdall.client.plugin.host;

import dev.holdall.client.plugin.PluginType;
import dev.holdall.client.proxy.PluginProxy;
import dev.holdall.client.proxy.Proxies;
import java.util.Collection;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The plug-in types that this process has, by the names of their interfaces. */
final class PluginTypes {
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
                types.add(found.next().get(), proxies);
            } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
                System.err.println("holdall: a plug-in type cannot be used: " + e);
            }
        }
    }

    private void add(PluginType<?, ?> type, Proxies proxies) {
        Class<?> exposed = type.exposed();
        if (!PluginProxy.isExposed(exposed)) {
            throw new IllegalArgumentException(type.getClass().getName() + " exposes " + exposed.getName()
                    + ", which is no interface that extends PluginObject");
        }
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
