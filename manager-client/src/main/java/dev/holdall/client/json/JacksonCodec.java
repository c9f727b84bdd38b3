package dev.holdall.client.json;

import dev.holdall.client.codec.CustomCodec;
import dev.holdall.client.codec.ProxyTable;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedClassResolver;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/** One class, as JSON. */
final class JacksonCodec implements CustomCodec<Object> {
    static final String PROXIES = "dev.holdall.proxies";

    private static final int MAX_DEPTH = 100;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .streamWriteConstraints(StreamWriteConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST, MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, SerializationFeature.ORDER_SET_ELEMENTS)
            .disable(
                    SerializationFeature.FAIL_ON_ORDER_MAP_BY_INCOMPARABLE_KEY,
                    SerializationFeature.FAIL_ON_ORDER_SET_BY_INCOMPARABLE_ELEMENT)
            .enable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
            .disable(
                    DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS,
                    DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS,
                    DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
            .defaultTimeZone(TimeZone.getTimeZone("UTC"))
            // No class by a name that was read, even where an annotation asks for it.
            .polymorphicTypeValidator(BasicPolymorphicTypeValidator.builder().build())
            .addModule(new ProxyModule())
            .build();

    private final Class<?> raw;
    private final boolean typed;
    private final ObjectWriter writer;
    private final ObjectReader reader;

    JacksonCodec(Class<?> raw, Type type) {
        if (type instanceof Class<?> plain && plain.getTypeParameters().length > 0) {
            throw new IllegalArgumentException(raw.getName() + " is generic and has no type arguments here: name them,"
                    + " as in new TypeRef<Page<Invoice>>() {}, with Object for any");
        }
        this.raw = raw;
        JavaType javaType = MAPPER.constructType(type);
        this.typed = namesItsSubtypes(javaType);
        this.writer = MAPPER.writerFor(javaType);
        this.reader = MAPPER.readerFor(javaType);
    }

    /** Loads Jackson, or fails to. */
    static void load() {
        Objects.requireNonNull(MAPPER);
    }

    /** Whether the JSON of a class says which of its subclasses it is of. */
    private static boolean namesItsSubtypes(JavaType type) {
        SerializationConfig config = MAPPER.serializationConfig();
        AnnotatedClass annotated = AnnotatedClassResolver.resolve(config, type, config);
        return config.getAnnotationIntrospector().findPolymorphicTypeInfo(config, annotated) != null;
    }

    @Override
    public String name() {
        return Json.NAME;
    }

    @Override
    public byte[] encode(Object value, ProxyTable proxies) {
        if (!typed && value.getClass() != raw && !(value instanceof Enum<?>)) {
            throw new IllegalArgumentException("its JSON would be read as a " + raw.getName() + ": annotate that with"
                    + " @JsonTypeInfo(use = NAME) and @JsonSubTypes");
        }
        return writer.withAttribute(PROXIES, proxies).writeValueAsBytes(value);
    }

    @Override
    public Object decode(byte[] bytes, ProxyTable proxies) {
        @Nullable Object value = reader.withAttribute(PROXIES, proxies).readValue(bytes);
        if (value == null) {
            throw new IllegalArgumentException("the text is a bare null");
        }
        return value;
    }

    @Override
    public String toString() {
        return "JSON of " + raw.getName();
    }
}
