package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Binder;
import dev.holdall.server.state.CallContext;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.state.Refusal;
import dev.holdall.server.state.StoredObject;
import dev.holdall.server.state.page.PagedList;
import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.ArrayAddReply;
import dev.holdall.v1.ArrayAddRequest;
import dev.holdall.v1.ArrayCompareAndSetReply;
import dev.holdall.v1.ArrayCompareAndSetRequest;
import dev.holdall.v1.ArrayDescribeReply;
import dev.holdall.v1.ArrayDescribeRequest;
import dev.holdall.v1.ArrayExtremesReply;
import dev.holdall.v1.ArrayExtremesRequest;
import dev.holdall.v1.ArrayFillReply;
import dev.holdall.v1.ArrayFillRequest;
import dev.holdall.v1.ArrayGetReply;
import dev.holdall.v1.ArrayGetRequest;
import dev.holdall.v1.ArrayKind;
import dev.holdall.v1.ArraySetReply;
import dev.holdall.v1.ArraySetRequest;
import dev.holdall.v1.ArraySumReply;
import dev.holdall.v1.ArraySumRequest;
import dev.holdall.v1.ArraysGrpc;
import dev.holdall.v1.Code;
import dev.holdall.v1.OpenArrayRequest;

/** Arrays: {@code arrays.proto}. */
public final class ArrayType implements ObjectType<ArrayType.Elements> {
    /** The most that one reply carries. */
    private static final int REPLY_BYTES = 256 << 10;

    /** One array. */
    static final class Elements implements StoredObject {
        private final Primitive primitive;
        private final Blocks blocks;

        Elements(Primitive primitive, Blocks blocks) {
            this.primitive = primitive;
            this.blocks = blocks;
        }

        @Override
        public long elements() {
            return blocks.length();
        }

        @Override
        public long bytes() {
            return blocks.blocks().bytes();
        }

        @Override
        public void watch(Watcher watcher) {
            // It has no elements, and so refers to nothing.
        }

        @Override
        public void save(SnapshotWriter out) {
            out.number(primitive.kind().getNumber());
            blocks.blocks().save(out);
        }

        /** The packed elements of an array value off the wire. */
        private ByteString unpack(ByteString value, CallContext call) {
            return primitive.unpack(call.element(value));
        }

        /** The only element of an array value off the wire. */
        private long one(ByteString value, CallContext call) {
            ByteString packed = unpack(value, call);
            if (packed.size() != primitive.width()) {
                throw Refusal.invalid(packed.size() / primitive.width() + " elements instead of one");
            }
            return primitive.read(packed.toByteArray(), 0);
        }

        /** Refuses a range that does not lie within the array. */
        private void check(long from, long to) {
            if (from < 0 || from > to || to > elements()) {
                throw new Refusal(
                        Code.OUT_OF_RANGE,
                        "the range from " + Long.toUnsignedString(from) + " to " + Long.toUnsignedString(to)
                                + " does not lie within an array of " + elements() + " elements");
            }
        }

        /** Refuses elements that do not fit from an index on; how many there are is known to be small. */
        private void check(long index, ByteString packed) {
            int count = packed.size() / primitive.width();
            if (index < 0 || index > elements() - count) {
                throw new Refusal(
                        Code.OUT_OF_RANGE,
                        count + " elements from index " + Long.toUnsignedString(index)
                                + " on do not lie within an array of " + elements());
            }
        }

        /** The elements of a range, as many as one reply carries. */
        private ByteString pack(long from, long to) {
            return primitive.pack(blocks.get(from, Math.min(to, from + REPLY_BYTES / primitive.width())));
        }
    }

    @Override
    public String service() {
        return ArraysGrpc.SERVICE_NAME;
    }

    @Override
    public Class<Elements> stateClass() {
        return Elements.class;
    }

    @Override
    public Elements load(SnapshotReader in, SipHash hash) {
        Primitive primitive = Primitive.of(ArrayKind.forNumber((int) in.number()));
        return new Elements(primitive, new Blocks(primitive, PagedList.load(in)));
    }

    @Override
    public void bind(Binder<Elements> binder) {
        binder.open(ArraysGrpc.getOpenMethod(), OpenArrayRequest::getName, this::make, this::isSame)
                .on(ArraysGrpc.getDescribeMethod(), ArrayDescribeRequest::getArray, this::describe)
                .on(ArraysGrpc.getGetMethod(), ArrayGetRequest::getArray, this::get)
                .on(ArraysGrpc.getSetMethod(), ArraySetRequest::getArray, this::set)
                .on(ArraysGrpc.getFillMethod(), ArrayFillRequest::getArray, this::fill)
                .on(ArraysGrpc.getCompareAndSetMethod(), ArrayCompareAndSetRequest::getArray, this::compareAndSet)
                .on(ArraysGrpc.getAddMethod(), ArrayAddRequest::getArray, this::add)
                .on(ArraysGrpc.getSumMethod(), ArraySumRequest::getArray, this::sum)
                .on(ArraysGrpc.getExtremesMethod(), ArrayExtremesRequest::getArray, this::extremes);
    }

    private Elements make(OpenArrayRequest request, CallContext call) {
        Primitive primitive = Primitive.of(request.getKind());
        long length = request.getLength();
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw Refusal.invalid(
                    "a length of " + Long.toUnsignedString(length) + " is too large: at most " + Integer.MAX_VALUE);
        }
        ByteString initial =
                request.hasInitial() ? primitive.unpack(call.element(request.getInitial())) : ByteString.EMPTY;
        if (initial.size() > length * primitive.width()) {
            throw Refusal.invalid(initial.size() / primitive.width() + " initial elements for an array of " + length);
        }
        call.admitNew(length, length * primitive.width());
        Blocks blocks = Blocks.zeros(primitive, length);
        blocks.set(0, initial);
        return new Elements(primitive, blocks);
    }

    private boolean isSame(Elements array, OpenArrayRequest request) {
        return array.primitive.kind() == request.getKind() && array.elements() == request.getLength();
    }

    private ArrayDescribeReply describe(Elements array, ArrayDescribeRequest request, CallContext call) {
        return ArrayDescribeReply.newBuilder()
                .setKind(array.primitive.kind())
                .setLength(array.elements())
                .build();
    }

    private ArrayGetReply get(Elements array, ArrayGetRequest request, CallContext call) {
        array.check(request.getFrom(), request.getTo());
        return ArrayGetReply.newBuilder()
                .setElements(array.pack(request.getFrom(), request.getTo()))
                .build();
    }

    private ArraySetReply set(Elements array, ArraySetRequest request, CallContext call) {
        ByteString packed = array.unpack(request.getElements(), call);
        long index = request.getIndex();
        array.check(index, packed);
        ArraySetReply.Builder reply = ArraySetReply.newBuilder();
        if (request.getReturnPrevious()) {
            long to = index + packed.size() / array.primitive.width();
            reply.setPrevious(array.primitive.pack(array.blocks.get(index, to)));
        }
        array.blocks.set(index, packed);
        return reply.build();
    }

    private ArrayFillReply fill(Elements array, ArrayFillRequest request, CallContext call) {
        long element = array.one(request.getElement(), call);
        array.check(request.getFrom(), request.getTo());
        array.blocks.replace(request.getFrom(), request.getTo(), former -> element);
        return ArrayFillReply.getDefaultInstance();
    }

    private ArrayCompareAndSetReply compareAndSet(Elements array, ArrayCompareAndSetRequest request, CallContext call) {
        ByteString expected = array.unpack(request.getExpected(), call);
        ByteString packed = array.unpack(request.getElements(), call);
        if (packed.size() != expected.size()) {
            throw Refusal.invalid(packed.size() / array.primitive.width() + " elements for the expected ones, of which "
                    + "there are " + expected.size() / array.primitive.width());
        }
        long index = request.getIndex();
        array.check(index, packed);
        if (!array.blocks
                .get(index, index + packed.size() / array.primitive.width())
                .equals(expected)) {
            return ArrayCompareAndSetReply.getDefaultInstance();
        }
        array.blocks.set(index, packed);
        return ArrayCompareAndSetReply.newBuilder().setDone(true).build();
    }

    private ArrayAddReply add(Elements array, ArrayAddRequest request, CallContext call) {
        Primitive primitive = array.primitive;
        if (primitive == Primitive.BOOLEAN) {
            throw Refusal.invalid("nothing is added to a boolean");
        }
        long delta = array.one(request.getDelta(), call);
        long from = request.getFrom();
        long to = request.getTo();
        array.check(from, to);
        ArrayAddReply.Builder reply = ArrayAddReply.newBuilder();
        if (request.getReturnPrevious()) {
            if ((to - from) * primitive.width() > REPLY_BYTES) {
                throw Refusal.invalid("the former elements of a range of " + (to - from) + " are too many for a reply");
            }
            reply.setPrevious(array.pack(from, to));
        }
        array.blocks.replace(from, to, former -> primitive.plus(former, delta));
        return reply.build();
    }

    private ArraySumReply sum(Elements array, ArraySumRequest request, CallContext call) {
        array.check(request.getFrom(), request.getTo());
        long[] integer = {0};
        double[] floating = {0};
        array.blocks.forEach(request.getFrom(), request.getTo(), element -> {
            if (array.primitive.isFloating()) {
                floating[0] += array.primitive.floating(element);
            } else {
                integer[0] += element;
            }
        });
        return ArraySumReply.newBuilder()
                .setInteger(integer[0])
                .setFloating(floating[0])
                .build();
    }

    private ArrayExtremesReply extremes(Elements array, ArrayExtremesRequest request, CallContext call) {
        long from = request.getFrom();
        long to = request.getTo();
        array.check(from, to);
        if (from == to) {
            throw Refusal.invalid("an empty range has neither a least nor a greatest element");
        }
        Primitive primitive = array.primitive;
        long first = primitive.read(array.blocks.get(from, from + 1).toByteArray(), 0);
        long[] extremes = {first, first};
        array.blocks.forEach(from, to, element -> {
            extremes[0] = primitive.least(extremes[0], element);
            extremes[1] = primitive.greatest(extremes[1], element);
        });
        return ArrayExtremesReply.newBuilder()
                .setLeast(primitive.pack(extremes[0]))
                .setGreatest(primitive.pack(extremes[1]))
                .build();
    }
}
