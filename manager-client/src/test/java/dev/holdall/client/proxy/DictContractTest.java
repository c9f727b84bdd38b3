package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import dev.holdall.client.Manager;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import junit.framework.TestSuite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** {@link SharedDict} keeps the contract of {@link ConcurrentMap}, as guava-testlib reads it: see {@code docs/contracts.md}. */
class DictContractTest {
    private static ManagerFixture fixture;
    private static Manager manager;

    @BeforeAll
    static void start() {
        fixture = ManagerFixture.start();
        manager = fixture.connect();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @TestFactory
    DynamicNode contract() {
        TestSuite suite = ConcurrentMapTestSuiteBuilder.using(new TestStringMapGenerator() {
                    @Override
                    protected Map<String, String> create(Map.Entry<String, String>[] entries) {
                        SharedDict<String, String> dict = manager.dict(String.class, String.class);
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
