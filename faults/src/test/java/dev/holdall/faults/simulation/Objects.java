package dev.holdall.faults.simulation;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdall.v1.BarriersGrpc;
import dev.holdall.v1.DictsGrpc;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.LocksGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenBarrierRequest;
import dev.holdall.v1.OpenDictRequest;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.OpenLockRequest;
import dev.holdall.v1.OpenQueueRequest;
import dev.holdall.v1.OpenSemaphoreRequest;
import dev.holdall.v1.OpenValueRequest;
import dev.holdall.v1.Opened;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.SemaphoresGrpc;
import dev.holdall.v1.Value;
import dev.holdall.v1.ValuesGrpc;

/**
 * The objects that the programs share.
 *
 * @param life of the manager that has them: what one life's objects see is no history of the next one's
 * @param queue without bound
 * @param bounded a queue of few elements
 * @param leased a queue from which is taken by leases only
 */
record Objects(
        int life,
        ObjectId dict,
        ObjectId counter,
        ObjectId list,
        ObjectId queue,
        ObjectId bounded,
        ObjectId leased,
        ObjectId lock,
        ObjectId semaphore,
        ObjectId barrier) {
    static final int CAPACITY = 2;
    static final int PERMITS = 3;
    static final int PARTIES = 2;

    static Objects openedBy(Manager manager, int life) {
        return new Objects(
                life,
                id(manager.unary(
                        DictsGrpc.getOpenMethod(),
                        OpenDictRequest.newBuilder().setName("dict").build())),
                id(manager.unary(
                        ValuesGrpc.getOpenMethod(),
                        OpenValueRequest.newBuilder()
                                .setName("counter")
                                .setInitial(number(0))
                                .build())),
                id(manager.unary(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest.newBuilder().setName("list").build())),
                queue(manager, "queue", 0),
                queue(manager, "bounded", CAPACITY),
                queue(manager, "leased", 0),
                id(manager.unary(
                        LocksGrpc.getOpenMethod(),
                        OpenLockRequest.newBuilder().setName("lock").build())),
                id(manager.unary(
                        SemaphoresGrpc.getOpenMethod(),
                        OpenSemaphoreRequest.newBuilder()
                                .setName("semaphore")
                                .setPermits(PERMITS)
                                .setBounded(true)
                                .build())),
                id(manager.unary(
                        BarriersGrpc.getOpenMethod(),
                        OpenBarrierRequest.newBuilder()
                                .setName("barrier")
                                .setParties(PARTIES)
                                .build())));
    }

    private static ObjectId queue(Manager manager, String name, long capacity) {
        return id(manager.unary(
                QueuesGrpc.getOpenMethod(),
                OpenQueueRequest.newBuilder()
                        .setName(name)
                        .setCapacity(capacity)
                        .build()));
    }

    private static ObjectId id(ByteString opened) {
        try {
            return Opened.parseFrom(opened).getId();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    // Elements ---------------------------------------------------------------------------------------------------

    static ByteString text(String text) {
        return Value.newBuilder().setString(text).build().toByteString();
    }

    static ByteString number(long number) {
        return Value.newBuilder().setLong(number).build().toByteString();
    }

    static Value value(ByteString element) {
        try {
            return Value.parseFrom(element);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    static String read(ByteString element) {
        Value value = value(element);
        return switch (value.getKindCase()) {
            case STRING -> value.getString();
            case LONG -> String.valueOf(value.getLong());
            case REFERENCE -> "object" + value.getReference().getId().getNumber();
            default -> throw new IllegalStateException("no program put " + value);
        };
    }
}
