package dev.holdall.wire;

import com.google.protobuf.Descriptors;
import dev.holdall.v1.Effect;
import dev.holdall.v1.MethodProto;
import dev.holdall.v1.Traits;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;

/** What a method declares of itself in its proto file: see {@code method.proto}. */
public final class MethodTraits {
    private MethodTraits() {}

    /**
     * The declaration of a method.
     *
     * @throws IllegalArgumentException if the method has none
     */
    public static Traits of(MethodDescriptor<?, ?> method) {
        if (method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier supplier) {
            Descriptors.MethodDescriptor descriptor = supplier.getMethodDescriptor();
            Traits traits = descriptor.getOptions().getExtension(MethodProto.traits);
            if (traits.getEffect() != Effect.EFFECT_UNSPECIFIED) {
                return traits;
            }
        }
        throw new IllegalArgumentException("method " + method.getFullMethodName()
                + " declares no effect: its proto file needs an option (traits) = {effect: ...}");
    }
}
