package dev.holdall.client.pool;

import com.google.protobuf.ByteString;
import dev.holdall.client.call.Encoded;
import dev.holdall.client.codec.Codecs;
import dev.holdall.client.routine.Routine;
import dev.holdall.client.routine.RoutineName;
import dev.holdall.v1.PoolCall;
import dev.holdall.v1.PoolTask;
import dev.holdall.v1.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes tasks, and notes which shared objects their arguments refer to. Safe for use by many threads. */
final class TaskEncoder {
    private final Codecs codecs;
    private final List<Reference> references = new ArrayList<>();

    /** @param codecs those that workers have too */
    TaskEncoder(Codecs codecs) {
        this.codecs = codecs.telling(references::add);
    }

    /**
     * A task that is ready to be sent.
     *
     * @param references the objects that its arguments refer to
     * @param held what keeps them alive until it is sent
     */
    record Ready(PoolTask task, List<Reference> references, Encoded held) {}

    /**
     * Encodes a task.
     *
     * @param calls the arguments of each call
     * @throws IllegalArgumentException if they are too many or too few, or one has no encoding
     */
    synchronized Ready encode(long id, Routine routine, List<? extends List<? extends @Nullable Object>> calls) {
        references.clear();
        Encoded held = new Encoded();
        RoutineName name = routine.name();
        PoolTask.Builder task = PoolTask.newBuilder()
                .setId(id)
                .setType(name.type())
                .setMethod(name.method())
                .setParameters(name.parameters());
        for (List<? extends @Nullable Object> arguments : calls) {
            List<ByteString> encoded = routine.encode(arguments, codecs);
            held.take();
            task.addCalls(PoolCall.newBuilder().addAllArguments(encoded));
        }
        return new Ready(task.build(), List.copyOf(references), held);
    }
}
