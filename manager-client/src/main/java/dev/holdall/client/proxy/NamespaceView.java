package dev.holdall.client.proxy;

import dev.holdall.client.codec.Codec;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A namespace behind an interface of the program's: {@link SharedNamespace#as}. */
final class NamespaceView implements InvocationHandler {

    /** What a method of the interface does. */
    private interface Access {
        @Nullable
        Object perform(@Nullable Object argument);
    }

    private final SharedNamespace namespace;
    private final Class<?> view;
    private final Map<Method, Access> accesses = new HashMap<>();

    private NamespaceView(SharedNamespace namespace, Class<?> view) {
        this.namespace = namespace;
        this.view = view;
        for (Method method : view.getMethods()) {
            if (!method.isDefault() && !Modifier.isStatic(method.getModifiers())) {
                accesses.put(method, access(method));
            }
        }
    }

    static <I> I of(SharedNamespace namespace, Class<I> view) {
        if (!view.isInterface()) {
            throw new IllegalArgumentException("a namespace is shown as an interface, and " + view + " is none");
        }
        NamespaceView handler = new NamespaceView(namespace, view);
        return view.cast(Proxy.newProxyInstance(view.getClassLoader(), new Class<?>[] {view}, handler));
    }

    private Access access(Method method) {
        boolean answers = method.getReturnType() != void.class;
        if (method.getParameterCount() == 0 && answers) {
            String attribute = attribute(method, "get", "is");
            Codec<?> codec = codec(method.getGenericReturnType());
            return argument -> namespace.run(namespace.getting(attribute, codec));
        }
        if (method.getParameterCount() == 1 && !answers) {
            String attribute = attribute(method, "set");
            Codec<@Nullable Object> codec = codec(method.getGenericParameterTypes()[0]);
            return argument -> namespace.run(namespace.setting(attribute, codec.encode(argument)));
        }
        throw new IllegalArgumentException(
                "a method of a namespace's interface takes nothing and returns an attribute, or takes one and"
                        + " returns nothing; this does neither: " + method);
    }

    @SuppressWarnings("unchecked") // what the interface takes and returns is of the type that the codec was made for
    private Codec<@Nullable Object> codec(Type type) {
        return (Codec<@Nullable Object>) namespace.handle().codecs().of(type);
    }

    /** The name without a prefix that is followed by a capital, beginning with a small letter. */
    private static String attribute(Method method, String... prefixes) {
        String name = method.getName();
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)
                    && name.length() > prefix.length()
                    && Character.isUpperCase(name.charAt(prefix.length()))) {
                return Character.toLowerCase(name.charAt(prefix.length())) + name.substring(prefix.length() + 1);
            }
        }
        return name;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        Access access = accesses.get(method);
        if (access != null) {
            return access.perform(arguments == null ? null : arguments[0]);
        }
        if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        return switch (method.getName()) {
            case "equals" -> arguments != null && isSame(arguments[0]);
            case "hashCode" -> namespace.hashCode();
            default -> view.getSimpleName() + " of " + namespace.handle().describe(SharedNamespace.class);
        };
    }

    /** Equal views show the same namespace as the same interface. */
    private boolean isSame(@Nullable Object other) {
        return other != null
                && Proxy.isProxyClass(other.getClass())
                && Proxy.getInvocationHandler(other) instanceof NamespaceView shown
                && shown.view == view
                && shown.namespace.equals(namespace);
    }
}
