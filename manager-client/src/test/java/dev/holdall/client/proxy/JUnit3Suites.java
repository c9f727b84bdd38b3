package dev.holdall.client.proxy;

import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import junit.framework.Test;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** JUnit 3 suites, which is what guava-testlib builds, as dynamic tests. */
final class JUnit3Suites {
    private JUnit3Suites() {}

    /** A suite as a tree of containers and tests of the same names. */
    static DynamicNode dynamic(Test test) {
        if (test instanceof TestSuite suite) {
            return DynamicContainer.dynamicContainer(suite.getName(), children(suite));
        }
        return DynamicTest.dynamicTest(test.toString(), () -> run(test));
    }

    private static Stream<DynamicNode> children(TestSuite suite) {
        return Collections.list(suite.tests()).stream().map(JUnit3Suites::dynamic);
    }

    private static void run(Test test) throws Throwable {
        TestResult result = new TestResult();
        test.run(result);
        for (TestFailure failure : Collections.list(result.errors())) {
            throw failure.thrownException();
        }
        for (TestFailure failure : Collections.list(result.failures())) {
            throw failure.thrownException();
        }
        if (result.runCount() == 0) {
            throw new AssertionError(test + " did not run");
        }
    }

    /** How many tests a suite has: a guard against a suite that is empty because its features fit no test. */
    static int count(Test test) {
        AtomicInteger count = new AtomicInteger();
        count(test, count);
        return count.get();
    }

    private static void count(Test test, AtomicInteger count) {
        if (test instanceof TestSuite suite) {
            Collections.list(suite.tests()).forEach(child -> count(child, count));
        } else {
            count.incrementAndGet();
        }
    }
}
