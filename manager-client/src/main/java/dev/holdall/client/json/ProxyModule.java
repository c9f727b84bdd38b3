package dev.holdall.client.json;

import dev.holdall.client.codec.ProxyTable;
import dev.holdall.client.proxy.SharedObject;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;

/** How a proxy stands in JSON: {@code {"sharedObject": 0}}, the number of its reference beside the text. */
final class ProxyModule extends SimpleModule {
    private static final long serialVersionUID = 1;

    private static final String FIELD = "sharedObject";

    ProxyModule() {
        super("dev.holdall.proxies");
        addSerializer(SharedObject.class, new Writer(null));
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.addDeserializers(new Readers());
    }

    private static final class Writer extends ValueSerializer<SharedObject> {
        /** Where it stands as something else than a proxy, so that nobody could read it. */
        private final @Nullable BeanProperty mistaken;

        Writer(@Nullable BeanProperty mistaken) {
            this.mistaken = mistaken;
        }

        @Override
        public ValueSerializer<?> createContextual(SerializationContext context, @Nullable BeanProperty property) {
            return property == null || mentionsProxy(property.getType()) ? this : new Writer(property);
        }

        private static boolean mentionsProxy(JavaType type) {
            if (type.isTypeOrSubTypeOf(SharedObject.class)) {
                return true;
            }
            JavaType content = type.getContentType();
            return content != null && mentionsProxy(content)
                    || type.getBindings().getTypeParameters().stream().anyMatch(Writer::mentionsProxy);
        }

        @Override
        public void serialize(SharedObject proxy, JsonGenerator out, SerializationContext context) {
            if (mistaken != null) {
                String proxyClass = proxy.getClass().getSimpleName();
                throw DatabindException.from(
                        out,
                        "a " + proxyClass + " is read where it is declared as one: " + mistaken.getName() + " is a "
                                + mistaken.getType().toCanonical());
            }
            ProxyTable proxies = (ProxyTable) context.getAttribute(JacksonCodec.PROXIES);
            out.writeStartObject();
            out.writeNumberProperty(FIELD, proxies.add(proxy));
            out.writeEndObject();
        }

        @Override
        public void serializeWithType(
                SharedObject proxy, JsonGenerator out, SerializationContext context, TypeSerializer type) {
            serialize(proxy, out, context);
        }
    }

    /** A proxy is read where its own class was declared: a reference does not say what types its elements have. */
    private static final class Readers extends Deserializers.Base {
        @Override
        public boolean hasDeserializerFor(DeserializationConfig config, Class<?> type) {
            return SharedObject.class.isAssignableFrom(type);
        }

        private static @Nullable ValueDeserializer<?> of(JavaType type) {
            return type.isTypeOrSubTypeOf(SharedObject.class) ? new Reader(type) : null;
        }

        @Override
        public @Nullable ValueDeserializer<?> findBeanDeserializer(
                JavaType type, DeserializationConfig config, BeanDescription.Supplier description) {
            return of(type);
        }

        @Override
        public @Nullable ValueDeserializer<?> findCollectionDeserializer(
                CollectionType type,
                DeserializationConfig config,
                BeanDescription.Supplier description,
                @Nullable TypeDeserializer elementType,
                @Nullable ValueDeserializer<?> element) {
            return of(type);
        }

        @Override
        public @Nullable ValueDeserializer<?> findMapDeserializer(
                MapType type,
                DeserializationConfig config,
                BeanDescription.Supplier description,
                @Nullable KeyDeserializer key,
                @Nullable TypeDeserializer elementType,
                @Nullable ValueDeserializer<?> element) {
            return of(type);
        }
    }

    private static final class Reader extends ValueDeserializer<Object> {
        private final JavaType type;

        Reader(JavaType type) {
            this.type = type;
        }

        @Override
        public Object deserialize(JsonParser in, DeserializationContext context) {
            if (in.currentToken() == JsonToken.START_OBJECT
                    && FIELD.equals(in.nextName())
                    && in.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                int number = in.getIntValue();
                if (in.nextToken() == JsonToken.END_OBJECT) {
                    ProxyTable proxies = (ProxyTable) context.getAttribute(JacksonCodec.PROXIES);
                    return proxies.get(number, type.getRawClass(), arguments(type));
                }
            }
            return context.reportInputMismatch(
                    type, "a %s is written as {\"%s\": 0}", type.getRawClass().getSimpleName(), FIELD);
        }

        private static Type[] arguments(JavaType type) {
            return type.getBindings().getTypeParameters().stream()
                    .map(Reader::toType)
                    .toArray(Type[]::new);
        }

        private static Type toType(JavaType type) {
            Type[] arguments = arguments(type);
            return arguments.length == 0 ? type.getRawClass() : ProxyTable.parameterized(type.getRawClass(), arguments);
        }
    }
}
