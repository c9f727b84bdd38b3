package dev.holdall.client.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which classes have which custom codec. In this order: by the program's options for the class or the nearest of its superclasses and
 * interfaces, by the providers in the options, by {@link EncodedWith}, by the providers that are services, and messages of Protocol
 * Buffers.
 */
public final class CodecChoices {
    private final Map<Class<?>, CodecProvider> ofOptions;
    private final List<CodecProvider> providersOfOptions;
    private final List<CodecProvider> services;
    private final boolean forWorkers;

    private CodecChoices(
            Map<Class<?>, CodecProvider> ofOptions,
            List<CodecProvider> providersOfOptions,
            List<CodecProvider> services,
            boolean forWorkers) {
        this.ofOptions = ofOptions;
        this.providersOfOptions = providersOfOptions;
        this.services = services;
        this.forWorkers = forWorkers;
    }

    /** Those that every process has. */
    public CodecChoices() {
        this(Map.of(), List.of());
    }

    /** Those that every process has, and those of options, which come first. */
    public CodecChoices(Map<Class<?>, CodecProvider> classes, List<CodecProvider> providers) {
        this(
                Collections.unmodifiableMap(new LinkedHashMap<>(classes)),
                List.copyOf(providers),
                ServiceLoader.load(CodecProvider.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList(),
                false);
    }

    /** The choices of a process without the options: a class that has its codec by them alone is refused. */
    CodecChoices forWorkers() {
        return new CodecChoices(ofOptions, providersOfOptions, services, true);
    }

    @Nullable
    CustomCodec<?> find(Class<?> raw, Type type) {
        Set<Class<?>> supertypes = supertypes(raw);
        @Nullable CustomCodec<?> codec = byOptions(supertypes, raw, type);
        if (codec == null || forWorkers) {
            @Nullable CustomCodec<?> everywhere = everywhere(supertypes, raw, type);
            if (codec != null && (everywhere == null || !everywhere.name().equals(codec.name()))) {
                throw NoEncoding.inWorkers(raw);
            }
            codec = everywhere;
        }
        return codec;
    }

    private @Nullable CustomCodec<?> byOptions(Set<Class<?>> supertypes, Class<?> raw, Type type) {
        for (Class<?> each : supertypes) {
            CodecProvider provider = ofOptions.get(each);
            if (provider != null) {
                return provider.codec(raw, type);
            }
        }
        return first(providersOfOptions, raw, type);
    }

    private @Nullable CustomCodec<?> everywhere(Set<Class<?>> supertypes, Class<?> raw, Type type) {
        for (Class<?> each : supertypes) {
            EncodedWith annotation = each.getDeclaredAnnotation(EncodedWith.class);
            if (annotation != null) {
                return make(annotation.value()).codec(raw, type);
            }
        }
        CustomCodec<?> codec = first(services, raw, type);
        return codec != null ? codec : ProtobufCodec.ofMessage(raw);
    }

    private static @Nullable CustomCodec<?> first(List<CodecProvider> providers, Class<?> raw, Type type) {
        for (CodecProvider provider : providers) {
            CustomCodec<?> codec = provider.codec(raw, type);
            if (codec != null) {
                return codec;
            }
        }
        return null;
    }

    private static CodecProvider make(Class<? extends CodecProvider> provider) {
        try {
            Constructor<? extends CodecProvider> constructor = provider.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "the CodecProvider " + provider.getName() + " cannot be made: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "the CodecProvider " + provider.getName() + " needs a constructor without parameters", e);
        }
    }

    /** The class itself, its superclasses, and then their interfaces, the nearest first. */
    private static Set<Class<?>> supertypes(Class<?> raw) {
        Set<Class<?>> supertypes = new LinkedHashSet<>();
        for (Class<?> each = raw; each != null; each = each.getSuperclass()) {
            supertypes.add(each);
        }
        List<Class<?>> next = new ArrayList<>(supertypes);
        while (!next.isEmpty()) {
            List<Class<?>> interfaces = new ArrayList<>();
            next.forEach(each -> interfaces.addAll(List.of(each.getInterfaces())));
            interfaces.removeIf(each -> !supertypes.add(each));
            next = interfaces;
        }
        return supertypes;
    }
}
