package dev.holdall.examples.tour;

import dev.holdall.client.Manager;
import dev.holdall.examples.plugins.Counter;
import dev.holdall.examples.plugins.Matrix;
import java.util.List;

/** Plug-ins: types that the manager does not have by itself. Those of the example {@code plugins}, which says how they are made. */
final class OwnTypes {
    private OwnTypes() {}

    static void plugIn(Manager manager, Findings findings) {
        Counter counter = manager.plugin(Counter.class, 40);
        findings.expect("a counter, added to", 42L, counter.add(2));

        Matrix matrix = manager.plugin(Matrix.class, List.of(1, 2), List.of(3, 4));
        findings.expect(
                "a matrix whose method returns a proxy of a new one",
                List.of(List.of(1.0, 3.0), List.of(2.0, 4.0)),
                matrix.transpose().rows());
    }
}
