package dev.holdall.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Histories of leased jobs made by hand: good ones, and one for each thing that must not be. */
class LeasesTest {
    private static void assertGood(String... lines) {
        assertThat(new Leases(Told.operations(lines)).findings(true)).isEmpty();
    }

    private static void assertFound(String what, String... lines) {
        assertThat(new Leases(Told.operations(lines)).findings(true))
                .extracting(Finding::what)
                .contains(what);
    }

    @Test
    void jobThatIsAcknowledgedOnce_isGood() {
        assertGood("a 0-1 put(x)", "b 2-3 lease() = x,1", "b 4-5 acknowledge(x,1) = true");
    }

    @Test
    void jobThatIsGivenBack_comesAgain() {
        assertGood(
                "a 0-1 put(x)",
                "b 2-3 lease() = x,1",
                "b 4-5 giveBack(x,1) = true",
                "c 6-7 lease() = x,2",
                "c 8-9 acknowledge(x,2) = true");
    }

    @Test
    void jobThatWaits_isLeft() {
        assertGood("a 0-1 put(x)", "a 0-1 put(y)", "d 8-9 take(100) = x", "d 10-11 dead(100) = y");
    }

    @Test
    void openAcknowledgement_mayBeDoneOrNot() {
        assertGood("a 0-1 put(x)", "b 2-3 lease() = x,1", "b 4- acknowledge(x,1)");
        assertGood("a 0-1 put(x)", "b 2-3 lease() = x,1", "b 4- acknowledge(x,1)", "d 8-9 take(100) = x");
    }

    @Test
    void openLease_mayBeOfAnyJob() {
        assertGood("a 0-1 put(x)", "b 2- lease()", "d 8-9 take(100) = x");
        assertGood("a 0-1 put(x)", "b 2- lease() ! SessionLost", "d 8-9 take(100) = x");
    }

    @Test
    void openPut_mayBeDoneOrNot() {
        assertGood("a 0- put(x)");
        assertGood("a 0- put(x)", "d 8-9 take(100) = x");
    }

    @Test
    void jobThatIsNowhere_isLost() {
        assertFound("x was lost", "a 0-1 put(x)");
        assertFound("x was lost", "a 0-1 put(x)", "b 2-3 lease() = x,1");
        assertFound("x was lost", "a 0-1 put(x)", "b 2-3 lease() = x,1", "b 4-5 giveBack(x,1) = true");
    }

    @Test
    void jobOfNobody_isFound() {
        assertFound("x was delivered and never put", "b 2-3 lease() = x,1", "b 4-5 acknowledge(x,1) = true");
    }

    @Test
    void jobInTwoPlaces_isFound() {
        String put = "a 0-1 put(x)";
        String leased = "b 2-3 lease() = x,1";
        String acknowledged = "b 4-5 acknowledge(x,1) = true";
        String gone = "x was acknowledged 1 times and left 1 times";
        assertFound(gone, put, leased, acknowledged, "d 8-9 take(100) = x");
        assertFound(gone, put, leased, acknowledged, "d 8-9 dead(100) = x");
        assertFound("x was acknowledged 0 times and left 2 times", put, "d 8-9 take(100) = x", "d 10-11 dead(100) = x");
        assertFound(
                "x was acknowledged 2 times and left 0 times",
                put,
                leased,
                "c 2-3 lease() = x,2",
                acknowledged,
                "c 4-5 acknowledge(x,2) = true");
    }

    @Test
    void deliveryAfterTheAcknowledgement_isFound() {
        assertFound(
                "x was delivered after it was acknowledged",
                "a 0-1 put(x)",
                "b 2-3 lease() = x,1",
                "b 4-5 acknowledge(x,1) = true",
                "c 6-7 lease() = x,2");
    }

    @Test
    void numberThatDoesNotRise_isFound() {
        assertFound(
                "x was delivered with a number that does not rise",
                "a 0-1 put(x)",
                "b 2-3 lease() = x,2",
                "c 4-5 lease() = x,1",
                "c 6-7 acknowledge(x,1) = true");
    }

    @Test
    void endByWhoHasItNoMore_isFound() {
        assertFound(
                "x was ended by who had it no more",
                "a 0-1 put(x)",
                "b 2-3 lease() = x,1",
                "c 4-5 lease() = x,2",
                "b 6-7 acknowledge(x,1) = true");
    }

    @Test
    void leaseThatEndsTwice_isFound() {
        assertFound(
                "x was ended twice under one lease",
                "a 0-1 put(x)",
                "b 2-3 lease() = x,1",
                "b 4-5 giveBack(x,1) = true",
                "b 6-7 acknowledge(x,1) = true");
    }
}
