package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.TypeRef;
import java.util.Arrays;
import java.util.Queue;
import java.util.stream.Stream;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link SharedQueue} keeps the contract of {@link Queue}, as guava-testlib reads it: see {@code docs/contracts.md}. */
class QueueContractTest {
    private static final TypeRef<String> STRINGS = TypeRef.of(String.class);

    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    @TestFactory
    Stream<DynamicNode> contract() {
        return Stream.of(suite("SharedQueue", false), suite("SharedQueue with a capacity", true));
    }

    private static DynamicNode suite(String name, boolean bounded) {
        TestSuite suite = QueueTestSuiteBuilder.using(new TestStringQueueGenerator() {
                    @Override
                    protected Queue<String> create(String[] elements) {
                        SharedQueue<String> queue = bounded
                                ? MANAGERS.manager().queue(STRINGS, 1_000)
                                : MANAGERS.manager().queue(STRINGS);
                        queue.addAll(Arrays.asList(elements));
                        return queue;
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
