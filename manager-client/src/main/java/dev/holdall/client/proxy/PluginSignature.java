package dev.holdall.client.proxy;

import com.google.protobuf.ByteString;
import dev.holdall.client.codec.Codec;
import dev.holdall.client.codec.Codecs;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A method of a plug-in's interface on the wire: its name there, and how arguments and result are encoded. Both sides use it. */
public final class PluginSignature {
    private final Method method;
    private final String key;
    private final List<Codec<@Nullable Object>> parameters = new ArrayList<>();
    private final Codec<@Nullable Object> result;

    /** @throws IllegalArgumentException if a parameter or the result is of a type without an encoding; names the method */
    public PluginSignature(Method method, Codecs codecs) {
        this.method = method;
        this.key = Arrays.stream(method.getParameterTypes())
                .map(Class::getTypeName)
                .collect(Collectors.joining(",", method.getName() + "(", ")"));
        try {
            for (Type parameter : method.getGenericParameterTypes()) {
                parameters.add(codec(parameter, codecs));
            }
            result = codec(hasResult() ? method.getGenericReturnType() : Object.class, codecs);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    key + " of " + method.getDeclaringClass().getName() + ": " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("unchecked") // a value of another type is refused by the codec, naming both
    private static Codec<@Nullable Object> codec(Type type, Codecs codecs) {
        return (Codec<@Nullable Object>) codecs.of(type);
    }

    private boolean hasResult() {
        return method.getReturnType() != void.class;
    }

    public Method method() {
        return method;
    }

    /** Such as {@code add(long)}. */
    public String key() {
        return key;
    }

    List<ByteString> encodeArguments(@Nullable Object @Nullable [] arguments) {
        List<ByteString> encoded = new ArrayList<>();
        for (int i = 0; arguments != null && i < arguments.length; i++) {
            encoded.add(parameters.get(i).encode(arguments[i]));
        }
        return encoded;
    }

    /**
     * The arguments for a call.
     *
     * @throws RuntimeException if they are not of the parameters' types, or more or fewer
     */
    public @Nullable Object[] decodeArguments(List<ByteString> encoded) {
        if (encoded.size() != parameters.size()) {
            throw new IllegalArgumentException(
                    key + " takes " + parameters.size() + " arguments, " + encoded.size() + " were given");
        }
        @Nullable Object[] arguments = new Object[encoded.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = parameters.get(i).decode(encoded.get(i));
        }
        return arguments;
    }

    public ByteString encodeResult(@Nullable Object value) {
        return result.encode(value);
    }

    @Nullable
    Object decodeResult(ByteString encoded) {
        return hasResult() ? result.decode(encoded) : null;
    }
}
