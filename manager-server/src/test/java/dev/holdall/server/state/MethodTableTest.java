package dev.holdall.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.server.state.page.SipHash;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.type.BuiltInTypes;
import dev.holdall.v1.Code;
import dev.holdall.v1.DictsGrpc;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.wire.MethodNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MethodTableTest {
    private static final int ROUNDS = 300;

    private static final int PUT = MethodNumber.of(DictsGrpc.getPutMethod().getFullMethodName());

    @Test
    void a_method_is_found_in_a_table_that_was_not_bound() {
        MethodTable table = MethodTable.lazily(BuiltInTypes.ALL);

        Method<?, ?> put = table.method(PUT);

        assertThat(put).hasToString(DictsGrpc.getPutMethod().getFullMethodName());
        assertThat(table.method(PUT)).isSameAs(put);
    }

    @Test
    void a_table_that_is_bound_when_needed_has_the_methods_of_one_that_is_bound_at_once() {
        MethodTable table = MethodTable.lazily(BuiltInTypes.ALL);

        table.method(PUT);

        assertThat(table.methods())
                .extracting(Method::toString)
                .containsExactlyElementsOf(MethodTable.of(BuiltInTypes.ALL).methods().stream()
                        .map(Method::toString)
                        .toList());
    }

    @Test
    void a_number_that_no_method_has_is_none() {
        assertThat(MethodTable.lazily(BuiltInTypes.ALL).method(PUT + 1)).isNull();
        assertThat(MethodTable.of(BuiltInTypes.ALL).method(0)).isNull();
    }

    @Test
    void whoever_asks_while_others_bind_finds_all_that_there_is() throws Exception {
        List<Integer> numbers = MethodTable.of(BuiltInTypes.ALL).methods().stream()
                .map(Method::number)
                .toList();
        int last = numbers.get(numbers.size() - 1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                MethodTable table = MethodTable.lazily(BuiltInTypes.ALL);
                CyclicBarrier together = new CyclicBarrier(2);
                Future<?> binding = threads.submit(() -> {
                    together.await();
                    table.bindAll();
                    return null;
                });
                Future<Method<?, ?>> asking = threads.submit(() -> {
                    together.await();
                    return table.method(last);
                });

                assertThat(asking.get()).as("round %d", round).isNotNull();
                binding.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Fails when it is bound first, half done. */
    private static final class FailsOnce implements ObjectType<OddType.Counter> {
        private final OddType odd = new OddType();
        private boolean failed;

        @Override
        public String service() {
            return odd.service();
        }

        @Override
        public Class<OddType.Counter> stateClass() {
            return odd.stateClass();
        }

        @Override
        public OddType.Counter load(SnapshotReader in, SipHash hash) {
            return odd.load(in, hash);
        }

        @Override
        public void bind(Binder<OddType.Counter> binder) {
            odd.bind(binder);
            if (!failed) {
                failed = true;
                throw new NoClassDefFoundError("a jar was exchanged");
            }
        }
    }

    @Test
    void a_type_that_could_not_be_bound_is_tried_again() {
        MethodTable table = MethodTable.lazily(List.of(new FailsOnce()));
        int open = MethodNumber.of(OddType.OPEN.getFullMethodName());

        assertThatThrownBy(() -> table.method(open)).isInstanceOf(NoClassDefFoundError.class);

        assertThat(table.method(open)).hasToString(OddType.OPEN.getFullMethodName());
        assertThat(table.methods()).extracting(Method::number).doesNotHaveDuplicates();
    }

    @Test
    void a_call_whose_type_cannot_be_bound_is_answered_and_the_next_one_served() {
        StateMachine machine =
                new StateMachine(MethodTable.lazily(List.of(new FailsOnce())), Limits.defaults(64 << 20), 1, 1, 0);
        Recorded effects = new Recorded();

        machine.apply(0, open(1), effects);
        machine.apply(0, open(2), effects);

        assertThat(effects.answers(CallId.unary(1)))
                .singleElement()
                .satisfies(reply -> assertThat(reply.getError().getCode()).isEqualTo(Code.INTERNAL));
        assertThat(effects.answers(CallId.unary(2)))
                .singleElement()
                .satisfies(reply -> assertThat(reply.hasError()).isFalse());
    }

    @Test
    void two_types_of_one_service_are_refused() {
        List<ObjectType<?>> types = new ArrayList<>(List.of(new OddType(), new OddType()));

        assertThatThrownBy(() -> MethodTable.of(types))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two types serve holdall.test.Odd");
    }

    private static Command open(long ticket) {
        return new Command.UnaryCall(
                ticket,
                MethodNumber.of(OddType.OPEN.getFullMethodName()),
                OpenListRequest.getDefaultInstance().toByteString(),
                Permits.ALL);
    }
}
