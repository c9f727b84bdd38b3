package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Binder;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.Refusal;
import dev.holdall.server.state.StoredObject;
import dev.holdall.server.state.WaitDescription;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.server.state.value.JavaScalar;
import dev.holdall.server.state.value.ValueOrder;
import dev.holdall.v1.Comparison;
import dev.holdall.v1.OpenValueRequest;
import dev.holdall.v1.ValueAccumulateReply;
import dev.holdall.v1.ValueAccumulateRequest;
import dev.holdall.v1.ValueAwaitReply;
import dev.holdall.v1.ValueAwaitRequest;
import dev.holdall.v1.ValueCompareAndSetReply;
import dev.holdall.v1.ValueCompareAndSetRequest;
import dev.holdall.v1.ValueGetReply;
import dev.holdall.v1.ValueGetRequest;
import dev.holdall.v1.ValueSetReply;
import dev.holdall.v1.ValueSetRequest;
import dev.holdall.v1.ValuesGrpc;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Values: {@code values.proto}. */
public final class ValueType implements ObjectType<ValueType.Variable> {
    /** Those wait here who wait until the value compares to something, each to something of its own. */
    private static final int CHANGE = 0;

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
                .on(ValuesGrpc.getCompareAndSetMethod(), ValueCompareAndSetRequest::getValue, this::compareAndSet)
                .on(ValuesGrpc.getAccumulateMethod(), ValueAccumulateRequest::getValue, this::accumulate)
                .parking(
                        ValuesGrpc.getAwaitMethod(),
                        ValueAwaitRequest::getValue,
                        request -> Waits.nanos(request.getWait()),
                        this::await,
                        ValueAwaitReply.getDefaultInstance());
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
        change(variable, value, call);
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
        change(variable, value, call);
        return ValueCompareAndSetReply.newBuilder().setDone(true).build();
    }

    private ValueAccumulateReply accumulate(Variable variable, ValueAccumulateRequest request, CallContext call) {
        Object operand = JavaScalar.decode(call.element(request.getOperand()));
        ByteString former = variable.value;
        Object result = Accumulations.apply(request.getOperation(), JavaScalar.decode(former), operand);
        ByteString value = call.element(JavaScalar.encode(result));
        call.admitBytes(value.size() - former.size());
        change(variable, value, call);
        return ValueAccumulateReply.newBuilder()
                .setValue(request.getReturnPrevious() ? former : value)
                .build();
    }

    private static void change(Variable variable, ByteString value, CallContext call) {
        variable.set(value);
        call.wakeEach(CHANGE);
    }

    private @Nullable ValueAwaitReply await(Variable variable, ValueAwaitRequest request, CallContext call) {
        ByteString operand = call.element(request.getOperand());
        return compares(variable.value, request.getComparison(), operand)
                ? ValueAwaitReply.newBuilder().setValue(variable.value).build()
                : call.park(CHANGE);
    }

    @Override
    public void describeWaits(Variable variable, WaitDescription out) {
        out.waitsFor(CHANGE, "another value");
    }

    private static boolean compares(ByteString value, Comparison comparison, ByteString operand) {
        return switch (comparison) {
            case COMPARISON_EQUAL -> value.equals(operand);
            case COMPARISON_NOT_EQUAL -> !value.equals(operand);
            case COMPARISON_LESS -> isOrdered(value, operand, order -> order < 0);
            case COMPARISON_LESS_OR_EQUAL -> isOrdered(value, operand, order -> order <= 0);
            case COMPARISON_GREATER -> isOrdered(value, operand, order -> order > 0);
            case COMPARISON_GREATER_OR_EQUAL -> isOrdered(value, operand, order -> order >= 0);
            case COMPARISON_UNSPECIFIED, UNRECOGNIZED ->
                throw Refusal.invalid("the request names no comparison that this manager knows");
        };
    }

    private static boolean isOrdered(ByteString value, ByteString operand, IntPredicate order) {
        Comparable<?> bound = ValueOrder.key(operand);
        if (bound == null) {
            throw Refusal.invalid("a value is less or greater than a number, a char or a string only");
        }
        Comparable<?> key = ValueOrder.key(value);
        return key != null && ValueOrder.areComparable(key, bound) && order.test(ValueOrder.compare(key, bound));
    }
}
