package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.testing.SetTestSuiteBuilder;
import com.google.common.collect.testing.TestStringSetGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.SetFeature;
import dev.holdall.client.ManagerFixture;
import java.util.Arrays;
import java.util.Set;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link SharedSet} keeps the contract of {@link Set}, as guava-testlib reads it: see {@code docs/contracts.md}. */
class SetContractTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    @TestFactory
    DynamicNode contract() {
        TestSuite suite = SetTestSuiteBuilder.using(new TestStringSetGenerator() {
                    @Override
                    protected Set<String> create(String[] elements) {
                        SharedSet<String> set = MANAGERS.manager().set(String.class);
                        set.addAll(Arrays.asList(elements));
                        return set;
                    }
                })
                .named("SharedSet")
                .withFeatures(
                        CollectionSize.ANY,
                        SetFeature.GENERAL_PURPOSE,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                        CollectionFeature.KNOWN_ORDER)
                .createTestSuite();
        assertThat(JUnit3Suites.count(suite)).isGreaterThan(200);
        return JUnit3Suites.dynamic(suite);
    }
}
