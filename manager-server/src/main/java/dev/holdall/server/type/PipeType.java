package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import dev.holdall.server.state.Binder;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.Refusal;
import dev.holdall.server.state.WaitDescription;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.server.type.PipeState.End;
import dev.holdall.v1.Code;
import dev.holdall.v1.OpenPipeRequest;
import dev.holdall.v1.PipeAttachReply;
import dev.holdall.v1.PipeAttachRequest;
import dev.holdall.v1.PipeCloseReply;
import dev.holdall.v1.PipeCloseRequest;
import dev.holdall.v1.PipeClosed;
import dev.holdall.v1.PipeEnd;
import dev.holdall.v1.PipePollReply;
import dev.holdall.v1.PipePollRequest;
import dev.holdall.v1.PipeReceiveReply;
import dev.holdall.v1.PipeReceiveRequest;
import dev.holdall.v1.PipeSendReply;
import dev.holdall.v1.PipeSendRequest;
import dev.holdall.v1.PipesGrpc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pipes: {@code pipes.proto}. */
public final class PipeType implements ObjectType<PipeState> {

    @Override
    public String service() {
        return PipesGrpc.SERVICE_NAME;
    }

    @Override
    public Class<PipeState> stateClass() {
        return PipeState.class;
    }

    @Override
    public PipeState load(SnapshotReader in, SipHash hash) {
        return PipeState.load(in);
    }

    @Override
    public void bind(Binder<PipeState> binder) {
        binder.open(
                        PipesGrpc.getOpenMethod(),
                        OpenPipeRequest::getName,
                        (request, call) -> new PipeState(request.getOneWay(), capacity(request)),
                        (pipe, request) ->
                                pipe.isOneWay() == request.getOneWay() && pipe.capacity() == capacity(request))
                .on(PipesGrpc.getAttachMethod(), PipeAttachRequest::getPipe, this::attach)
                .on(PipesGrpc.getCloseMethod(), PipeCloseRequest::getPipe, this::close)
                .parking(
                        PipesGrpc.getSendMethod(),
                        PipeSendRequest::getPipe,
                        request -> Waits.nanos(request.getWait()),
                        this::send,
                        PipeSendReply.getDefaultInstance())
                .parking(
                        PipesGrpc.getReceiveMethod(),
                        PipeReceiveRequest::getPipe,
                        request -> Waits.nanos(request.getWait()),
                        this::receive,
                        PipeReceiveReply.getDefaultInstance())
                .parking(
                        PipesGrpc.getPollMethod(),
                        PipePollRequest::getPipe,
                        request -> Waits.nanos(request.getWait()),
                        this::poll,
                        PipePollReply.getDefaultInstance());
    }

    private static long capacity(OpenPipeRequest request) {
        return Integer.toUnsignedLong(request.getCapacity());
    }

    // Ends -------------------------------------------------------------------------------------------------------

    private static End end(PipeState pipe, PipeEnd end) {
        return switch (end) {
            case FIRST -> pipe.first();
            case SECOND -> pipe.second();
            case UNRECOGNIZED ->
                throw Refusal.invalid("a pipe has a first and a second end; the number of another one was given");
        };
    }

    /** Refuses who may not use an end, because it is somebody else's. */
    private static void admit(End end, CallContext call) {
        long session = call.caller().session();
        if (session == PipeState.NOBODY) {
            throw new Refusal(
                    Code.SESSION_REQUIRED, "an end of a pipe belongs to a session, and a unary call has none");
        }
        if (end.session() != PipeState.NOBODY && end.session() != session) {
            throw new Refusal(
                    Code.MISMATCH,
                    "another process uses this end of the pipe: an end belongs to the first that uses it");
        }
    }

    private static void attach(End end, CallContext call) {
        if (end.session() == PipeState.NOBODY) {
            long session = call.caller().session();
            end.attach(session);
            call.own(session);
        }
    }

    private PipeAttachReply attach(PipeState pipe, PipeAttachRequest request, CallContext call) {
        End end = end(pipe, request.getEnd());
        if (end.isClosed()) {
            return PipeAttachReply.newBuilder()
                    .setClosed(PipeClosed.THIS_END_CLOSED)
                    .build();
        }
        admit(end, call);
        attach(end, call);
        return PipeAttachReply.getDefaultInstance();
    }

    private PipeCloseReply close(PipeState pipe, PipeCloseRequest request, CallContext call) {
        End end = end(pipe, request.getEnd());
        if (!end.isClosed()) {
            admit(end, call);
            long session = end.session();
            close(end, call);
            if (end.other().isClosed() || end.other().session() != session) {
                call.disown(session);
            }
        }
        return PipeCloseReply.getDefaultInstance();
    }

    /** Whoever waits at either end goes on: at this one there is nothing to wait for, at the other one nothing more will come. */
    private static void close(End end, CallContext call) {
        end.close();
        for (End each : List.of(end, end.other())) {
            call.wakeEach(each.message());
            call.wakeEach(each.room());
            call.wakeEach(each.readiness());
        }
    }

    @Override
    public void sessionEnded(PipeState pipe, long session, CallContext call) {
        for (End end : List.of(pipe.first(), pipe.second())) {
            if (end.session() == session && !end.isClosed()) {
                close(end, call);
            }
        }
    }

    // Messages ---------------------------------------------------------------------------------------------------

    private @Nullable PipeSendReply send(PipeState pipe, PipeSendRequest request, CallContext call) {
        End end = end(pipe, request.getEnd());
        ByteString message = call.element(request.getMessage());
        if (pipe.isOneWay() && end == pipe.first()) {
            throw new Refusal(Code.MISMATCH, "nothing is sent from the first end of a pipe that goes one way");
        }
        if (end.isClosed()) {
            return PipeSendReply.newBuilder()
                    .setClosed(PipeClosed.THIS_END_CLOSED)
                    .build();
        }
        admit(end, call);
        End to = end.other();
        if (to.isClosed()) {
            return PipeSendReply.newBuilder()
                    .setClosed(PipeClosed.OTHER_END_CLOSED)
                    .build();
        }
        if (!pipe.hasRoom(to) || call.othersWaitIn(to.room())) {
            @Nullable PipeSendReply parked = call.park(to.room());
            attach(end, call);
            return parked;
        }
        call.admit(1, message.size());
        attach(end, call);
        to.add(message);
        call.wake(to.message());
        call.wakeEach(to.readiness());
        return PipeSendReply.newBuilder().setSent(true).build();
    }

    private @Nullable PipeReceiveReply receive(PipeState pipe, PipeReceiveRequest request, CallContext call) {
        End end = end(pipe, request.getEnd());
        if (pipe.isOneWay() && end == pipe.second()) {
            throw new Refusal(Code.MISMATCH, "nothing is received at the second end of a pipe that goes one way");
        }
        if (end.isClosed()) {
            return PipeReceiveReply.newBuilder()
                    .setClosed(PipeClosed.THIS_END_CLOSED)
                    .build();
        }
        admit(end, call);
        if (call.othersWaitIn(end.message())) {
            throw new Refusal(Code.MISMATCH, "another thread receives at this end of the pipe: an end has one reader");
        }
        long next = end.next();
        if (next == 0 && end.other().isClosed()) {
            attach(end, call);
            return PipeReceiveReply.newBuilder()
                    .setClosed(PipeClosed.OTHER_END_CLOSED)
                    .build();
        }
        if (next == 0) {
            @Nullable PipeReceiveReply parked = call.park(end.message());
            attach(end, call);
            return parked;
        }
        attach(end, call);
        ByteString message = end.take(next);
        call.grant(granted(end.index(), next, message));
        call.wake(end.room());
        return PipeReceiveReply.newBuilder().setMessage(message).build();
    }

    private @Nullable PipePollReply poll(PipeState pipe, PipePollRequest request, CallContext call) {
        End end = end(pipe, request.getEnd());
        return end.isReady() ? PipePollReply.newBuilder().setReady(true).build() : call.park(end.readiness());
    }

    // What was handed over ---------------------------------------------------------------------------------------

    private static ByteString granted(int end, long number, ByteString message) {
        byte[] bytes = new byte
                [CodedOutputStream.computeUInt64SizeNoTag(end)
                        + CodedOutputStream.computeUInt64SizeNoTag(number)
                        + CodedOutputStream.computeBytesSizeNoTag(message)];
        SnapshotWriter out = new SnapshotWriter(CodedOutputStream.newInstance(bytes));
        out.number(end);
        out.number(number);
        out.bytes(message);
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    @Override
    public void giveBack(PipeState pipe, ByteString granted, CallContext call) {
        SnapshotReader in = new SnapshotReader(granted.newCodedInput());
        End end = in.number() == 0 ? pipe.first() : pipe.second();
        end.giveBack(in.number(), in.bytes());
        call.wake(end.message());
        call.wakeEach(end.readiness());
    }

    @Override
    public void describeWaits(PipeState pipe, WaitDescription out) {
        out.state(state("first", pipe.first()) + ", " + state("second", pipe.second()));
        for (End end : List.of(pipe.first(), pipe.second())) {
            String which = end == pipe.first() ? "first" : "second";
            out.waitsFor(end.message(), "a message at the " + which + " end");
            out.waitsFor(end.readiness(), "something to receive at the " + which + " end");
            out.waitsFor(end.room(), "room at the " + which + " end");
        }
    }

    private static String state(String which, End end) {
        String use = end.isClosed() ? "closed" : end.session() == PipeState.NOBODY ? "not used yet" : "open";
        return which + " end " + use + " with " + end.size() + (end.size() == 1 ? " message" : " messages");
    }
}
