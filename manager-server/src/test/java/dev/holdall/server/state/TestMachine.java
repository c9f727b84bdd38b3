package dev.holdall.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.server.type.BuiltInTypes;
import dev.holdall.server.type.QueueCalls;
import dev.holdall.v1.AdminGrpc;
import dev.holdall.v1.BlockedRequest;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.DictPageRequest;
import dev.holdall.v1.DictPutRequest;
import dev.holdall.v1.DictsGrpc;
import dev.holdall.v1.Effect;
import dev.holdall.v1.Error;
import dev.holdall.v1.FindRequest;
import dev.holdall.v1.InfoRequest;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListPageRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.NamesRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.Reply;
import dev.holdall.v1.SessionsRequest;
import dev.holdall.wire.MethodNumber;
import dev.holdall.wire.MethodTraits;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A state machine with virtual time, whose effects are written down.
 *
 * <p>After every single call it is checked that a refused, a parked and a reading call have changed no object; after every
 * command, that the bytes booked are the bytes held. After every test all its commands are applied to a second machine, which
 * must have the same effects and the same snapshot, byte by byte; and a machine loaded from the snapshot must write the same
 * one and go on alike. So determinism, saving and loading are tested by each test that uses this.
 */
public final class TestMachine implements AfterEachCallback {
    private static final int EPOCH = 0xfeed5eed;
    private static final long HASH_SEED = 0x5eed;

    private record Applied(long time, Command command) {}

    private final MethodTable methods;
    private final List<Applied> history = new ArrayList<>();
    private final Recorded recorded = new Recorded();
    private final List<TestSession> sessions = new ArrayList<>();

    private Limits limits = Limits.defaults(64 << 20);
    private StateMachine machine;
    private long now;
    private long lastTicket;
    private Permit permit = Permits.ALL;
    private boolean eachCallChecked = true;
    private final Set<MethodDescriptor<?, ?>> changeBeforeTheyPark = new HashSet<>();
    private int expectedFaults;
    private int collectorStep;

    /** A machine of the built-in types and these. */
    public TestMachine(ObjectType<?>... further) {
        List<ObjectType<?>> types = new ArrayList<>(BuiltInTypes.ALL);
        types.addAll(Arrays.asList(further));
        methods = MethodTable.of(types);
        machine = new StateMachine(methods, limits, EPOCH, HASH_SEED, 0);
    }

    /** Sets a limit by its name, such as {@code element-bytes}. Before the first command only. */
    public TestMachine limit(String name, long value) {
        assertThat(history).isEmpty();
        limits = with(limits, name, value);
        machine = fresh();
        return this;
    }

    /** For tests with so many calls that looking at all objects before and after each would take too long. */
    public TestMachine withoutCheckOfEachCall() {
        eachCallChecked = false;
        return this;
    }

    /** Collecting goes on by such small steps that anything can happen in between. Before the first command only. */
    public TestMachine collectingBy(int step) {
        assertThat(history).isEmpty();
        collectorStep = step;
        machine = fresh();
        return this;
    }

    private StateMachine fresh() {
        return prepared(new StateMachine(methods, limits, EPOCH, HASH_SEED, 0));
    }

    private StateMachine prepared(StateMachine made) {
        if (collectorStep != 0) {
            made.store().counts().collector().stepSize(collectorStep);
        }
        return made;
    }

    /** These methods hand something over before they wait: that a parked call has changed nothing does not hold for them. */
    public TestMachine changesBeforeItParks(MethodDescriptor<?, ?>... callMethods) {
        changeBeforeTheyPark.addAll(List.of(callMethods));
        return this;
    }

    public Limits limits() {
        return limits;
    }

    public MethodTable methods() {
        return methods;
    }

    public Recorded recorded() {
        return recorded;
    }

    /** The bytes that the machine has booked for all objects. */
    public long bytes() {
        return machine.store().bytes();
    }

    /** Whether an object is still there. */
    public boolean exists(ObjectId object) {
        return machine.store().find(object) != null;
    }

    /** The time that has passed, in nanoseconds. */
    long now() {
        return now;
    }

    /** What the machine is by now, written. */
    public ByteString snapshot() {
        return written(machine::save);
    }

    /** How many stakes a session is noted to have. */
    int stakes(TestSession session) {
        return java.util.Objects.requireNonNull(machine.sessions().get(session.id()))
                .stakes()
                .size();
    }

    /** How many replies a session has not acknowledged. */
    int keptReplies(TestSession session) {
        return java.util.Objects.requireNonNull(machine.sessions().get(session.id()))
                .keptReplies();
    }

    /** How many objects there are. */
    public long objectCount() {
        return machine.store().count();
    }

    /** Lets time pass until nothing is due any more that others than waiting calls wait for. */
    public void collect() {
        for (int left = 1_000_000; machine.store().counts().collector().due() != Long.MAX_VALUE; left--) {
            assertThat(left).as("steps left until all is collected").isPositive();
            advance(Duration.ofMillis(2));
        }
    }

    // Commands ---------------------------------------------------------------------------------------------------

    /** Applying may fail, this often, after everything else was done. */
    public void expectFaults(int count) {
        expectedFaults = count;
    }

    public void apply(Command command) {
        Applied applied = new Applied(now, command);
        history.add(applied);
        apply(machine, applied, recorded);
        assertThat(machine.store().bytes())
                .as("bytes booked, against bytes held, after %s", command)
                .isEqualTo(machine.store().all().stream()
                        .mapToLong(entry -> entry.object.bytes())
                        .sum());
        checkCounts(machine);
    }

    /** Each object is referred to as often as the content of others says. */
    private static void checkCounts(StateMachine machine) {
        Map<Long, Long> counted = new HashMap<>();
        for (ObjectStore.Entry holder : machine.store().all()) {
            holder.targets.forEach((target, times) -> counted.merge(target, times, Long::sum));
        }
        machine.store()
                .counts()
                .collector()
                .forEachLeftover((target, times) -> counted.merge(target, times, Long::sum));
        for (ObjectStore.Entry entry : machine.store().all()) {
            assertThat(entry.references)
                    .as("references to the object " + entry.describe())
                    .isEqualTo(counted.getOrDefault(entry.number, 0L));
            assertThat(entry.holds)
                    .as("holds of the object " + entry.describe())
                    .isNotNegative();
        }
    }

    private static void apply(StateMachine machine, Applied applied, Recorded effects) {
        try {
            machine.apply(applied.time(), applied.command(), effects);
        } catch (IllegalStateException fault) {
            effects.fault(fault);
        }
    }

    /** Lets time pass. */
    public void advance(Duration time) {
        now += time.toNanos();
        apply(new Command.Tick());
    }

    /** Lets time pass without telling the machine, which learns of it by the next command. */
    public void advanceSilently(Duration time) {
        now += time.toNanos();
    }

    /** The time left until the machine wants to be told; null if it has no deadline. */
    public Duration untilDeadline() {
        long deadline = machine.nextDeadline();
        return deadline == Long.MAX_VALUE ? null : Duration.ofNanos(deadline - now);
    }

    /** Sessions that are opened and unary calls that are made from here on come under this permit; it was {@link Permits#ALL}. */
    public TestMachine under(Permit of) {
        permit = of;
        return this;
    }

    public TestSession open() {
        long token = ++lastTicket;
        ByteString secret = ByteString.copyFromUtf8("secret " + token);
        apply(new Command.OpenSession(token, secret, "test", permit));
        Attached attached = (Attached) lastOf("opened", token);
        TestSession session = new TestSession(this, attached.session(), attached.attached(), secret);
        sessions.add(session);
        return session;
    }

    /** Another stream speaks for a session. */
    Attached resume(long session, ByteString secret) {
        long token = ++lastTicket;
        apply(new Command.ResumeSession(token, session, secret, permit));
        return (Attached) lastOf("opened", token);
    }

    /** Another stream may not speak for a session. */
    Error resumeRefused(long session, ByteString secret) {
        long token = ++lastTicket;
        apply(new Command.ResumeSession(token, session, secret, permit));
        return (Error) lastOf("session-refused", token);
    }

    private Object lastOf(String kind, long token) {
        Recorded.Event event = recorded.events().get(recorded.events().size() - 1);
        assertThat(event.kind()).isEqualTo(kind);
        assertThat(event.to()).isEqualTo(token);
        return event.what();
    }

    /** Which life of the store this is. */
    int epoch() {
        return EPOCH;
    }

    /** Makes a unary call that may park. */
    public <Q extends Message, R extends Message> Pending<R> start(MethodDescriptor<Q, R> method, Q request) {
        long ticket = ++lastTicket;
        Pending<R> pending = new Pending<>(method, CallId.unary(ticket), answers(CallId.unary(ticket)));
        int number = MethodNumber.of(method.getFullMethodName());
        checkedCall(
                method, pending, () -> apply(new Command.UnaryCall(ticket, number, request.toByteString(), permit)));
        return pending;
    }

    /** Makes a unary call that is done at once. */
    public <Q extends Message, R extends Message> R call(MethodDescriptor<Q, R> method, Q request) {
        return start(method, request).reply();
    }

    /** Makes a unary call that is refused at once. */
    public <Q extends Message, R extends Message> Error refused(MethodDescriptor<Q, R> method, Q request) {
        return start(method, request).error();
    }

    public void withdraw(Pending<?> unaryCall) {
        apply(new Command.WithdrawUnary(unaryCall.seq()));
    }

    List<Reply> answers(CallId id) {
        return recorded.answers(id);
    }

    void checkedCall(MethodDescriptor<?, ?> method, Pending<?> call, Runnable make) {
        if (!eachCallChecked) {
            make.run();
            return;
        }
        ByteString before = objects();
        make.run();
        boolean harmless = call.isParked() && !changeBeforeTheyPark.contains(method)
                || !call.isParked()
                        && call.answer().hasError()
                        && call.answer().getError().getCode() != Code.INTERNAL
                || MethodTraits.of(method).getEffect() == Effect.READ;
        if (harmless) {
            assertThat(objects())
                    .as("all objects after %s, which changes nothing", method.getFullMethodName())
                    .isEqualTo(before);
        }
    }

    /** All objects, written. */
    public ByteString objects() {
        return written(machine.store()::save);
    }

    // Replay -----------------------------------------------------------------------------------------------------

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isEmpty()) {
            verify();
        }
    }

    /** Replays, saves and loads all that happened. */
    public void verify() {
        Recorded again = new Recorded();
        StateMachine second = fresh();
        history.forEach(applied -> apply(second, applied, again));
        assertThat(recorded.events("fault")).as("faults of the machine itself").hasSize(expectedFaults);
        assertThat(again.events()).as("effects of the same commands").isEqualTo(recorded.events());
        ByteString snapshot = written(machine::save);
        assertThat(written(second::save)).as("snapshot after the same commands").isEqualTo(snapshot);

        StateMachine loaded = load(snapshot);
        checkCounts(loaded);
        assertThat(written(loaded::save)).as("snapshot of what was loaded").isEqualTo(snapshot);
        assertThat(probe(loaded)).as("how the loaded machine goes on").isEqualTo(probe(second));
        assertThat(written(loaded::save)).as("snapshot after it went on").isEqualTo(written(second::save));
        // The machine of the test itself is left as it was.
        assertThat(written(machine::save)).isEqualTo(snapshot);
    }

    public StateMachine load(ByteString snapshot) {
        return prepared(StateMachine.load(new SnapshotReader(snapshot.newCodedInput()), methods, limits));
    }

    /** Everything that a machine can still be asked, until nothing waits and nobody is there. */
    private List<Recorded.Event> probe(StateMachine other) {
        Recorded effects = new Recorded();
        apply(
                other,
                new Applied(now, unary(-1, ObjectsGrpc.getNamesMethod(), NamesRequest.getDefaultInstance())),
                effects);
        askAsPeopleDo(other, effects);
        for (ObjectStore.Entry entry : List.copyOf(other.store().all())) {
            addToAndRead(entry.type.service(), other.store().idOf(entry), other, effects);
        }
        for (TestSession session : sessions) {
            ClientFrame frame = ClientFrame.newBuilder()
                    .setFirstSeq(1)
                    // All that is kept is answered again; then one new call.
                    .addAllCalls(new ArrayList<>(java.util.Collections.nCopies(
                            (int) session.nextSeq(),
                            TestSession.encode(
                                    ObjectsGrpc.getFindMethod(),
                                    FindRequest.newBuilder().setName("probe").build()))))
                    .build();
            apply(other, new Applied(now, new Command.Frame(session.id(), session.attached(), frame)), effects);
        }
        for (long time = other.nextDeadline(); time != Long.MAX_VALUE; time = other.nextDeadline()) {
            apply(other, new Applied(time, new Command.Tick()), effects);
            assertThat(other.nextDeadline())
                    .as("deadline after the time of the last one")
                    .isGreaterThan(time);
        }
        for (TestSession session : sessions) {
            apply(other, new Applied(now, new Command.EndSession(session.id(), session.attached())), effects);
        }
        apply(other, new Applied(now, new Command.OpenSession(-2, ByteString.EMPTY, "test", Permits.ALL)), effects);
        apply(
                other,
                new Applied(now, unary(-3, ListsGrpc.getOpenMethod(), OpenListRequest.getDefaultInstance())),
                effects);
        return effects.events();
    }

    /** Shows who waits for what, who has it since when, and what is counted. */
    private void askAsPeopleDo(StateMachine other, Recorded effects) {
        List<Command> commands = List.of(
                unary(-7, AdminGrpc.getBlockedMethod(), BlockedRequest.getDefaultInstance()),
                unary(-8, AdminGrpc.getInfoMethod(), InfoRequest.getDefaultInstance()),
                unary(-9, AdminGrpc.getSessionsMethod(), SessionsRequest.getDefaultInstance()));
        commands.forEach(command -> apply(other, new Applied(now, command), effects));
    }

    /** Shows what an object holds, and the numbers that it counts on from. */
    private void addToAndRead(String service, ObjectId id, StateMachine other, Recorded effects) {
        ByteString element = Elements.of("probe");
        List<Command> commands = switch (service) {
            case ListsGrpc.SERVICE_NAME ->
                List.of(
                        unary(
                                -4,
                                ListsGrpc.getAppendMethod(),
                                ListAppendRequest.newBuilder()
                                        .setList(id)
                                        .setElement(element)
                                        .build()),
                        unary(
                                -5,
                                ListsGrpc.getPageMethod(),
                                ListPageRequest.newBuilder().setList(id).build()));
            case DictsGrpc.SERVICE_NAME ->
                List.of(
                        unary(
                                -4,
                                DictsGrpc.getPutMethod(),
                                DictPutRequest.newBuilder()
                                        .setDict(id)
                                        .setKey(element)
                                        .setValue(element)
                                        .build()),
                        unary(
                                -5,
                                DictsGrpc.getPageMethod(),
                                DictPageRequest.newBuilder().setDict(id).build()));
            case QueuesGrpc.SERVICE_NAME ->
                List.of(
                        unary(-4, QueuesGrpc.getPutMethod(), QueueCalls.put(id, element)),
                        unary(-5, QueuesGrpc.getPageMethod(), QueueCalls.page(id, 0, 0)),
                        unary(-6, QueuesGrpc.getPollMethod(), QueueCalls.poll(id, 3)));
            default -> List.of();
        };
        commands.forEach(command -> apply(other, new Applied(now, command), effects));
    }

    private static <Q extends Message> Command unary(long ticket, MethodDescriptor<Q, ?> method, Q request) {
        return new Command.UnaryCall(
                ticket, MethodNumber.of(method.getFullMethodName()), request.toByteString(), Permits.ALL);
    }

    /** What a save method writes. */
    public static ByteString written(java.util.function.Consumer<SnapshotWriter> save) {
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        save.accept(new SnapshotWriter(out));
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteString();
    }

    /** The same limits but for one, by its name. */
    public static Limits with(Limits limits, String name, long value) {
        Limit limit = Arrays.stream(Limit.values())
                .filter(candidate -> candidate.setting().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("a limit " + name));
        return limits.with(limit, value);
    }
}
