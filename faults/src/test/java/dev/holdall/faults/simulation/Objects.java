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
import dev.holdall.v1.QueueSetDeadLettersRequest;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.SemaphoresGrpc;
import dev.holdall.v1.Value;
import dev.holdall.v1.ValuesGrpc;
import java.util.List;

/**
 * The objects that the programs share.
 *
 * @param life of the manager that has them: what one life's objects see is no history of the next one's
 * @param queue without bound
 * @param bounded a queue of few elements
 * @param leased a queue from which is taken by leases only
 * @param dead where its elements go that come back too often
 * @param monitor a lock of which the conditions are used
 * @param acting a barrier whose last party acts
 */
record Objects(
        int life,
        ObjectId dict,
        ObjectId counter,
        ObjectId list,
        ObjectId queue,
        ObjectId bounded,
        ObjectId leased,
        ObjectId dead,
        ObjectId lock,
        ObjectId monitor,
        ObjectId semaphore,
        ObjectId barrier,
        ObjectId acting) {
    static final int CAPACITY = 2;
    static final int PERMITS = 3;
    static final int PARTIES = 2;

    /** All of them. */
    static final List<String> NAMES = List.of(
            "dict",
            "counter",
            "list",
            "queue",
            "bounded",
            "leased",
            "dead",
            "lock",
            "monitor",
            "semaphore",
            "barrier",
            "acting");

    private static final int MOST_DELIVERIES = 3;

    static Objects openedBy(Manager manager, int life) {
        Objects opened = open(manager, life);
        manager.unary(
                QueuesGrpc.getSetDeadLettersMethod(),
                QueueSetDeadLettersRequest.newBuilder()
                        .setQueue(opened.leased())
                        .setDeadLetters(opened.dead())
                        .setAfterDeliveries(MOST_DELIVERIES)
                        .build());
        return opened;
    }

    private static Objects open(Manager manager, int life) {
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
                queue(manager, "dead", 0),
                lock(manager, "lock"),
                lock(manager, "monitor"),
                id(manager.unary(
                        SemaphoresGrpc.getOpenMethod(),
                        OpenSemaphoreRequest.newBuilder()
                                .setName("semaphore")
                                .setPermits(PERMITS)
                                .setBounded(true)
                                .build())),
                barrier(manager, "barrier"),
                barrier(manager, "acting"));
    }

    private static ObjectId lock(Manager manager, String name) {
        return id(manager.unary(
                LocksGrpc.getOpenMethod(),
                OpenLockRequest.newBuilder().setName(name).build()));
    }

    private static ObjectId barrier(Manager manager, String name) {
        return id(manager.unary(
                BarriersGrpc.getOpenMethod(),
                OpenBarrierRequest.newBuilder()
                        .setName(name)
                        .setParties(PARTIES)
                        .build()));
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
