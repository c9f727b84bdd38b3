package dev.holdall.faults.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.faults.check.Finding;
import dev.holdall.faults.check.Told;
import dev.holdall.faults.history.History;
import dev.holdall.faults.worker.Keys;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories of leased jobs made by hand. */
class LeaseAuditTest {
    private static final long VISIBILITY = Keys.VISIBILITY_MILLIS * 1_000_000L;
    private static final String PUT = "a 0-1 put(x)";
    private static final String LEASED = "b 2-3 lease() = x,1";
    private static final String DONE = "d 30-31 acknowledge(x,2) = true";
    /** Shows that the session of whoever has the first lease lives. */
    private static final String ALIVE = "b " + 3 * VISIBILITY + "-" + 4 * VISIBILITY + " lease()";

    private static List<String> findings(String... lines) {
        History history = new History(Told.operations(lines));
        return new LeaseAudit(history, "k/1", history.byKey().get("k/1"))
                .findings().stream().map(Finding::what).toList();
    }

    @Test
    void leaseThatIsOver_isAnothers() {
        String next = "d %d-%d lease() = x,2".formatted(VISIBILITY + 2, 2 * VISIBILITY);
        String done = "d %d-%d acknowledge(x,2) = true".formatted(2 * VISIBILITY, 3 * VISIBILITY);

        assertThat(findings(PUT, LEASED, next, done, ALIVE)).isEmpty();
    }

    @Test
    void leaseOfTwoAtOnce_isFound() {
        assertThat(findings(PUT, LEASED, "d 20-21 lease() = x,2", DONE, ALIVE))
                .containsExactly("x was leased to two at once");
    }

    @Test
    void leaseThatMayHaveEnded_isAnothers() {
        // With its session, for all that is known.
        assertThat(findings(PUT, LEASED, "d 20-21 lease() = x,2", DONE)).isEmpty();
        assertThat(findings(PUT, LEASED, "b 5-6 giveBack(x,1) = true", "d 20-21 lease() = x,2", DONE, ALIVE))
                .isEmpty();
        assertThat(findings(PUT, LEASED, "b 5- giveBack(x,1)", "d 20-21 lease() = x,2", DONE, ALIVE))
                .isEmpty();
    }

    @Test
    void refusalOfAHolder_isFound() {
        String left = "d %d-%d take(100) = x".formatted(5 * VISIBILITY, 6 * VISIBILITY);
        String late = "b %d-%d acknowledge(x,1) ! NoEffect".formatted(VISIBILITY, 2 * VISIBILITY);

        assertThat(findings(PUT, LEASED, "b 5-6 acknowledge(x,1) ! NoEffect", left, ALIVE))
                .containsExactly("x was leased, and its holder refused");
        assertThat(findings(PUT, LEASED, late, left, ALIVE)).isEmpty();
    }

    @Test
    void deliveryBeyondTheLimit_isFound() {
        assertThat(findings(PUT, "b 2-3 lease() = x,4", "b 4-5 acknowledge(x,4) = true"))
                .containsExactly("x was delivered too often");
    }

    @Test
    void deadLetterBeforeItsTime_isFound() {
        String dead = "f 40-41 dead(100) = x";

        assertThat(findings(PUT, LEASED, "d 20-21 lease() = x,2", dead))
                .containsExactly("x is a dead letter too early");
        assertThat(findings(PUT, LEASED, "d 20-21 lease() = x,2", "e 22-23 lease() = x,3", dead))
                .isEmpty();
        assertThat(findings(PUT, LEASED, "d 20-21 lease() = x,2", "e 22- lease()", dead))
                .isEmpty();
    }
}
