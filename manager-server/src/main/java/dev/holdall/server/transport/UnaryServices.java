package dev.holdall.server.transport;

import com.google.protobuf.ByteString;
import dev.holdall.server.engine.Engine;
import dev.holdall.server.state.Method;
import dev.holdall.server.state.MethodTable;
import dev.holdall.wire.MethodNumber;
import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The door for everybody else: each method as a plain unary gRPC method, for {@code grpcurl} and for any language.
 *
 * <p>Calls have no session here and take effect at most once. Requests are not read in this layer: they go to the engine as
 * bytes, like those on a stream. A method is looked up when it is called first.
 */
final class UnaryServices extends HandlerRegistry {
    private static final MethodDescriptor.Marshaller<ByteString> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(ByteString value) {
            return value.newInput();
        }

        @Override
        public ByteString parse(InputStream stream) {
            try {
                return ByteString.readFrom(stream);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private final MethodTable table;
    private final Engine engine;
    private final Deliveries deliveries;
    private final KeyRing keys;
    private final Refusals refusals;
    private final Outboxes outboxes;
    /** By full names of methods: those that were asked for. */
    private final Map<String, ServerMethodDefinition<ByteString, ByteString>> known = new ConcurrentHashMap<>();

    private volatile @Nullable List<ServerServiceDefinition> services;

    UnaryServices(
            MethodTable table,
            Engine engine,
            Deliveries deliveries,
            KeyRing keys,
            Refusals refusals,
            Outboxes outboxes) {
        this.table = table;
        this.engine = engine;
        this.deliveries = deliveries;
        this.keys = keys;
        this.refusals = refusals;
        this.outboxes = outboxes;
    }

    @Override
    public @Nullable ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
        ServerMethodDefinition<?, ?> found = known.get(name);
        if (found != null) {
            return found;
        }
        Method<?, ?> method = table.method(MethodNumber.of(name));
        return method != null && method.descriptor().getFullMethodName().equals(name) ? definition(method) : null;
    }

    /** All services: whoever asks by reflection is told of each. */
    @Override
    public List<ServerServiceDefinition> getServices() {
        List<ServerServiceDefinition> made = services;
        if (made == null) {
            made = makeServices();
            services = made;
        }
        return made;
    }

    private List<ServerServiceDefinition> makeServices() {
        Map<String, List<Method<?, ?>>> byService = new TreeMap<>();
        for (Method<?, ?> method : table.methods()) {
            String service = method.descriptor().getServiceName();
            if (service == null) {
                throw new IllegalArgumentException(method + " has no service");
            }
            byService.computeIfAbsent(service, s -> new ArrayList<>()).add(method);
        }
        List<ServerServiceDefinition> definitions = new ArrayList<>();
        byService.forEach((service, methods) -> definitions.add(definition(service, methods)));
        return List.copyOf(definitions);
    }

    private ServerServiceDefinition definition(String service, List<Method<?, ?>> methods) {
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(service)
                .setSchemaDescriptor(PublishedProtos.schema(
                        service, methods.get(0).descriptor().getSchemaDescriptor()));
        methods.forEach(method -> descriptor.addMethod(definition(method).getMethodDescriptor()));
        ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(method -> definition.addMethod(definition(method)));
        return definition.build();
    }

    private ServerMethodDefinition<ByteString, ByteString> definition(Method<?, ?> method) {
        return known.computeIfAbsent(method.descriptor().getFullMethodName(), name -> {
            MethodDescriptor<ByteString, ByteString> raw =
                    method.descriptor().toBuilder(BYTES, BYTES).build();
            return ServerMethodDefinition.create(
                    raw,
                    (call, headers) ->
                            new UnaryCall(call, engine, deliveries, keys, refusals, outboxes, method.number()));
        });
    }
}
