package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.holdall.v1.Acknowledged;
import dev.holdall.v1.Call;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Error;
import dev.holdall.v1.Guard;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Range;
import dev.holdall.v1.Released;
import dev.holdall.wire.MethodNumber;
import io.grpc.MethodDescriptor;

/** A client's session of a {@link TestMachine}. */
public final class TestSession {
    private final TestMachine machine;
    private final long id;
    private final long attached;
    private final ByteString secret;
    private long nextSeq = 1;
    private int thread;
    private long lastNote;
    private String threadName = "";
    private String site = "";

    TestSession(TestMachine machine, long id, long attached, ByteString secret) {
        this.machine = machine;
        this.id = id;
        this.attached = attached;
        this.secret = secret;
    }

    /** Another stream speaks for the session. What this one says is not heard any more. */
    TestSession resume() {
        TestSession resumed =
                new TestSession(machine, id, machine.resume(id, secret).attached(), secret);
        resumed.nextSeq = nextSeq;
        resumed.lastNote = lastNote;
        resumed.thread = thread;
        return resumed;
    }

    ByteString secret() {
        return secret;
    }

    public long id() {
        return id;
    }

    /** The number of the next call. */
    public long nextSeq() {
        return nextSeq;
    }

    long attached() {
        return attached;
    }

    /** The calls from here on come from the client's thread of this number. */
    public TestSession thread(int number) {
        thread = number;
        return this;
    }

    /** The calls from here on come from a thread of this name, and from this place in the program. */
    public TestSession named(String name, String callSite) {
        threadName = name;
        site = callSite;
        return this;
    }

    /** Makes a call that may park. */
    public <Q extends Message, R extends Message> Pending<R> start(MethodDescriptor<Q, R> method, Q request) {
        return start(encode(method, request).toBuilder(), method);
    }

    /** Makes a call that is guarded and may park. */
    public <Q extends Message, R extends Message> Pending<R> start(
            MethodDescriptor<Q, R> method, Q request, Guard guard) {
        return start(encode(method, request).toBuilder().setGuard(guard), method);
    }

    private <R extends Message> Pending<R> start(Call.Builder call, MethodDescriptor<?, R> method) {
        Pending<R> pending = pending(method, nextSeq);
        machine.checkedCall(
                method,
                pending,
                () -> send(ClientFrame.newBuilder()
                        .setFirstSeq(nextSeq++)
                        .addCalls(
                                call.setThread(thread).setThreadName(threadName).setSite(site))));
        return pending;
    }

    /** The call of this number, which the caller sends himself. */
    public <R extends Message> Pending<R> pending(MethodDescriptor<?, R> method, long seq) {
        return new Pending<>(method, new CallId(id, seq), machine.answers(new CallId(id, seq)));
    }

    /** Makes a call that is done at once. */
    public <Q extends Message, R extends Message> R call(MethodDescriptor<Q, R> method, Q request) {
        return start(method, request).reply();
    }

    /** Makes a call that is refused at once. */
    public <Q extends Message, R extends Message> Error refused(MethodDescriptor<Q, R> method, Q request) {
        return start(method, request).error();
    }

    /** Calls were sent by {@link #send}: the next number follows them. */
    public void skipTo(long seq) {
        nextSeq = seq;
    }

    public static <Q extends Message> Call encode(MethodDescriptor<Q, ?> method, Q request) {
        return Call.newBuilder()
                .setMethod(MethodNumber.of(method.getFullMethodName()))
                .setRequest(request.toByteString())
                .build();
    }

    public void send(ClientFrame.Builder frame) {
        if (frame.getNote() == 0
                && (frame.getGiveBackCount() > 0 || frame.getUndecodableCount() > 0 || frame.getReleasedCount() > 0)) {
            frame.setNote(++lastNote);
        }
        machine.apply(new Command.Frame(id, attached, frame.build()));
    }

    public void acknowledge(Pending<?>... calls) {
        Acknowledged.Builder acknowledged = Acknowledged.newBuilder();
        for (Pending<?> call : calls) {
            acknowledged.addRanges(Range.newBuilder().setFirst(call.seq()).setLast(call.seq()));
        }
        send(ClientFrame.newBuilder().setAcknowledged(acknowledged));
    }

    public void acknowledgeBelow(long seq) {
        send(ClientFrame.newBuilder().setAcknowledged(Acknowledged.newBuilder().setBelow(seq)));
    }

    /** Nobody waits for these answers any more. */
    public void giveBack(Pending<?>... calls) {
        ClientFrame.Builder frame = ClientFrame.newBuilder();
        for (Pending<?> call : calls) {
            frame.addGiveBack(call.seq());
        }
        send(frame);
    }

    /** Nobody could read these answers. */
    public void undecodable(Pending<?>... calls) {
        ClientFrame.Builder frame = ClientFrame.newBuilder();
        for (Pending<?> call : calls) {
            frame.addUndecodable(call.seq());
        }
        send(frame);
    }

    /** Releases replies that named an object. */
    public void release(ObjectId object, long deliveries) {
        send(ClientFrame.newBuilder()
                .addReleased(Released.newBuilder().setObject(object).setDeliveries(deliveries)));
    }

    public void withdraw(Pending<?>... calls) {
        ClientFrame.Builder frame = ClientFrame.newBuilder();
        for (Pending<?> call : calls) {
            frame.addWithdrawn(call.seq());
        }
        send(frame);
    }

    public void end() {
        machine.apply(new Command.EndSession(id, attached));
    }
}
