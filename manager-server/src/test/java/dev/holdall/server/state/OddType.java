package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.Effect;
import dev.holdall.v1.ListSizeReply;
import dev.holdall.v1.ListSizeRequest;
import dev.holdall.v1.ListsProto;
import dev.holdall.v1.MethodProto;
import dev.holdall.v1.ObjectsProto;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.Opened;
import dev.holdall.v1.Traits;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;

/** A type of which everything goes wrong that can, and one that has what no built-in type has: methods of a session. */
public final class OddType implements ObjectType<OddType.Counter> {
    private static final String SERVICE = "holdall.test.Odd";

    private static final Descriptors.ServiceDescriptor DESCRIPTOR = describe();

    public static final MethodDescriptor<OpenListRequest, Opened> OPEN =
            method("Open", OpenListRequest.getDefaultInstance(), Opened.getDefaultInstance());
    /** Belongs to a session. */
    public static final MethodDescriptor<ListSizeRequest, ListSizeReply> OWN = counting("Own");
    /** Reads, and concerns the manager as a whole. */
    public static final MethodDescriptor<ListSizeRequest, ListSizeReply> GOVERN = counting("Govern");
    /** Adds 1, then throws. */
    public static final MethodDescriptor<ListSizeRequest, ListSizeReply> FAIL = counting("Fail");
    /** Neither replies nor parks. */
    public static final MethodDescriptor<ListSizeRequest, ListSizeReply> KEEP_SILENT = counting("KeepSilent");
    /** Parks, and throws when it is tried again. */
    public static final MethodDescriptor<ListSizeRequest, ListSizeReply> FAIL_LATER = counting("FailLater");
    /** Parks, and neither replies nor parks when it is tried again. */
    public static final MethodDescriptor<ListSizeRequest, ListSizeReply> KEEP_SILENT_LATER =
            counting("KeepSilentLater");
    /** Adds 1 and wakes. */
    public static final MethodDescriptor<ListSizeRequest, ListSizeReply> POKE = counting("Poke");
    /** Grants what cannot be given back. */
    public static final MethodDescriptor<ListSizeRequest, ListSizeReply> GRANT = counting("Grant");

    /** Asks to be told in a second; adds 1 then, and wakes. */
    public static final MethodDescriptor<ListSizeRequest, ListSizeReply> ALARM = counting("Alarm");
    /** Asks to be told in a second, and then again and again at times that have passed; adds 1 each time. */
    public static final MethodDescriptor<ListSizeRequest, ListSizeReply> ALARM_AGAIN = counting("AlarmAgain");
    /** Asks to be told in a second, and throws then. */
    public static final MethodDescriptor<ListSizeRequest, ListSizeReply> ALARM_AND_FAIL = counting("AlarmAndFail");
    /** Asks no more to be told. */
    public static final MethodDescriptor<ListSizeRequest, ListSizeReply> NO_ALARM = counting("NoAlarm");
    /** Waits a second for the count to be more than 0; 0 if it was not. */
    public static final MethodDescriptor<ListSizeRequest, ListSizeReply> WAIT_A_SECOND = counting("WaitASecond");

    /** Clears a terminal, and begins a line. */
    static final String HOSTILE = "\u001b[2J\nnobody waits";

    private static final long SECOND = 1_000_000_000;
    private static final long AGAIN = 1;
    private static final long FAILING = 2;

    static final class Counter implements StoredObject {
        private long count;
        private long atAlarm;

        @Override
        public long elements() {
            return count;
        }

        @Override
        public long bytes() {
            return count;
        }

        @Override
        public void watch(Watcher watcher) {
            // There are no elements.
        }

        @Override
        public void save(SnapshotWriter out) {
            out.number(count);
            out.number(atAlarm);
        }
    }

    @Override
    public String service() {
        return SERVICE;
    }

    @Override
    public Class<Counter> stateClass() {
        return Counter.class;
    }

    @Override
    public Counter load(SnapshotReader in, SipHash hash) {
        Counter counter = new Counter();
        counter.count = in.number();
        counter.atAlarm = in.number();
        return counter;
    }

    /** Tells what a program could have said, as no type should. */
    @Override
    public void describeWaits(Counter counter, WaitDescription out) {
        out.state("count " + counter.count + HOSTILE);
        out.waitsFor(1, "a poke" + HOSTILE);
        out.heldBy(new Holding(0, 0, "owner" + HOSTILE, "has it" + HOSTILE, 1, 0, null));
    }

    @Override
    public void alarm(Counter counter, CallContext call) {
        if (counter.atAlarm == FAILING) {
            throw new IllegalStateException("odd");
        }
        counter.count++;
        call.wake(1);
        if (counter.atAlarm == AGAIN) {
            call.alarmAt(call.now() - SECOND);
        }
    }

    private static ListSizeReply setAlarm(Counter counter, long atAlarm, CallContext call) {
        counter.atAlarm = atAlarm;
        call.alarmAt(call.now() + SECOND);
        return reply(counter);
    }

    @Override
    public void bind(Binder<Counter> binder) {
        binder.open(OPEN, OpenListRequest::getName, (request, call) -> new Counter(), (counter, request) -> true)
                .on(OWN, ListSizeRequest::getList, (counter, request, call) -> reply(counter))
                .on(GOVERN, ListSizeRequest::getList, (counter, request, call) -> reply(counter))
                .on(FAIL, ListSizeRequest::getList, (counter, request, call) -> {
                    counter.count++;
                    throw new IllegalStateException("odd");
                })
                .on(ALARM, ListSizeRequest::getList, (counter, request, call) -> setAlarm(counter, 0, call))
                .on(ALARM_AGAIN, ListSizeRequest::getList, (counter, request, call) -> setAlarm(counter, AGAIN, call))
                .on(
                        ALARM_AND_FAIL,
                        ListSizeRequest::getList,
                        (counter, request, call) -> setAlarm(counter, FAILING, call))
                .on(NO_ALARM, ListSizeRequest::getList, (counter, request, call) -> {
                    call.alarmAt(Long.MAX_VALUE);
                    return reply(counter);
                })
                .parking(
                        WAIT_A_SECOND,
                        ListSizeRequest::getList,
                        request -> SECOND,
                        (counter, request, call) -> counter.count == 0 ? call.park(1) : reply(counter),
                        ListSizeReply.getDefaultInstance())
                .on(KEEP_SILENT, ListSizeRequest::getList, (counter, request, call) -> null)
                .on(POKE, ListSizeRequest::getList, (counter, request, call) -> {
                    counter.count++;
                    call.wake(1);
                    return reply(counter);
                })
                .on(GRANT, ListSizeRequest::getList, (counter, request, call) -> {
                    call.grant(ByteString.copyFromUtf8("never back"));
                    return reply(counter);
                })
                .parking(
                        FAIL_LATER,
                        ListSizeRequest::getList,
                        request -> Long.MAX_VALUE,
                        (counter, request, call) -> {
                            if (counter.count == 0) {
                                return call.park(1);
                            }
                            throw new IllegalStateException("odd");
                        },
                        ListSizeReply.getDefaultInstance())
                .parking(
                        KEEP_SILENT_LATER,
                        ListSizeRequest::getList,
                        request -> Long.MAX_VALUE,
                        (counter, request, call) -> counter.count == 0 ? call.park(1) : null,
                        ListSizeReply.getDefaultInstance());
    }

    private static ListSizeReply reply(Counter counter) {
        return ListSizeReply.newBuilder().setSize(counter.count).build();
    }

    private static MethodDescriptor<ListSizeRequest, ListSizeReply> counting(String name) {
        return method(name, ListSizeRequest.getDefaultInstance(), ListSizeReply.getDefaultInstance());
    }

    private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> method(
            String name, Q request, R reply) {
        return MethodDescriptor.<Q, R>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(SERVICE + "/" + name)
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(reply))
                .setSchemaDescriptor(new Schema(name))
                .build();
    }

    private record Schema(String method) implements ProtoMethodDescriptorSupplier {
        @Override
        public Descriptors.MethodDescriptor getMethodDescriptor() {
            return DESCRIPTOR.findMethodByName(method);
        }

        @Override
        public Descriptors.ServiceDescriptor getServiceDescriptor() {
            return DESCRIPTOR;
        }

        @Override
        public Descriptors.FileDescriptor getFileDescriptor() {
            return DESCRIPTOR.getFile();
        }
    }

    private static Descriptors.ServiceDescriptor describe() {
        ServiceDescriptorProto.Builder service =
                ServiceDescriptorProto.newBuilder().setName("Odd");
        service.addMethod(declare("Open", "OpenListRequest", "Opened", Effect.GROW, false));
        service.addMethod(declare("Own", "ListSizeRequest", "ListSizeReply", Effect.SESSION, false));
        service.addMethod(declare("Govern", "ListSizeRequest", "ListSizeReply", Effect.READ, false));
        for (String name :
                new String[] {"Fail", "KeepSilent", "Poke", "Grant", "Alarm", "AlarmAgain", "AlarmAndFail", "NoAlarm"
                }) {
            service.addMethod(declare(name, "ListSizeRequest", "ListSizeReply", Effect.GROW, false));
        }
        for (String name : new String[] {"FailLater", "KeepSilentLater", "WaitASecond"}) {
            service.addMethod(declare(name, "ListSizeRequest", "ListSizeReply", Effect.GROW, true));
        }
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("odd.proto")
                .setSyntax("proto3")
                .setPackage("holdall.test")
                .addDependency(ListsProto.getDescriptor().getName())
                .addDependency(ObjectsProto.getDescriptor().getName())
                .addDependency(MethodProto.getDescriptor().getName())
                .addService(service)
                .build();
        try {
            return Descriptors.FileDescriptor.buildFrom(file, new Descriptors.FileDescriptor[] {
                        ListsProto.getDescriptor(), ObjectsProto.getDescriptor(), MethodProto.getDescriptor()
                    })
                    .findServiceByName("Odd");
        } catch (Descriptors.DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodDescriptorProto declare(
            String name, String request, String reply, Effect effect, boolean mayPark) {
        return MethodDescriptorProto.newBuilder()
                .setName(name)
                .setInputType(".holdall.v1." + request)
                .setOutputType(".holdall.v1." + reply)
                .setOptions(MethodOptions.newBuilder()
                        .setExtension(
                                MethodProto.traits,
                                Traits.newBuilder()
                                        .setEffect(effect)
                                        .setMayPark(mayPark)
                                        .setAdmin(name.equals("Govern"))
                                        .build()))
                .build();
    }
}
