package dev.holdall.server.transport;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.holdall.fuzz.FuzzInput;
import dev.holdall.server.key.Accepted;
import dev.holdall.server.state.Attached;
import dev.holdall.server.state.Command;
import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Method;
import dev.holdall.server.state.Permit;
import dev.holdall.server.state.Recorded;
import dev.holdall.server.state.Role;
import dev.holdall.server.state.TestMachine;
import dev.holdall.v1.Attach;
import dev.holdall.v1.Call;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.Guard;
import dev.holdall.v1.Hello;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Opened;
import dev.holdall.v1.Range;
import dev.holdall.v1.Released;
import dev.holdall.v1.Reply;
import dev.holdall.v1.Resume;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.Welcome;
import dev.holdall.wire.Key;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sessions of the real state machine behind real attachments, which send whatever the input says: calls of all methods with requests of all
 * shapes, wrong numbers, acknowledgements, withdrawals, returns and releases of what was never there, noise; streams that break and resume.
 *
 * <p>No exception escapes, no call is answered with a fault of the manager's, no refused or reading call changes an object, what is booked is
 * what is held; and a second machine that gets the same commands is the same, byte for byte, as is one that was saved and loaded.
 */
final class FramesTarget {
    private static final Key KEY = Key.parse("0123456789abcdef".repeat(4));
    private static final int MOST_STEPS = 100;
    private static final int STREAMS = 3;

    private final FuzzInput input;
    private final TestMachine machine = new TestMachine()
            .limit("element-bytes", 2_000)
            .limit("objects", 60)
            .limit("object-elements", 300)
            .limit("total-bytes", 100_000)
            .limit("sessions", 4)
            .limit("window-calls", 40)
            .limit("kept-reply-bytes", 20_000)
            .limit("session-waiters", 8)
            .limit("unary-waiters", 3)
            .limit("request-bytes", 6_000);
    private final List<Method<?, ?>> methods = machine.methods().methods().stream()
            .sorted(Comparator.comparing(Method::toString))
            .toList();
    private final KeyRing keys =
            new KeyRing(List.of(new Accepted(KEY, new Permit("main", KEY.id(), Role.ADMIN, List.of()))));
    private final Map<Integer, Method<?, ?>> byNumber = new HashMap<>();
    private final List<ObjectId> ids = new ArrayList<>();
    /** By service. */
    private final Map<String, List<ObjectId>> own = new HashMap<>();

    private final Stream[] streams = new Stream[STREAMS];
    private final Map<Long, Stream> opening = new HashMap<>();
    private final Map<Long, Stream> live = new HashMap<>();

    private record End(long at, Command command) {}

    private final List<End> ends = new ArrayList<>();
    /** Of the request that is being made. */
    private String service = "";

    private long now;
    private long tickets;
    private int seen;
    private int drawn;

    private FramesTarget(FuzzInput input) {
        this.input = input;
        methods.forEach(method -> byNumber.put(method.number(), method));
    }

    static void run(byte[] bytes) {
        new FramesTarget(new FuzzInput(bytes)).run();
    }

    /** Inputs that make every method's call a few times. */
    static List<byte[]> samples() {
        List<byte[]> samples = new ArrayList<>();
        for (int seed = 1; seed <= 8; seed++) {
            byte[] sample = new byte[500];
            new java.util.Random(seed).nextBytes(sample);
            samples.add(sample);
        }
        return samples;
    }

    private void run() {
        ids.add(ObjectId.getDefaultInstance());
        ids.add(ObjectId.newBuilder().setEpoch(1).setNumber(1).build());
        for (int i = 0; i < STREAMS; i++) {
            streams[i] = new Stream();
            streams[i].open(null);
        }
        for (Method<?, ?> method : methods) {
            if ("Open".equals(method.descriptor().getBareMethodName())) {
                open(method);
            }
        }
        for (int step = 0; step < MOST_STEPS && !input.isUsedUp(); step++) {
            step();
        }
        for (Stream stream : streams) {
            stream.attachment.disconnected();
        }
        settle();
        machine.verify();
    }

    private void step() {
        Stream stream = streams[input.below(STREAMS)];
        if (stream.over && !input.once(4)) {
            stream.resume();
        }
        switch (input.below(16)) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> stream.send(oneCall(stream));
            case 8, 9 -> stream.send(anything(stream));
            case 10 -> unary(input.oneOf(methods));
            case 11 -> pass(input.below(200));
            case 12 -> stream.resume();
            case 13 -> {
                stream.attachment.disconnected();
                settle();
            }
            case 14 -> {
                try {
                    stream.send(
                            ClientFrame.parseFrom(
                                    input.damaged(anything(stream).build().toByteString()))
                                    .toBuilder());
                } catch (InvalidProtocolBufferException e) {
                    // gRPC refuses it.
                }
            }
            default -> {
                if (input.once(4)) {
                    machine.apply(new Command.WithdrawUnary(input.below(20)));
                } else {
                    pass(input.below(200) * 1_000L);
                }
                settle();
            }
        }
    }

    // What is sent -----------------------------------------------------------------------------------------------

    private ClientFrame.Builder oneCall(Stream stream) {
        return ClientFrame.newBuilder().setFirstSeq(stream.nextSeq++).addCalls(call(input.oneOf(methods)));
    }

    private Call.Builder call(Method<?, ?> method) {
        Call.Builder call = Call.newBuilder()
                .setMethod(input.once(40) ? (int) input.number() : method.number())
                .setRequest(request(method))
                .setThread(input.below(3));
        if (input.once(12)) {
            call.setGuard(Guard.newBuilder().setLock(id()).setToken(input.number()));
        }
        if (input.once(12)) {
            call.setThreadName(input.text(100)).setSite(input.text(200));
        }
        return call;
    }

    private ClientFrame.Builder anything(Stream stream) {
        ClientFrame.Builder frame = ClientFrame.newBuilder();
        int calls = input.below(4);
        if (calls > 0) {
            frame.setFirstSeq(input.once(4) ? input.number() : stream.nextSeq);
            for (int i = 0; i < calls; i++) {
                frame.addCalls(call(input.oneOf(methods)));
            }
            stream.nextSeq += calls;
        }
        if (input.once(3)) {
            frame.getAcknowledgedBuilder().setBelow(seq(stream));
            for (int left = input.below(3); left > 0; left--) {
                frame.getAcknowledgedBuilder()
                        .addRanges(Range.newBuilder().setFirst(seq(stream)).setLast(seq(stream)));
            }
        }
        for (int left = input.below(3); left > 0; left--) {
            frame.addWithdrawn(seq(stream));
        }
        if (input.once(2)) {
            frame.setNote(input.once(6) ? input.number() : stream.nextNote++);
            for (int left = input.below(3); left > 0; left--) {
                frame.addGiveBack(seq(stream));
            }
            for (int left = input.below(3); left > 0; left--) {
                frame.addReleased(Released.newBuilder().setObject(id()).setDeliveries(input.number()));
            }
        }
        return frame.setResumed(input.once(8)).setGoodbye(input.once(30));
    }

    private long seq(Stream stream) {
        return input.once(6) ? input.number() : Math.max(0, stream.nextSeq - input.below(12));
    }

    private ObjectId id() {
        return ids.get(input.octet() % ids.size());
    }

    /** Mostly of the service that the request is for. */
    private ObjectId id(String service) {
        List<ObjectId> fitting = own.getOrDefault(service, List.of());
        return fitting.isEmpty() || input.once(12) ? id() : input.oneOf(fitting);
    }

    private ByteString request(Method<?, ?> method) {
        service = method.descriptor().getServiceName();
        ByteString request = message(builder(method), 0).toByteString();
        return input.once(16) ? input.damaged(request) : request;
    }

    private static Message.Builder builder(Method<?, ?> method) {
        return ((Message) ((PrototypeMarshaller<?>) method.descriptor().getRequestMarshaller()).getMessagePrototype())
                .newBuilderForType();
    }

    private Message message(Message.Builder builder, int depth) {
        if (builder instanceof ObjectId.Builder) {
            return id(service);
        }
        for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
            if (field.isRepeated()) {
                for (int left = input.below(4); left > 0 && depth < 4; left--) {
                    builder.addRepeatedField(field, value(builder, field, depth));
                }
            } else if (field.getJavaType() == JavaType.MESSAGE ? depth < 4 && !input.once(20) : !input.once(3)) {
                builder.setField(field, value(builder, field, depth));
            }
        }
        return builder.build();
    }

    private Object value(Message.Builder builder, FieldDescriptor field, int depth) {
        return switch (field.getJavaType()) {
            case INT -> (int) input.number();
            case LONG -> input.number();
            case FLOAT -> (float) input.number();
            case DOUBLE -> (double) input.number();
            case BOOLEAN -> input.once(2);
            case STRING -> input.once(3) ? input.text(20) : "o" + input.below(12);
            case BYTE_STRING -> element();
            case ENUM -> constant(field.getEnumType());
            case MESSAGE -> message(builder.newBuilderForField(field), depth + 1);
        };
    }

    private Object constant(EnumDescriptor type) {
        return input.once(6)
                ? type.findValueByNumberCreatingIfUnknown((int) input.number())
                : input.oneOf(type.getValues());
    }

    private ByteString element() {
        return switch (input.below(8)) {
            case 0 -> Elements.NULL;
            case 1, 2, 3 -> Elements.of((int) input.number());
            case 4 -> Elements.of("a".repeat(input.octet()));
            case 5 -> Elements.of(id(), input.oneOf(methods).descriptor().getServiceName());
            case 6 -> input.damaged(Elements.of("b".repeat(input.octet())));
            default -> input.octets(40);
        };
    }

    private static Message openRequest(Method<?, ?> method) {
        Message.Builder open = builder(method);
        for (FieldDescriptor field : open.getDescriptorForType().getFields()) {
            switch (field.getName()) {
                case "name" -> open.setField(field, method.descriptor().getServiceName());
                case "initial" -> {
                    if (method.descriptor().getServiceName().endsWith("Values")) {
                        open.setField(field, Elements.NULL);
                    }
                }
                default -> {
                    if (field.getName().equals("length")) {
                        open.setField(field, 4L);
                    } else if (field.getJavaType() == JavaType.INT && !field.isRepeated()) {
                        open.setField(field, 2);
                    } else if (field.getJavaType() == JavaType.ENUM
                            && method.descriptor().getServiceName().endsWith("Arrays")) {
                        open.setField(field, field.getEnumType().getValues().get(3));
                    }
                }
            }
        }
        return open.build();
    }

    // What comes of it -------------------------------------------------------------------------------------------

    private void unary(Method<?, ?> method) {
        machine.apply(new Command.UnaryCall(
                ++tickets,
                method.number(),
                request(method),
                keys.permits().iterator().next()));
        settle();
    }

    private void open(Method<?, ?> method) {
        machine.apply(new Command.UnaryCall(
                ++tickets,
                method.number(),
                openRequest(method).toByteString(),
                keys.permits().iterator().next()));
        List<Recorded.Event> events = machine.recorded().events();
        Reply reply = checked((Reply) events.get(events.size() - 1).what());
        try {
            ObjectId id = Opened.parseFrom(reply.getReply()).getId();
            if (!reply.hasError()) {
                ids.add(id);
                own.computeIfAbsent(method.descriptor().getServiceName(), name -> new ArrayList<>())
                        .add(id);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
        settle();
    }

    private void pass(long millis) {
        now += millis;
        machine.advance(Duration.ofMillis(millis));
        for (End end : List.copyOf(ends)) {
            if (end.at() <= now) {
                ends.remove(end);
                machine.apply(end.command());
            }
        }
        settle();
    }

    /** Hands over the effects of all that was applied, as the transport does, later. */
    private void settle() {
        List<Recorded.Event> events = machine.recorded().events();
        for (; seen < events.size(); seen++) {
            Recorded.Event event = events.get(seen);
            switch (event.kind()) {
                case "opened" -> opened(event.to(), (Attached) event.what());
                case "session-refused" -> opening.remove(event.to()).attachment.refused((Error) event.what());
                case "ended" -> live.remove(event.to());
                case "reply" -> {
                    Reply reply = checked((Reply) event.what());
                    Stream stream = live.get(event.to());
                    if (stream != null) {
                        stream.attachment.reply(reply);
                        stream.note(reply);
                    }
                }
                case "unary" -> note(checked((Reply) event.what()));
                case "resend" -> {
                    Stream stream = live.get(event.to());
                    if (stream != null) {
                        stream.attachment.resend((Long) event.what());
                        stream.nextSeq = (Long) event.what();
                    }
                }
                case "violation" -> {
                    Stream stream = live.get(event.to());
                    if (stream != null) {
                        stream.attachment.refused((Error) event.what());
                    }
                }
                default -> throw new AssertionError("the machine itself failed: " + event);
            }
        }
        for (Stream stream : streams) {
            if (stream != null) {
                stream.attachment.flush();
            }
        }
    }

    private void opened(long token, Attached attached) {
        Stream stream = opening.remove(token);
        Stream before = live.put(attached.session(), stream);
        if (before != null && before != stream) {
            before.attachment.superseded();
        }
        stream.session = attached.session();
        stream.nextSeq = attached.nextSeq();
        stream.nextNote = attached.lastNote() + 1;
        stream.attachment.opened(attached);
    }

    private static Reply checked(Reply reply) {
        if (reply.getError().getCode() == Code.INTERNAL) {
            throw new AssertionError("a call was answered with a fault of the manager's: " + reply.getError());
        }
        return reply;
    }

    /** Objects that replies name are asked about from now on. */
    private void note(Reply reply) {
        try {
            // Those that name one have it first.
            ObjectId id = Opened.parseFrom(reply.getReply()).getId();
            if (id.getEpoch() != 0 && ids.size() < 100 && !ids.contains(id)) {
                ids.add(id);
            }
        } catch (InvalidProtocolBufferException e) {
            // Another kind of reply.
        }
    }

    private final class Stream implements Attachment.Actions {
        private Attachment attachment = attachment();
        private boolean over;
        private long session;
        private ByteString secret = ByteString.EMPTY;
        private long nextSeq = 1;
        private long nextNote = 1;
        private ByteString managerNonce = ByteString.EMPTY;

        private Attachment attachment() {
            return new Attachment(
                    keys,
                    ByteString.EMPTY,
                    machine.limits(),
                    new Grace(10_000, 60_000),
                    "fuzz",
                    ++tickets,
                    FramesTarget.this::draw,
                    this);
        }

        void open(Resume resume) {
            over = false;
            attachment = attachment();
            ByteString nonce = draw();
            received(ClientFrame.newBuilder()
                    .setHello(Hello.newBuilder().setProtocol(1).setNonce(nonce)));
            Attach.Builder attach =
                    Attach.newBuilder().setProof(KEY.proof(Key.Side.CLIENT, nonce, managerNonce, ByteString.EMPTY));
            if (resume != null) {
                attach.setResume(resume);
            }
            received(ClientFrame.newBuilder().setAttach(attach));
        }

        void resume() {
            boolean right = !input.once(5);
            open(
                    input.once(6)
                            ? null
                            : Resume.newBuilder()
                                    .setSession(right ? session : input.number())
                                    .setSecret(right ? secret : input.octets(20))
                                    .build());
        }

        void send(ClientFrame.Builder frame) {
            boolean callOnly = frame.getCallsCount() == 1
                    && frame.getWithdrawnCount() == 0
                    && !frame.hasAcknowledged()
                    && frame.getNote() == 0
                    && !frame.getGoodbye();
            ByteString before = callOnly ? machine.objects() : ByteString.EMPTY;
            int answered = seen;
            received(frame);
            if (callOnly && refusedOrRead(frame.getCalls(0), answered)) {
                if (!machine.objects().equals(before)) {
                    throw new AssertionError("objects changed by a call that was refused or reads: "
                            + byNumber.get(frame.getCalls(0).getMethod()) + " " + frame);
                }
            }
        }

        private boolean refusedOrRead(Call call, int from) {
            Method<?, ?> method = byNumber.get(call.getMethod());
            List<Recorded.Event> events = machine.recorded().events();
            boolean refused = from < events.size()
                    && events.subList(from, events.size()).stream()
                            .allMatch(event -> event.kind().equals("reply")
                                    && event.what() instanceof Reply reply
                                    && reply.hasError());
            return refused
                    || method != null
                            && method.traits().getEffect() == dev.holdall.v1.Effect.READ
                            && !method.traits().getMayPark();
        }

        private void received(ClientFrame.Builder frame) {
            attachment.received(frame.build());
            settle();
        }

        void note(Reply reply) {
            FramesTarget.this.note(reply);
        }

        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public void send(ServerFrame frame) {
            if (over) {
                throw new AssertionError("sent after the end: " + frame);
            }
            if (frame.hasChallenge()) {
                managerNonce = frame.getChallenge().getNonce();
            }
            Welcome welcome = frame.getWelcome();
            if (frame.hasWelcome()) {
                secret = welcome.getSecret();
            }
        }

        @Override
        public void submit(Command command) {
            if (command instanceof Command.OpenSession open) {
                opening.put(open.token(), this);
            } else if (command instanceof Command.ResumeSession resume) {
                opening.put(resume.token(), this);
            }
            machine.apply(command);
        }

        @Override
        public void vanished(long gone, long attached, long graceMillis) {
            Command end = new Command.EndSession(gone, attached);
            if (graceMillis == 0) {
                machine.apply(end);
            } else {
                live.remove(gone, this);
                ends.add(new End(now + graceMillis, end));
            }
        }

        @Override
        public void finish() {
            end();
        }

        @Override
        public void fail(Error error) {
            end();
        }

        @Override
        public void reject(Error error) {
            throw new AssertionError("the proof was right");
        }

        private void end() {
            if (over) {
                throw new AssertionError("ended twice");
            }
            over = true;
        }
    }

    private ByteString draw() {
        byte[] nonce = new byte[32];
        nonce[0] = (byte) ++drawn;
        nonce[1] = (byte) (drawn >> 8);
        return ByteString.copyFrom(nonce);
    }
}
