package dev.holdall.client.codec;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Messages of Protocol Buffers: a generated class needs no set-up.
 *
 * <p>The name on the wire is {@code protobuf:} and the message's full name, as its bytes do not tell one message from another. Entries of maps
 * are sorted by their keys, so equal messages that were made from the same version of the proto have equal bytes. Unknown fields, among them
 * those of a newer version and extensions, are kept and written behind the known ones.
 */
final class ProtobufCodec implements CustomCodec<Message> {
    private final String name;
    private final Message prototype;

    private ProtobufCodec(Message prototype) {
        this.name = "protobuf:" + prototype.getDescriptorForType().getFullName();
        this.prototype = prototype;
    }

    /** The codec of a generated class; null for others, such as {@code Message} itself. */
    static @Nullable CustomCodec<?> ofMessage(Class<?> type) {
        if (!Message.class.isAssignableFrom(type) || Modifier.isAbstract(type.getModifiers())) {
            return null;
        }
        try {
            Method method = type.getMethod("getDefaultInstance");
            method.setAccessible(true);
            return Modifier.isStatic(method.getModifiers()) && method.invoke(null) instanceof Message prototype
                    ? new ProtobufCodec(prototype)
                    : null;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // A dynamic message, which does not know its own type without its descriptor.
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public byte[] encode(Message value, ProxyTable proxies) throws Exception {
        if (!value.isInitialized()) {
            throw new IllegalArgumentException("it lacks " + value.getInitializationErrorString());
        }
        byte[] bytes = new byte[value.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        value.writeTo(out);
        out.checkNoSpaceLeft();
        return bytes;
    }

    @Override
    public Message decode(byte[] bytes, ProxyTable proxies) throws Exception {
        return prototype.getParserForType().parseFrom(bytes);
    }
}
