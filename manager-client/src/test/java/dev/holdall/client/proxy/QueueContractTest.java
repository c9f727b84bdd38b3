package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.TypeRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@link SharedQueue}, in each order, and {@link SharedDeque} keep the contract of {@link Queue}, as guava-testlib reads it: see {@code
 * docs/contracts.md}.
 */
class QueueContractTest {
    private static final TypeRef<String> STRINGS = TypeRef.of(String.class);

    /** The suite's first sample has the lowest, since its tests want it at the head; some have the same. */
    private static final ToLongFunction<String> PRIORITY = element -> -element.hashCode() % 3;

    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    @TestFactory
    Stream<DynamicNode> contract() {
        UnaryOperator<List<String>> same = order -> order;
        return Stream.of(
                suite("SharedQueue", () -> MANAGERS.manager().queue(STRINGS), same, same),
                suite("SharedQueue with a capacity", () -> MANAGERS.manager().queue(STRINGS, 1_000), same, same),
                // The suite's tests want the first sample at the head, so that it is put last.
                suite(
                        "SharedQueue, last in first out",
                        () -> MANAGERS.manager().lifoQueue(STRINGS),
                        QueueContractTest::reversed,
                        same),
                suite(
                        "SharedQueue, by priority",
                        () -> MANAGERS.manager().priorityQueue(STRINGS, PRIORITY),
                        same,
                        QueueContractTest::byPriority),
                suite("SharedDeque", () -> MANAGERS.manager().deque(STRINGS), same, same),
                suite("SharedDeque with a capacity", () -> MANAGERS.manager().deque(STRINGS, 1_000), same, same),
                suite(
                        "SharedDeque as a stack",
                        () -> Collections.asLifoQueue(MANAGERS.manager().deque(STRINGS)),
                        QueueContractTest::reversed,
                        same));
    }

    private static List<String> reversed(List<String> elements) {
        List<String> reversed = new ArrayList<>(elements);
        Collections.reverse(reversed);
        return reversed;
    }

    private static List<String> byPriority(List<String> elements) {
        List<String> sorted = new ArrayList<>(elements);
        sorted.sort(Comparator.comparingLong(PRIORITY));
        return sorted;
    }

    /**
     * @param put in which order the samples are put
     * @param order in which order they stand then
     */
    private static DynamicNode suite(
            String name,
            Supplier<Queue<String>> empty,
            UnaryOperator<List<String>> put,
            UnaryOperator<List<String>> order) {
        TestSuite suite = QueueTestSuiteBuilder.using(new TestStringQueueGenerator() {
                    @Override
                    protected Queue<String> create(String[] elements) {
                        Queue<String> queue = empty.get();
                        queue.addAll(put.apply(Arrays.asList(elements)));
                        return queue;
                    }

                    @Override
                    public List<String> order(List<String> insertionOrder) {
                        return order.apply(insertionOrder);
                    }
                })
                .named(name)
                .withFeatures(
                        CollectionSize.ANY,
                        CollectionFeature.GENERAL_PURPOSE,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                        CollectionFeature.KNOWN_ORDER)
                .createTestSuite();
        assertThat(JUnit3Suites.count(suite)).isGreaterThan(200);
        return JUnit3Suites.dynamic(suite);
    }
}
