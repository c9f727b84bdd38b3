package dev.holdall.server.transport;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The protos as they are published, with elements as {@code Value}: what reflection shows, so that tools can print and build
 * elements. The generated code has them as {@code bytes}, the same on the wire.
 */
final class PublishedProtos {
    private static final Map<String, FileDescriptor> BY_SERVICE = load();

    private PublishedProtos() {}

    /**
     * The schema of a service for reflection.
     *
     * @param generated what the generated code has, for a service that is not in the published set
     */
    static @Nullable Object schema(String service, @Nullable Object generated) {
        FileDescriptor file = BY_SERVICE.get(service);
        return file == null ? generated : (ProtoFileDescriptorSupplier) () -> file;
    }

    private static Map<String, FileDescriptor> load() {
        try (InputStream in = PublishedProtos.class.getResourceAsStream("/holdall/v1/published.desc")) {
            if (in == null) {
                throw new IllegalStateException("the descriptors of the protocol are missing from the class path");
            }
            Map<String, FileDescriptor> files = new HashMap<>();
            Map<String, FileDescriptor> services = new HashMap<>();
            // Each file stands behind those that it imports.
            for (FileDescriptorProto proto : FileDescriptorSet.parseFrom(in).getFileList()) {
                FileDescriptor[] imports =
                        proto.getDependencyList().stream().map(files::get).toArray(FileDescriptor[]::new);
                FileDescriptor file = FileDescriptor.buildFrom(proto, imports);
                files.put(proto.getName(), file);
                file.getServices().forEach(service -> services.put(service.getFullName(), file));
            }
            return services;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException("the descriptors of the protocol do not fit together", e);
        }
    }
}
