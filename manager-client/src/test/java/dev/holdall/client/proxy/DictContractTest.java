package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import dev.holdall.client.ManagerFixture;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link SharedDict} keeps the contract of {@link ConcurrentMap}, as guava-testlib reads it: see {@code docs/contracts.md}. */
class DictContractTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    @TestFactory
    DynamicNode contract() {
        TestSuite suite = ConcurrentMapTestSuiteBuilder.using(new TestStringMapGenerator() {
                    @Override
                    protected Map<String, String> create(Map.Entry<String, String>[] entries) {
                        SharedDict<String, String> dict = MANAGERS.manager().dict(String.class, String.class);
                        for (Map.Entry<String, String> entry : entries) {
                            dict.put(entry.getKey(), entry.getValue());
                        }
                        return dict;
                    }
                })
                .named("SharedDict")
                .withFeatures(
                        CollectionSize.ANY,
                        MapFeature.GENERAL_PURPOSE,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                        CollectionFeature.KNOWN_ORDER)
                .createTestSuite();
        assertThat(JUnit3Suites.count(suite)).isGreaterThan(500);
        return JUnit3Suites.dynamic(suite);
    }
}
