package dev.holdall.faults.simulation;

import com.google.protobuf.ByteString;
import dev.holdall.v1.Accumulation;
import dev.holdall.v1.BarrierAwaitRequest;
import dev.holdall.v1.BarrierAwaitToActReply;
import dev.holdall.v1.BarrierAwaitToActRequest;
import dev.holdall.v1.BarrierOutcome;
import dev.holdall.v1.BarrierResetRequest;
import dev.holdall.v1.BarrierTripRequest;
import dev.holdall.v1.BarriersGrpc;
import dev.holdall.v1.DictCompareAndSetRequest;
import dev.holdall.v1.DictGetReply;
import dev.holdall.v1.DictGetRequest;
import dev.holdall.v1.DictPutIfAbsentRequest;
import dev.holdall.v1.DictPutRequest;
import dev.holdall.v1.DictRemoveRequest;
import dev.holdall.v1.DictsGrpc;
import dev.holdall.v1.Guard;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListPageRequest;
import dev.holdall.v1.ListSizeRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.LockAcquireRequest;
import dev.holdall.v1.LockAwaitOutcome;
import dev.holdall.v1.LockAwaitRequest;
import dev.holdall.v1.LockReleaseRequest;
import dev.holdall.v1.LockSignalRequest;
import dev.holdall.v1.LocksGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.QueueAcknowledgeLeaseRequest;
import dev.holdall.v1.QueueExtendLeaseRequest;
import dev.holdall.v1.QueueGiveLeaseBackRequest;
import dev.holdall.v1.QueueOfferRequest;
import dev.holdall.v1.QueuePollRequest;
import dev.holdall.v1.QueuePutRequest;
import dev.holdall.v1.QueueTakeLeasedRequest;
import dev.holdall.v1.QueueTakeRequest;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.Reference;
import dev.holdall.v1.SemaphoreAcquireRequest;
import dev.holdall.v1.SemaphoreReleaseRequest;
import dev.holdall.v1.SemaphoresGrpc;
import dev.holdall.v1.Value;
import dev.holdall.v1.ValueAccumulateRequest;
import dev.holdall.v1.ValueGetRequest;
import dev.holdall.v1.ValuesGrpc;
import dev.holdall.v1.Wait;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What can be asked of the shared objects, and how the history tells it: as the checker's models have it. */
record Requests(Objects objects) {
    private String key(String kind) {
        return kind + "/" + objects.life();
    }

    static Wait atMost(long nanos) {
        return nanos == Long.MAX_VALUE
                ? Wait.getDefaultInstance()
                : Wait.newBuilder().setNanos(nanos).build();
    }

    private static String text(boolean there, ByteString element) {
        return there ? Objects.read(element) : "";
    }

    // Dict -------------------------------------------------------------------------------------------------------

    private String dictKey(String key) {
        return "dict/" + objects.life() + key;
    }

    Asked get(String key) {
        return get(key, reply -> {});
    }

    private Asked get(String key, Consumer<DictGetReply> look) {
        return Asked.of(
                dictKey(key),
                "get",
                "",
                DictsGrpc.getGetMethod(),
                DictGetRequest.newBuilder()
                        .setDict(objects.dict())
                        .setKey(Objects.text(key))
                        .build(),
                reply -> {
                    look.accept(reply);
                    return text(reply.hasValue(), reply.getValue());
                });
    }

    Asked put(String key, String shown, ByteString value) {
        return Asked.of(
                dictKey(key),
                "put",
                shown,
                DictsGrpc.getPutMethod(),
                DictPutRequest.newBuilder()
                        .setDict(objects.dict())
                        .setKey(Objects.text(key))
                        .setValue(value)
                        .setReturnPrevious(true)
                        .build(),
                reply -> text(reply.hasPrevious(), reply.getPrevious()));
    }

    Asked putIfAbsent(String key, String value) {
        return Asked.of(
                dictKey(key),
                "putIfAbsent",
                value,
                DictsGrpc.getPutIfAbsentMethod(),
                DictPutIfAbsentRequest.newBuilder()
                        .setDict(objects.dict())
                        .setKey(Objects.text(key))
                        .setValue(Objects.text(value))
                        .build(),
                reply -> text(reply.hasPresent(), reply.getPresent()));
    }

    Asked replace(String key, String expected, String value) {
        return Asked.of(
                dictKey(key),
                "replace",
                expected + "," + value,
                DictsGrpc.getCompareAndSetMethod(),
                DictCompareAndSetRequest.newBuilder()
                        .setDict(objects.dict())
                        .setKey(Objects.text(key))
                        .setExpected(Objects.text(expected))
                        .setValue(Objects.text(value))
                        .build(),
                reply -> String.valueOf(reply.getDone()));
    }

    Asked remove(String key) {
        return Asked.of(
                dictKey(key),
                "remove",
                "",
                DictsGrpc.getRemoveMethod(),
                DictRemoveRequest.newBuilder()
                        .setDict(objects.dict())
                        .setKey(Objects.text(key))
                        .build(),
                reply -> text(reply.hasPrevious(), reply.getPrevious()));
    }

    // Counter and list -------------------------------------------------------------------------------------------

    Asked increment() {
        return Asked.of(
                key("counter"),
                "increment",
                "",
                ValuesGrpc.getAccumulateMethod(),
                ValueAccumulateRequest.newBuilder()
                        .setValue(objects.counter())
                        .setOperation(Accumulation.ACCUMULATION_SUM)
                        .setOperand(Objects.number(1))
                        .build(),
                reply -> Objects.read(reply.getValue()));
    }

    Asked count() {
        return Asked.of(
                key("counter"),
                "get",
                "",
                ValuesGrpc.getGetMethod(),
                ValueGetRequest.newBuilder().setValue(objects.counter()).build(),
                reply -> Objects.read(reply.getValue()));
    }

    Asked append(String value) {
        return append("list", value, objects.list(), value);
    }

    private Asked append(String kind, String shown, ObjectId list, String value) {
        return Asked.of(
                key(kind),
                "add",
                shown,
                ListsGrpc.getAppendMethod(),
                ListAppendRequest.newBuilder()
                        .setList(list)
                        .setElement(Objects.text(value))
                        .build(),
                reply -> "");
    }

    Asked size() {
        return Asked.of(
                key("list"),
                "size",
                "",
                ListsGrpc.getSizeMethod(),
                ListSizeRequest.newBuilder().setList(objects.list()).build(),
                reply -> String.valueOf(reply.getSize()));
    }

    Asked copy() {
        return Asked.of(
                key("list"),
                "copy",
                "",
                ListsGrpc.getPageMethod(),
                ListPageRequest.newBuilder()
                        .setList(objects.list())
                        .setLimit(1_000)
                        .build(),
                reply -> elements(reply.getElementsList()));
    }

    private static String elements(List<ByteString> elements) {
        return elements.stream().map(Objects::read).collect(Collectors.joining(","));
    }

    // Queues -----------------------------------------------------------------------------------------------------

    Asked offer(String value) {
        return offer("queue", objects.queue(), value);
    }

    Asked putLeased(String value) {
        return offer("leased", objects.leased(), value);
    }

    private Asked offer(String kind, ObjectId queue, String value) {
        return Asked.of(
                key(kind),
                "put",
                value,
                QueuesGrpc.getOfferMethod(),
                offer(queue, value),
                reply -> accepted(reply.getAccepted()));
    }

    static QueueOfferRequest offer(ObjectId queue, String value) {
        return QueueOfferRequest.newBuilder()
                .setQueue(queue)
                .setElement(Objects.text(value))
                .build();
    }

    private static String accepted(boolean accepted) {
        return accepted ? "" : "full";
    }

    Asked poll(int limit) {
        return Asked.of(
                        key("queue"),
                        "take",
                        String.valueOf(limit),
                        QueuesGrpc.getPollMethod(),
                        QueuePollRequest.newBuilder()
                                .setQueue(objects.queue())
                                .setLimit(limit)
                                .build(),
                        reply -> elements(reply.getElementsList()))
                .handingOver();
    }

    Asked take(long nanos) {
        return take("queue", objects.queue(), nanos);
    }

    Asked takeBounded(long nanos) {
        return take("bounded", objects.bounded(), nanos);
    }

    private Asked take(String kind, ObjectId queue, long nanos) {
        return Asked.of(
                        key(kind),
                        "take",
                        "1",
                        QueuesGrpc.getTakeMethod(),
                        QueueTakeRequest.newBuilder()
                                .setQueue(queue)
                                .setWait(atMost(nanos))
                                .build(),
                        reply -> text(reply.hasElement(), reply.getElement()))
                .handingOver()
                .waiting(nanos);
    }

    /** Into the queue of {@link Objects#CAPACITY} elements. */
    Asked putBounded(String value, long nanos) {
        return Asked.of(
                        key("bounded"),
                        "put",
                        value,
                        QueuesGrpc.getPutMethod(),
                        QueuePutRequest.newBuilder()
                                .setQueue(objects.bounded())
                                .setElement(Objects.text(value))
                                .setWait(atMost(nanos))
                                .build(),
                        reply -> accepted(reply.getAccepted()))
                .waiting(nanos);
    }

    /** The answer is the element and its lease. */
    Asked takeLeased(long nanos, long visibility) {
        return Asked.of(
                        key("leased"),
                        "lease",
                        "",
                        QueuesGrpc.getTakeLeasedMethod(),
                        QueueTakeLeasedRequest.newBuilder()
                                .setQueue(objects.leased())
                                .setWait(atMost(nanos))
                                .setVisibilityNanos(visibility)
                                .build(),
                        reply -> reply.hasElement() ? Objects.read(reply.getElement()) + "," + reply.getLease() : "")
                .handingOver()
                .waiting(nanos);
    }

    Asked acknowledgeLease(String lease) {
        return Asked.of(
                key("leased"),
                "acknowledge",
                lease,
                QueuesGrpc.getAcknowledgeLeaseMethod(),
                QueueAcknowledgeLeaseRequest.newBuilder()
                        .setQueue(objects.leased())
                        .setLease(leaseNumber(lease))
                        .build(),
                reply -> String.valueOf(reply.getAcknowledged()));
    }

    Asked giveLeaseBack(String lease) {
        return Asked.of(
                key("leased"),
                "giveBack",
                lease,
                QueuesGrpc.getGiveLeaseBackMethod(),
                QueueGiveLeaseBackRequest.newBuilder()
                        .setQueue(objects.leased())
                        .setLease(leaseNumber(lease))
                        .build(),
                reply -> String.valueOf(reply.getGivenBack()));
    }

    Asked extendLease(String lease, long visibility) {
        return Asked.of(
                key("leased"),
                "extend",
                lease,
                QueuesGrpc.getExtendLeaseMethod(),
                QueueExtendLeaseRequest.newBuilder()
                        .setQueue(objects.leased())
                        .setLease(leaseNumber(lease))
                        .setVisibilityNanos(visibility)
                        .build(),
                reply -> String.valueOf(reply.getExtended()));
    }

    private static long leaseNumber(String lease) {
        return Long.parseLong(lease.substring(lease.indexOf(',') + 1));
    }

    // Lock, semaphore, barrier -----------------------------------------------------------------------------------

    Asked acquire(long nanos) {
        return acquire("lock", objects.lock(), nanos);
    }

    Asked release() {
        return release("lock", objects.lock());
    }

    private Asked acquire(String kind, ObjectId lock, long nanos) {
        return Asked.of(
                        key(kind),
                        "acquire",
                        "",
                        LocksGrpc.getAcquireMethod(),
                        LockAcquireRequest.newBuilder()
                                .setLock(lock)
                                .setWait(atMost(nanos))
                                .build(),
                        reply -> reply.getAcquired() ? String.valueOf(reply.getToken()) : "no")
                .handingOver()
                .waiting(nanos);
    }

    private Asked release(String kind, ObjectId lock) {
        return Asked.of(
                key(kind),
                "release",
                "",
                LocksGrpc.getReleaseMethod(),
                LockReleaseRequest.newBuilder().setLock(lock).build(),
                reply -> reply.getReleased() ? "ok" : "notHeld");
    }

    Asked acquirePermits(int permits, long nanos) {
        return Asked.of(
                        key("semaphore"),
                        "acquire",
                        String.valueOf(permits),
                        SemaphoresGrpc.getAcquireMethod(),
                        SemaphoreAcquireRequest.newBuilder()
                                .setSemaphore(objects.semaphore())
                                .setPermits(permits)
                                .setWait(atMost(nanos))
                                .build(),
                        reply -> String.valueOf(reply.getAcquired()))
                .handingOver()
                .waiting(nanos);
    }

    Asked releasePermits(int permits) {
        return Asked.of(
                key("semaphore"),
                "release",
                String.valueOf(permits),
                SemaphoresGrpc.getReleaseMethod(),
                SemaphoreReleaseRequest.newBuilder()
                        .setSemaphore(objects.semaphore())
                        .setPermits(permits)
                        .build(),
                reply -> String.valueOf(reply.getReleased()));
    }

    Asked await(long nanos) {
        return Asked.of(
                        key("barrier"),
                        "await",
                        "",
                        BarriersGrpc.getAwaitMethod(),
                        BarrierAwaitRequest.newBuilder()
                                .setBarrier(objects.barrier())
                                .setWait(atMost(nanos))
                                .build(),
                        reply -> outcome(reply.getOutcome()))
                .waiting(nanos);
    }

    private static String outcome(BarrierOutcome outcome) {
        return outcome.getOutcomeCase() == BarrierOutcome.OutcomeCase.INDEX
                ? String.valueOf(outcome.getIndex())
                : outcome.getOutcomeCase().name();
    }

    Asked reset() {
        return reset("barrier", objects.barrier());
    }

    private Asked reset(String kind, ObjectId barrier) {
        return Asked.of(
                key(kind),
                "reset",
                "",
                BarriersGrpc.getResetMethod(),
                BarrierResetRequest.newBuilder().setBarrier(barrier).build(),
                reply -> "");
    }

    // A lock with its condition ----------------------------------------------------------------------------------

    Asked enter(long nanos) {
        return acquire("monitor", objects.monitor(), nanos);
    }

    Asked leave() {
        return release("monitor", objects.monitor());
    }

    /** The answer is the new token, or {@code notHeld}. */
    Asked awaitSignal(long nanos) {
        return Asked.of(
                        key("monitor"),
                        "awaitSignal",
                        "",
                        LocksGrpc.getAwaitMethod(),
                        LockAwaitRequest.newBuilder()
                                .setLock(objects.monitor())
                                .setWait(atMost(nanos))
                                .build(),
                        reply -> reply.getOutcome() == LockAwaitOutcome.LOCK_AWAIT_OUTCOME_NOT_HELD
                                ? "notHeld"
                                : String.valueOf(reply.getToken()))
                .handingOver()
                .waiting(nanos);
    }

    Asked signal() {
        return Asked.of(
                key("monitor"),
                "signal",
                "",
                LocksGrpc.getSignalMethod(),
                LockSignalRequest.newBuilder()
                        .setLock(objects.monitor())
                        .setCount(1)
                        .build(),
                reply -> String.valueOf(reply.getHeld()));
    }

    // A barrier whose last party acts ----------------------------------------------------------------------------

    /** The answer is the round that the caller is to act in, with a letter before it, or the outcome. */
    Asked awaitToAct(long nanos) {
        return Asked.of(
                        key("acting"),
                        "awaitToAct",
                        "",
                        BarriersGrpc.getAwaitToActMethod(),
                        BarrierAwaitToActRequest.newBuilder()
                                .setBarrier(objects.acting())
                                .setWait(atMost(nanos))
                                .build(),
                        reply -> reply.getNextCase() == BarrierAwaitToActReply.NextCase.ROUND
                                ? "r" + reply.getRound()
                                : outcome(reply.getOutcome()))
                .handingOver()
                .waiting(nanos);
    }

    Asked trip(String round, boolean failed) {
        return Asked.of(
                key("acting"),
                "trip",
                round,
                BarriersGrpc.getTripMethod(),
                BarrierTripRequest.newBuilder()
                        .setBarrier(objects.acting())
                        .setRound(Integer.parseInt(round.substring(1)))
                        .setFailed(failed)
                        .build(),
                reply -> String.valueOf(reply.getBroken()));
    }

    Asked resetActing() {
        return reset("acting", objects.acting());
    }

    /** Writes what is to be written under the lock only. */
    Asked putGuarded(long token, String value) {
        String shown = token + ":" + value;
        return put("g", shown, Objects.text(shown))
                .guardedBy(Guard.newBuilder()
                        .setLock(objects.lock())
                        .setToken(token)
                        .build());
    }

    // Objects without a name -------------------------------------------------------------------------------------

    /** @param made where the object is told */
    Asked make(ObjectId[] made) {
        return Asked.of(
                key("object"), "make", "", ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance(), reply -> {
                    made[0] = reply.getId();
                    return "";
                });
    }

    /** @param found where the object is told, if there is one */
    Asked find(String key, ObjectId[] found) {
        return get(key, reply -> {
            if (reply.hasValue()) {
                found[0] = Objects.value(reply.getValue()).getReference().getId();
            }
        });
    }

    /** Puts an object into the dict. */
    Asked share(String key, ObjectId object) {
        Reference reference = Reference.newBuilder()
                .setId(object)
                .setService(ListsGrpc.SERVICE_NAME)
                .build();
        ByteString element = Value.newBuilder().setReference(reference).build().toByteString();
        return put(key, Objects.read(element), element);
    }

    Asked appendTo(ObjectId list, String value) {
        return append("object", list.getNumber() + "," + value, list, value);
    }
}
