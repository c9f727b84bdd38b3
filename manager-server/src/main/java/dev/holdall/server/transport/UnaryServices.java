package dev.holdall.server.transport;

import com.google.protobuf.ByteString;
import dev.holdall.server.engine.Engine;
import dev.holdall.server.state.Method;
import dev.holdall.server.state.MethodTable;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The door for everybody else: each method as a plain unary gRPC method, for {@code grpcurl} and for any language.
 *
 * <p>Calls have no session here and take effect at most once. Requests are not read in this layer: they go to the engine as
 * bytes, like those on a stream.
 */
final class UnaryServices {
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

    private UnaryServices() {}

    /** All services of the table. */
    static List<ServerServiceDefinition> of(
            MethodTable table,
            Engine engine,
            Deliveries deliveries,
            KeyRing keys,
            Refusals refusals,
            Outboxes outboxes) {
        Map<String, List<Method<?, ?>>> services = new TreeMap<>();
        for (Method<?, ?> method : table.methods()) {
            String service = method.descriptor().getServiceName();
            if (service == null) {
                throw new IllegalArgumentException(method + " has no service");
            }
            services.computeIfAbsent(service, s -> new ArrayList<>()).add(method);
        }
        List<ServerServiceDefinition> definitions = new ArrayList<>();
        services.forEach((service, methods) ->
                definitions.add(definition(service, methods, engine, deliveries, keys, refusals, outboxes)));
        return definitions;
    }

    private static ServerServiceDefinition definition(
            String service,
            Collection<Method<?, ?>> methods,
            Engine engine,
            Deliveries deliveries,
            KeyRing keys,
            Refusals refusals,
            Outboxes outboxes) {
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(service)
                .setSchemaDescriptor(PublishedProtos.schema(
                        service, methods.iterator().next().descriptor().getSchemaDescriptor()));
        Map<MethodDescriptor<ByteString, ByteString>, ServerCallHandler<ByteString, ByteString>> handlers =
                new LinkedHashMap<>();
        for (Method<?, ?> method : methods) {
            MethodDescriptor<ByteString, ByteString> raw =
                    method.descriptor().toBuilder(BYTES, BYTES).build();
            descriptor.addMethod(raw);
            handlers.put(
                    raw,
                    (call, headers) ->
                            new UnaryCall(call, engine, deliveries, keys, refusals, outboxes, method.number()));
        }
        ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(descriptor.build());
        handlers.forEach(definition::addMethod);
        return definition.build();
    }
}
