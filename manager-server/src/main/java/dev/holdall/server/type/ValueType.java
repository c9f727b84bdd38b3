package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Binder;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.StoredObject;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.OpenValueRequest;
import dev.holdall.v1.ValueCompareAndSetReply;
import dev.holdall.v1.ValueCompareAndSetRequest;
import dev.holdall.v1.ValueGetReply;
import dev.holdall.v1.ValueGetRequest;
import dev.holdall.v1.ValueSetReply;
import dev.holdall.v1.ValueSetRequest;
import dev.holdall.v1.ValuesGrpc;
import org.jspecify.annotations.Nullable;

/** Values: {@code values.proto}. */
public final class ValueType implements ObjectType<ValueType.Variable> {

    /** One variable. */
    static final class Variable implements StoredObject {
        private ByteString value;
        private @Nullable Watcher watcher;

        Variable(ByteString value) {
            this.value = value;
        }

        @Override
        public long elements() {
            return 1;
        }

        @Override
        public long bytes() {
            return value.size();
        }

        @Override
        public void watch(Watcher newWatcher) {
            watcher = newWatcher;
            newWatcher.came(value);
        }

        private void set(ByteString newValue) {
            if (watcher != null) {
                watcher.came(newValue);
                watcher.left(value);
            }
            value = newValue;
        }

        @Override
        public void save(SnapshotWriter out) {
            out.bytes(value);
        }
    }

    @Override
    public String service() {
        return ValuesGrpc.SERVICE_NAME;
    }

    @Override
    public Class<Variable> stateClass() {
        return Variable.class;
    }

    @Override
    public Variable load(SnapshotReader in, SipHash hash) {
        return new Variable(in.bytes());
    }

    @Override
    public void bind(Binder<Variable> binder) {
        binder.open(ValuesGrpc.getOpenMethod(), OpenValueRequest::getName, this::make, (variable, request) -> true)
                .on(ValuesGrpc.getGetMethod(), ValueGetRequest::getValue, this::get)
                .on(ValuesGrpc.getSetMethod(), ValueSetRequest::getValue, this::set)
                .on(ValuesGrpc.getCompareAndSetMethod(), ValueCompareAndSetRequest::getValue, this::compareAndSet);
    }

    private Variable make(OpenValueRequest request, CallContext call) {
        ByteString initial = call.element(request.getInitial());
        call.admitBytes(initial.size());
        return new Variable(initial);
    }

    private ValueGetReply get(Variable variable, ValueGetRequest request, CallContext call) {
        return ValueGetReply.newBuilder().setValue(variable.value).build();
    }

    private ValueSetReply set(Variable variable, ValueSetRequest request, CallContext call) {
        ByteString value = call.element(request.getNewValue());
        call.admitBytes(value.size() - variable.value.size());
        ValueSetReply.Builder reply = ValueSetReply.newBuilder();
        if (request.getReturnPrevious()) {
            reply.setPrevious(variable.value);
        }
        variable.set(value);
        return reply.build();
    }

    private ValueCompareAndSetReply compareAndSet(
            Variable variable, ValueCompareAndSetRequest request, CallContext call) {
        call.element(request.getExpected());
        ByteString value = call.element(request.getNewValue());
        if (!variable.value.equals(request.getExpected())) {
            return ValueCompareAndSetReply.newBuilder()
                    .setPresent(variable.value)
                    .build();
        }
        call.admitBytes(value.size() - variable.value.size());
        variable.set(value);
        return ValueCompareAndSetReply.newBuilder().setDone(true).build();
    }
}
