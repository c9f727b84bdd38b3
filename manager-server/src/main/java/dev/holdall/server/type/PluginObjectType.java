package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdall.server.state.Binder;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.CommonPlace;
import dev.holdall.server.state.Holding;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.Refusal;
import dev.holdall.server.state.StoredObject;
import dev.holdall.server.state.WaitDescription;
import dev.holdall.server.state.WaitEnd;
import dev.holdall.server.state.Waiting;
import dev.holdall.server.state.page.PagedList;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.Code;
import dev.holdall.v1.Null;
import dev.holdall.v1.OpenPluginRequest;
import dev.holdall.v1.PluginDoneReply;
import dev.holdall.v1.PluginDoneRequest;
import dev.holdall.v1.PluginDoneRequest.OutcomeCase;
import dev.holdall.v1.PluginFailure;
import dev.holdall.v1.PluginFailure.Kind;
import dev.holdall.v1.PluginInvokeReply;
import dev.holdall.v1.PluginInvokeRequest;
import dev.holdall.v1.PluginTakeReply;
import dev.holdall.v1.PluginTakeRequest;
import dev.holdall.v1.PluginsGrpc;
import dev.holdall.v1.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects of the users' own types: {@code plugins.proto}. No code of theirs runs here; an object's state is bytes.
 *
 * <p>A call waits in its object's line. The first of the line becomes the object's task, and waits, with those of all other objects, for a
 * host that wants one. Handed over, it waits for the host's answer. A task whose host went away is offered again, to hosts that
 * take one such task at a time; so the second host that goes away with it was ended by it.
 *
 * <p>The guard of a call is looked at before a host takes its task, and again when the host has run it: what the run made of the object
 * counts only if the lock is still held then, so that nobody who holds it later finds the work of an earlier holder come after it.
 */
public final class PluginObjectType implements ObjectType<PluginObjectType.Instance> {
    /** Where calls wait for their turn. */
    private static final int LINE = 0;
    /** Where the one call waits that a host has taken. */
    private static final int RUNNING = 1;

    /** Calls that are tasks and that no host has taken before, and the hosts that want one. */
    private static final CommonPlace TASKS = new CommonPlace(PluginsGrpc.SERVICE_NAME + "#tasks");

    private static final CommonPlace HOSTS = new CommonPlace(PluginsGrpc.SERVICE_NAME + "#hosts");

    /** Calls whose host went away, and the hosts that want one of these. */
    private static final CommonPlace SUSPECTS = new CommonPlace(PluginsGrpc.SERVICE_NAME + "#suspects");

    private static final CommonPlace SUSPECT_HOSTS = new CommonPlace(PluginsGrpc.SERVICE_NAME + "#suspect-hosts");

    /** How many hosts may go away with a task. */
    private static final int HOSTS_PER_TASK = 2;

    private static final ByteString NO_RESULT =
            Value.newBuilder().setNull(Null.NULL).build().toByteString();

    /**
     * The call whose turn it is.
     *
     * @param number different for each task of the object; also the stage of the call that waits
     * @param host the session of the host that has it; 0 if none has
     * @param taken how many hosts have taken it
     * @param guarded whether a lock guards the call
     */
    private record Task(int number, long host, int taken, boolean guarded) {

        boolean isRunning() {
            return host != 0;
        }

        Task takenBy(long session) {
            return new Task(number, session, taken + 1, guarded);
        }

        Task returned() {
            return new Task(number, 0, taken, guarded);
        }

        Task notRun() {
            return new Task(number, 0, taken - 1, guarded);
        }
    }

    /** One object. */
    static final class Instance implements StoredObject {
        private final String type;
        private final int typeBytes;
        /** Its state; before it was created, what it is created with. */
        private final PagedList content;

        private boolean created;
        private int lastTask;
        private @Nullable Task task;
        /** The session of the host that brought it into its present state; 0 if that host may not have kept it. */
        private long keeper;

        Instance(String type, PagedList content, boolean created) {
            this.type = type;
            this.typeBytes = type.getBytes(StandardCharsets.UTF_8).length;
            this.content = content;
            this.created = created;
        }

        @Override
        public long elements() {
            return content.size();
        }

        @Override
        public long bytes() {
            return typeBytes + content.bytes();
        }

        @Override
        public void watch(Watcher watcher) {
            content.watch(watcher);
        }

        @Override
        public void save(SnapshotWriter out) {
            out.string(type);
            out.flag(created);
            content.save(out);
            out.number(keeper);
            out.number(lastTask);
            out.flag(task != null);
            if (task != null) {
                out.number(task.number());
                out.number(task.host());
                out.number(task.taken());
                out.flag(task.guarded());
            }
        }

        static Instance load(SnapshotReader in) {
            String type = in.string();
            boolean created = in.flag();
            Instance instance = new Instance(type, PagedList.load(in), created);
            instance.keeper = in.number();
            instance.lastTask = (int) in.number();
            if (in.flag()) {
                instance.task = new Task((int) in.number(), in.number(), (int) in.number(), in.flag());
            }
            return instance;
        }

        private Task newTask(boolean guarded) {
            lastTask = lastTask == Integer.MAX_VALUE ? 1 : lastTask + 1;
            return new Task(lastTask, 0, 0, guarded);
        }

        private void become(ByteString state) {
            content.clear();
            content.add(state);
            created = true;
        }

        private boolean isRunBy(long session) {
            return task != null && task.isRunning() && task.host() == session;
        }
    }

    @Override
    public String service() {
        return PluginsGrpc.SERVICE_NAME;
    }

    @Override
    public Class<Instance> stateClass() {
        return Instance.class;
    }

    @Override
    public Instance load(SnapshotReader in, SipHash hash) {
        return Instance.load(in);
    }

    @Override
    public void bind(Binder<Instance> binder) {
        binder.open(
                        PluginsGrpc.getOpenMethod(),
                        OpenPluginRequest::getName,
                        this::make,
                        (instance, request) -> instance.type.equals(request.getType()))
                .parkingAndEnding(
                        PluginsGrpc.getInvokeMethod(),
                        PluginInvokeRequest::getObject,
                        PluginObjectType::patience,
                        this::invoke,
                        this::endWait)
                .parkingWithoutObject(PluginsGrpc.getTakeMethod(), this::take)
                .on(PluginsGrpc.getDoneMethod(), PluginDoneRequest::getObject, this::done);
    }

    private Instance make(OpenPluginRequest request, CallContext call) {
        if (request.getType().isEmpty()) {
            throw Refusal.invalid("the type of a plug-in object has a name");
        }
        String type = call.name(request.getType());
        if (!call.helpersExpected()) {
            throw new Refusal(
                    Code.UNIMPLEMENTED,
                    "this manager runs no plug-ins, so it has no type " + type + ": it was started without --plugins");
        }
        if (request.hasState()) {
            checkFromHost(call);
        }
        List<ByteString> elements = request.hasState() ? List.of(request.getState()) : request.getArgumentsList();
        call.elements(elements);
        PagedList content = new PagedList();
        Instance instance = new Instance(type, content, request.hasState());
        call.admitBytes(instance.bytes() + Pages.sum(elements));
        elements.forEach(content::add);
        return instance;
    }

    // Calls ------------------------------------------------------------------------------------------------------

    /** How long a call waits for its turn, and then for a host. */
    private static long patience(PluginInvokeRequest request) {
        return Math.max(1, Waits.nanos(request.getWait()));
    }

    private @Nullable PluginInvokeReply invoke(Instance instance, PluginInvokeRequest request, CallContext call) {
        if (call.stage() == 0) {
            return waitForTurn(instance, request, call);
        }
        Task task = instance.task;
        if (task == null || task.number() != call.stage()) {
            throw new IllegalStateException("the task " + call.stage() + " is over, and its call was not answered");
        }
        if (task.isRunning()) {
            return call.park(RUNNING);
        }
        Refusal stale = call.staleGuard();
        if (stale != null) {
            // Nobody has run it, or not to its end, or too late: it was nothing but in the line.
            instance.task = null;
            call.wake(LINE);
            throw stale;
        }
        if (task.taken() >= HOSTS_PER_TASK) {
            endTask(instance, call);
            return failed(
                    Kind.HOST_LOST,
                    describe(request) + " was given up: " + task.taken()
                            + " plug-in hosts ended while they ran it, the last one with no other such call beside it."
                            + " Most likely it needs more memory than a host has");
        }
        return offer(instance, task, request, call);
    }

    private @Nullable PluginInvokeReply waitForTurn(Instance instance, PluginInvokeRequest request, CallContext call) {
        if (!instance.type.equals(request.getType())) {
            throw new Refusal(
                    Code.MISMATCH,
                    "the object is of the type " + instance.type + ", not of " + call.name(request.getType()));
        }
        call.elements(request.getArgumentsList());
        if (instance.created && request.getMethod().isEmpty()) {
            return PluginInvokeReply.newBuilder().setResult(NO_RESULT).build();
        }
        if (instance.task != null || call.othersWaitIn(LINE)) {
            return call.park(LINE);
        }
        return offer(instance, instance.newTask(call.isGuarded()), request, call);
    }

    /** Hands the task to the host that has waited longest, or lets it wait for one. */
    private @Nullable PluginInvokeReply offer(
            Instance instance, Task task, PluginInvokeRequest request, CallContext call) {
        boolean suspect = task.taken() > 0;
        CommonPlace tasks = suspect ? SUSPECTS : TASKS;
        CommonPlace hosts = suspect ? SUSPECT_HOSTS : HOSTS;
        Waiting host = call.othersWaitIn(tasks) ? null : call.first(hosts);
        if (host == null) {
            call.parkFor(tasks, task.number(), patience(request));
            instance.task = task;
            return null;
        }
        long session = host.caller().session();
        call.parkFor(RUNNING, task.number(), limitNanos(host));
        instance.task = task.takenBy(session);
        call.own(session);
        call.answerFirst(hosts, taskOf(instance, instance.task, request), grantOf(instance.task));
        return null;
    }

    /** What a host is granted: this task, for as long as it is this host's. */
    private static ByteString grantOf(Task task) {
        return ByteString.copyFromUtf8(task.number() + "@" + task.host());
    }

    private static long limitNanos(Waiting host) {
        try {
            long limit = PluginTakeRequest.parseFrom(host.request()).getLimitNanos();
            return limit <= 0 ? Long.MAX_VALUE : limit;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what waits was read before", e);
        }
    }

    private static PluginTakeReply taskOf(Instance instance, Task task, PluginInvokeRequest request) {
        PluginTakeReply.Builder reply = PluginTakeReply.newBuilder()
                .setObject(request.getObject())
                .setType(instance.type)
                .setTask(task.number())
                .setMethod(request.getMethod())
                .addAllArguments(request.getArgumentsList());
        if (!instance.created) {
            reply.setCreate(true);
            for (long i = 0; i < instance.content.size(); i++) {
                reply.addCreation(instance.content.get(i));
            }
        } else if (instance.keeper != task.host()) {
            reply.setState(instance.content.get(0));
        }
        return reply.build();
    }

    /** The object has no task any more; one that could not be created is gone. */
    private static void endTask(Instance instance, CallContext call) {
        instance.task = null;
        if (instance.created) {
            call.wake(LINE);
        } else {
            call.delete();
        }
    }

    private @Nullable PluginInvokeReply endWait(
            Instance instance, PluginInvokeRequest request, WaitEnd why, CallContext call) {
        Task task = instance.task;
        if (call.stage() == 0 || task == null) {
            return why == WaitEnd.TIMED_OUT
                    ? failed(Kind.NO_TURN, describe(request) + " waited behind other calls of its object for too long")
                    : null;
        }
        return switch (why) {
            case TIMED_OUT -> timedOut(instance, task, request, call);
            case WITHDRAWN -> {
                if (task.taken() > 0) {
                    // It may have been run, so its caller is told what became of it.
                    yield task.isRunning() ? call.park(RUNNING) : call.park(SUSPECTS);
                }
                instance.task = null;
                call.wake(LINE);
                yield null;
            }
            case SESSION_ENDED -> {
                if (!task.isRunning()) {
                    instance.task = null;
                    call.wake(LINE);
                }
                // What a host has taken is still done.
                yield null;
            }
        };
    }

    private static PluginInvokeReply timedOut(
            Instance instance, Task task, PluginInvokeRequest request, CallContext call) {
        if (task.isRunning()) {
            call.disown(task.host());
            // What the host has of it may change for as long as the call runs there.
            instance.keeper = 0;
        }
        endTask(instance, call);
        if (task.isRunning()) {
            return failed(Kind.TIME_LIMIT, describe(request) + " ran for longer than a call of a plug-in may");
        }
        return task.taken() > 0
                ? failed(Kind.HOST_LOST, describe(request) + " found no other host after the one that ran it had ended")
                : failed(
                        Kind.NO_TURN,
                        describe(request) + " found no plug-in host for too long: the manager's log tells why");
    }

    private static PluginInvokeReply failed(Kind kind, String message) {
        return PluginInvokeReply.newBuilder()
                .setFailure(PluginFailure.newBuilder().setKind(kind).setMessage(message))
                .build();
    }

    private static String describe(PluginInvokeRequest request) {
        return request.getMethod().isEmpty()
                ? "the creation of the " + request.getType()
                : "the call of " + request.getMethod() + " of a " + request.getType();
    }

    // Hosts ------------------------------------------------------------------------------------------------------

    private static void checkFromHost(CallContext call) {
        if (!call.fromHelper()) {
            throw new Refusal(Code.UNAUTHENTICATED, "only the manager's own plug-in hosts run plug-ins");
        }
    }

    private @Nullable PluginTakeReply take(PluginTakeRequest request, CallContext call) {
        checkFromHost(call);
        call.park(request.getSuspects() ? SUSPECT_HOSTS : HOSTS);
        call.wake(request.getSuspects() ? SUSPECTS : TASKS);
        return null;
    }

    private PluginDoneReply done(Instance instance, PluginDoneRequest request, CallContext call) {
        checkFromHost(call);
        long host = call.caller().session();
        Task task = instance.task;
        if (task == null || task.number() != request.getTask() || !instance.isRunBy(host)) {
            return PluginDoneReply.getDefaultInstance();
        }
        check(instance, request, call);
        call.disown(host);
        if (task.guarded() && (call.waitingIn(RUNNING) == 0 || call.isStaleFirst(RUNNING))) {
            // Or the caller is gone, and nobody knows any more what was to be held.
            instance.keeper = 0;
            offerAgain(instance, task.returned(), call);
            return PluginDoneReply.getDefaultInstance();
        }
        instance.keeper = request.getOutcomeCase() == OutcomeCase.RESULT ? host : 0;
        if (request.hasState()) {
            instance.become(request.getState());
        }
        if (request.getOutcomeCase() == OutcomeCase.NEEDS_STATE) {
            // It was not run.
            offerAgain(instance, task.notRun(), call);
        } else {
            if (call.waitingIn(RUNNING) > 0) {
                call.answerFirst(RUNNING, outcome(request));
            }
            endTask(instance, call);
        }
        return PluginDoneReply.newBuilder().setAccepted(true).build();
    }

    private static void check(Instance instance, PluginDoneRequest request, CallContext call) {
        switch (request.getOutcomeCase()) {
            case RESULT -> {
                call.element(request.getResult());
                if (!instance.created && !request.hasState()) {
                    throw Refusal.invalid("an object that was created has a state");
                }
            }
            case FAILURE, NEEDS_STATE -> {
                // Nothing that could be wrong.
            }
            default -> throw Refusal.invalid("a task ends with a result, a failure or the wish for the state");
        }
        if (request.hasState()) {
            call.element(request.getState());
            call.admitBytes(request.getState().size() - instance.content.bytes());
        }
    }

    private static PluginInvokeReply outcome(PluginDoneRequest request) {
        return request.getOutcomeCase() == OutcomeCase.RESULT
                ? PluginInvokeReply.newBuilder().setResult(request.getResult()).build()
                : PluginInvokeReply.newBuilder()
                        .setFailure(request.getFailure())
                        .build();
    }

    private static void offerAgain(Instance instance, Task task, CallContext call) {
        if (call.waitingIn(RUNNING) > 0) {
            instance.task = task;
            call.wake(RUNNING);
        } else {
            // Its caller is gone, and what it asked for with it.
            instance.task = null;
            call.wake(LINE);
        }
    }

    @Override
    public void sessionEnded(Instance instance, long session, CallContext call) {
        if (instance.isRunBy(session) && instance.task != null) {
            instance.keeper = 0;
            offerAgain(instance, instance.task.returned(), call);
        }
    }

    @Override
    public void describeWaits(Instance instance, WaitDescription out) {
        Task task = instance.task;
        out.state("of the type " + instance.type + (instance.created ? "" : ", not created yet"));
        out.waitsFor(LINE, "its turn");
        out.waitsFor(RUNNING, "its result");
        out.waitsFor(TASKS, "a plug-in host");
        out.waitsFor(SUSPECTS, "another plug-in host");
        if (task != null && task.isRunning()) {
            out.heldBy(Holding.ofSession(task.host(), "runs a call of it", 1));
        }
    }

    @Override
    public void giveBack(Instance instance, ByteString granted, CallContext call) {
        Task task = instance.task;
        if (task != null && task.isRunning() && granted.equals(grantOf(task))) {
            call.disown(task.host());
            instance.keeper = 0;
            offerAgain(instance, task.returned(), call);
        }
    }
}
