package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.testing.ListTestSuiteBuilder;
import com.google.common.collect.testing.TestStringListGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.ListFeature;
import dev.holdall.client.ManagerFixture;
import java.util.Arrays;
import java.util.List;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link SharedList} keeps the contract of {@link List}, as guava-testlib reads it: see {@code docs/contracts.md}. */
class ListContractTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    @TestFactory
    DynamicNode contract() {
        TestSuite suite = ListTestSuiteBuilder.using(new TestStringListGenerator() {
                    @Override
                    protected List<String> create(String[] elements) {
                        SharedList<String> list = MANAGERS.manager().list(String.class);
                        list.addAll(Arrays.asList(elements));
                        return list;
                    }
                })
                .named("SharedList")
                .withFeatures(
                        CollectionSize.ANY,
                        ListFeature.GENERAL_PURPOSE,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                        CollectionFeature.KNOWN_ORDER,
                        CollectionFeature.ALLOWS_NULL_VALUES,
                        CollectionFeature.ALLOWS_NULL_QUERIES)
                .createTestSuite();
        assertThat(JUnit3Suites.count(suite)).isGreaterThan(400);
        return JUnit3Suites.dynamic(suite);
    }
}
