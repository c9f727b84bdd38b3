package dev.holdall.examples.tour;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.ArrayOf;
import dev.holdall.client.proxy.Comparison;
import dev.holdall.client.proxy.SharedArray;
import dev.holdall.client.proxy.SharedInteger;
import dev.holdall.client.proxy.SharedNamespace;
import dev.holdall.client.proxy.SharedValue;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;

/** Value, array and namespace: variables that all processes see. */
public final class Variables {
    private Variables() {}

    static void value(Manager manager, Findings findings) throws Exception {
        SharedValue<String> state = manager.value(String.class, "new");
        findings.expect("changed if it is 'new'", true, state.compareAndSet("new", "ready"));
        findings.expect("changed if it is 'new', again", false, state.compareAndSet("new", "done"));

        // The manager computes, so no increment is lost.
        SharedInteger count = manager.intValue(0);
        Future<Integer> other = Party.start(() -> count.await(Comparison.GREATER_OR_EQUAL, 3));
        for (int i = 0; i < 3; i++) {
            count.incrementAndGet();
        }
        findings.expect("incremented until another thread sees 3", 3, other.get());
    }

    static void array(Manager manager, Findings findings) {
        SharedArray<Integer, int[]> cells = manager.array(ArrayOf.INT, 5);
        cells.setAll(1, new int[] {1, 2, 3});
        cells.add(0, 5, 10);
        findings.expect("set in part, 10 added to all", "[10, 11, 12, 13, 10]", Arrays.toString(cells.toArray()));
        findings.expect("their sum, computed in the manager", 56L, cells.sum(0, 5));
    }

    /** Attributes as an interface: a getter and a setter each. */
    public interface Settings {
        int threads();

        void threads(int threads);
    }

    static void namespace(Manager manager, Findings findings) {
        SharedNamespace settings = manager.namespace();
        settings.set("threads", 4);
        settings.set("title", "nightly");
        findings.expect("attributes, each of a type of its own", List.of("threads", "title"), settings.names());

        settings.as(Settings.class).threads(8);
        findings.expect("an attribute set behind an interface", 8, settings.get("threads", Integer.class));
    }
}
