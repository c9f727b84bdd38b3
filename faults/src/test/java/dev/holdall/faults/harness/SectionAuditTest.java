package dev.holdall.faults.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.faults.check.Told;
import dev.holdall.faults.history.History;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories of a lock's holders made by hand. */
class SectionAuditTest {
    private static final String ACQUIRED = "a 0-1 lock/1.acquire() = 7";
    private static final String RELEASED = "a 10-11 lock/1.release() = ok";

    private static List<String> findings(String... lines) {
        List<String> findings = new ArrayList<>();
        new SectionAudit(
                        new History(Told.operations(lines)), (key, finding) -> findings.add(key + " " + finding.what()))
                .audit();
        return findings;
    }

    @Test
    void holdersOneAfterTheOther_areGood() {
        assertThat(findings(
                        ACQUIRED,
                        "a 2-3 dict/g.get()",
                        "a 4-5 dict/g.put(1)",
                        "a 6-7 fenced/1.put(7:x) = 3:w",
                        RELEASED,
                        "b 12-13 lock/1.acquire() = 8",
                        "b 14-15 dict/g.get() = 1",
                        "a 14-15 fenced/1.put(7:y) ! Refused",
                        "b 16-17 dict/g.put(2)",
                        "b 18-19 lock/1.release() = ok"))
                .isEmpty();
    }

    @Test
    void lostUpdate_isFound() {
        assertThat(findings(
                        ACQUIRED,
                        "a 2-3 dict/g.get()",
                        "a 4-5 dict/g.put(1)",
                        RELEASED,
                        "b 12-13 lock/1.acquire() = 8",
                        "b 14-15 dict/g.get()",
                        "b 16-17 dict/g.put(1)",
                        "b 18-19 lock/1.release() = ok"))
                .containsExactly("lock/1 a holder did not read what the holder before him wrote");
    }

    @Test
    void lateWrite_isFound() {
        assertThat(findings(ACQUIRED, RELEASED, "a 12-13 fenced/1.put(7:x)"))
                .containsExactly("fenced/1 written when the lock was released");
    }

    @Test
    void writeOverALaterHolders_isFound() {
        assertThat(findings(ACQUIRED, "a 2-3 fenced/1.put(7:x) = 8:y"))
                .containsExactly("fenced/1 written over what a later holder wrote");
    }

    @Test
    void refusalOfTheHolder_isFound() {
        assertThat(findings(ACQUIRED, "a 2-3 fenced/1.put(7:x) ! Refused", RELEASED))
                .containsExactly("fenced/1 refused to who held the lock");
    }

    @Test
    void refusalOfWhoMayHaveLostTheLock_isGood() {
        assertThat(findings(ACQUIRED, "a 2-3 fenced/1.put(7:x) ! Refused", "a 10-11 lock/1.release() = notHeld"))
                .isEmpty();
        assertThat(findings(ACQUIRED, "a 2-3 fenced/1.put(7:x) ! Refused")).isEmpty();
    }
}
