package dev.holdall.client.plugin.host;

import com.google.protobuf.ByteString;
import dev.holdall.client.codec.Codec;
import dev.holdall.client.plugin.PluginObject;
import dev.holdall.client.plugin.PluginType;
import dev.holdall.client.proxy.PluginSignature;
import dev.holdall.client.proxy.Proxies;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A plug-in type with the codecs of its state and its methods. */
final class HostedType<T extends PluginObject, S extends @Nullable Object> {
    private final PluginType<T, S> type;
    private final Codec<S> state;
    private final Codec<@Nullable Object> any;
    private final Map<String, PluginSignature> methods = new TreeMap<>();

    HostedType(PluginType<T, S> type, Proxies proxies) {
        this.type = type;
        this.state = proxies.codecs().of(type.state());
        this.any = proxies.codecs().of(Object.class);
        for (Method method : type.exposed().getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())) {
                method.setAccessible(true);
                PluginSignature signature = new PluginSignature(method, proxies.codecs());
                methods.put(signature.key(), signature);
            }
        }
    }

    Class<T> exposed() {
        return type.exposed();
    }

    @Nullable
    PluginSignature method(String key) {
        return methods.get(key);
    }

    /** The encoded first state of a new object. */
    ByteString create(List<ByteString> arguments) throws Exception {
        return state.encode(type.create(arguments.stream().map(any::decode).toArray()));
    }

    Object restore(ByteString encoded) {
        return type.restore(state.decode(encoded));
    }

    ByteString save(Object object) {
        return state.encode(type.save(type.exposed().cast(object)));
    }
}
