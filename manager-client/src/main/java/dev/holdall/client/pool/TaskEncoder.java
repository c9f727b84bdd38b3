package dev.holdall.client.pool;

import com.google.protobuf.ByteString;
import dev.holdall.client.codec.Codecs;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.client.routine.Routine;
import dev.holdall.client.routine.RoutineName;
import dev.holdall.v1.PoolCall;
import dev.holdall.v1.PoolTask;
import dev.holdall.v1.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes parcels of tasks, and notes which shared objects their arguments refer to. Safe for use by many threads. */
final class TaskEncoder {
    private final Codecs codecs;
    private final List<Reference> references = new ArrayList<>();

    /** @param codecs those that workers have too */
    TaskEncoder(Codecs codecs) {
        this.codecs = codecs.telling(references::add);
    }

    /**
     * A task as a parcel, which is to be sent by this thread's next call.
     *
     * @param calls the arguments of each call
     * @param deliveries to how many workers it is given at most
     * @param answers where its outcome goes; null if nobody asks
     */
    synchronized Parcel encode(
            long id,
            Routine routine,
            List<? extends List<? extends @Nullable Object>> calls,
            int deliveries,
            @Nullable SharedQueue<Parcel> answers) {
        references.clear();
        RoutineName name = routine.name();
        PoolTask.Builder task = PoolTask.newBuilder()
                .setId(id)
                .setType(name.type())
                .setMethod(name.method())
                .setParameters(name.parameters())
                .setDeliveries(deliveries);
        for (List<? extends @Nullable Object> arguments : calls) {
            List<ByteString> encoded = routine.encode(arguments, codecs);
            task.addCalls(PoolCall.newBuilder().addAllArguments(encoded));
        }
        return Parcel.of(task.build().toByteArray(), answers, List.copyOf(references));
    }
}
