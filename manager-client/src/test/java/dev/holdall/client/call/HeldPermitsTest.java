package dev.holdall.client.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.client.call.HeldPermits.Owner;
import dev.holdall.client.call.HeldPermits.Release;
import dev.holdall.client.call.HeldPermits.Semaphore;
import dev.holdall.v1.ObjectId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which permits a process has, and which of them came back without its doing. */
class HeldPermitsTest {
    private static final Semaphore S = semaphore(1, 7, "s");

    private final HeldPermits permits = new HeldPermits();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Owner me = Owner.caller();
    private final Owner other =
            CompletableFuture.supplyAsync(Owner::caller, thread).join();

    @AfterEach
    void end() {
        thread.shutdownNow();
    }

    private static Semaphore semaphore(int epoch, long number, String name) {
        return new Semaphore(
                ObjectId.newBuilder().setEpoch(epoch).setNumber(number).build(), name);
    }

    private static Owner ofAThreadThatIsOver() throws InterruptedException {
        Owner[] owner = new Owner[1];
        Thread thread = new Thread(() -> owner[0] = Owner.caller());
        thread.start();
        thread.join();
        return owner[0];
    }

    /** How many of the released ones nothing is noted for; none may be lost. */
    private long unknown(Owner owner, int count, int session) {
        Release release = permits.releasing(S, owner, count, session);
        assertThat(release.lost()).isZero();
        long noted =
                release.noted().values().stream().mapToLong(Long::longValue).sum();
        assertThat(release.session()).isEqualTo(noted == 0 ? 0 : session);
        return count - noted;
    }

    private long lost(Owner owner, int count, int session) {
        Release release = permits.releasing(S, owner, count, session);
        assertThat(release.lost() == 0 || release.noted().isEmpty()).isTrue();
        return release.lost();
    }

    @Test
    void whatNobodyHasAcquired_isNotNoted() {
        permits.acquired(S, me, 0, 1);
        permits.acquired(S, me, -3, 1);
        assertThat(unknown(me, 2, 1)).isEqualTo(2);
        assertThat(permits.semaphores()).isZero();
    }

    @Test
    void aThreadReleasesItsOwnBeforeOthers() {
        permits.acquired(S, other, 1, 1);
        permits.acquired(S, me, 2, 1);
        Release release = permits.releasing(S, me, 2, 1);
        assertThat(release.noted()).containsOnlyKeys(me).containsEntry(me, 2L);
        assertThat(permits.releasing(S, me, 2, 1).noted())
                .containsOnlyKeys(other)
                .containsEntry(other, 1L);
        assertThat(unknown(me, 1, 1)).isEqualTo(1);
        assertThat(permits.semaphores()).isZero();
    }

    @Test
    void whatWasAcquiredInAnEarlierSession_isLost_once() {
        permits.acquired(S, me, 2, 1);
        assertThat(lost(me, 1, 2)).isEqualTo(1);
        assertThat(lost(me, 3, 3)).isEqualTo(1);
        assertThat(unknown(me, 1, 3)).isEqualTo(1);
        assertThat(permits.semaphores()).isZero();
    }

    @Test
    void anAnswerThatIsReadLate_isOfItsOwnSession() {
        permits.acquired(S, me, 1, 2);
        permits.acquired(S, me, 1, 1);
        assertThat(unknown(me, 1, 2)).isZero();
        assertThat(lost(me, 1, 2)).isEqualTo(1);
    }

    @Test
    void theOrder_isOwnPresent_ownLost_othersPresent_othersLost() {
        permits.acquired(S, me, 1, 1);
        permits.acquired(S, other, 1, 1);
        permits.acquired(S, me, 1, 2);
        permits.acquired(S, other, 1, 2);
        assertThat(permits.releasing(S, me, 1, 2).noted()).containsOnlyKeys(me);
        assertThat(lost(me, 1, 2)).isEqualTo(1);
        assertThat(permits.releasing(S, me, 1, 2).noted()).containsOnlyKeys(other);
        assertThat(lost(me, 1, 2)).isEqualTo(1);
        assertThat(unknown(me, 1, 2)).isEqualTo(1);
    }

    @Test
    void ifSomeAreLost_theOthersStay() {
        permits.acquired(S, me, 2, 1);
        permits.acquired(S, me, 3, 2);
        assertThat(lost(me, 4, 2)).isEqualTo(1);
        assertThat(unknown(me, 3, 2)).isZero();
        assertThat(lost(me, 4, 2)).isEqualTo(1);
        assertThat(permits.semaphores()).isZero();
    }

    @Test
    void whatWasNotReleased_isNotedAgain() {
        permits.acquired(S, me, 1, 1);
        permits.acquired(S, other, 1, 1);
        Release release = permits.releasing(S, me, 3, 1);
        permits.notReleased(S, release);
        assertThat(permits.releasing(S, me, 3, 1)).isEqualTo(release);
        permits.notReleased(S, release);
        assertThat(lost(me, 3, 2)).isEqualTo(2);
    }

    @Test
    void whatIsGone_isForgotten() {
        permits.acquired(S, me, 1, 1);
        permits.isGone(S);
        assertThat(unknown(me, 1, 1)).isEqualTo(1);
    }

    @Test
    void aNameInAnotherLife_isTheSameSemaphore_whoeverKnowsWhichId() {
        Semaphore again = semaphore(9, 3, "s");
        permits.acquired(S, me, 1, 1);
        assertThat(permits.releasing(again, me, 1, 2).lost()).isEqualTo(1);

        permits.acquired(S, me, 1, 1);
        permits.acquired(again, me, 1, 2);
        // By a proxy that has not found it again yet.
        assertThat(unknown(me, 1, 2)).isZero();
        assertThat(permits.releasing(again, me, 1, 2).lost()).isEqualTo(1);
        assertThat(permits.semaphores()).isZero();

        permits.acquired(again, me, 1, 2);
        permits.acquired(S, me, 1, 1);
        assertThat(permits.releasing(again, me, 1, 2).session()).isEqualTo(2);
        assertThat(permits.releasing(again, me, 1, 2).lost()).isEqualTo(1);
    }

    @Test
    void aNameThatWasMadeAnewInTheSameLife_isTheSameSemaphoreToo() {
        permits.acquired(S, me, 1, 1);
        assertThat(permits.releasing(semaphore(1, 9, "s"), me, 1, 2).lost()).isEqualTo(1);
        assertThat(permits.semaphores()).isZero();
    }

    @Test
    void aNameThatIsLearnedLate_counts() {
        permits.acquired(semaphore(1, 7, null), me, 1, 1);
        permits.acquired(S, me, 1, 1);
        assertThat(permits.releasing(semaphore(9, 3, "s"), me, 2, 2).lost()).isEqualTo(2);
    }

    @Test
    void otherSemaphores_areNot() {
        permits.acquired(S, me, 1, 1);
        permits.acquired(semaphore(1, 8, null), me, 1, 1);
        assertThat(permits.releasing(semaphore(9, 7, "t"), me, 1, 2).lost()).isZero();
        assertThat(permits.releasing(semaphore(9, 8, null), me, 1, 2).lost()).isZero();
        assertThat(permits.releasing(semaphore(1, 7, null), me, 1, 2).lost()).isEqualTo(1);
        assertThat(permits.releasing(semaphore(1, 8, "u"), me, 1, 2).lost()).isEqualTo(1);
    }

    @Test
    void threadsThatAreOver_areOneTogether() throws Exception {
        permits.acquired(S, me, 1, 1);
        for (int i = 0; i < 100; i++) {
            permits.acquired(S, ofAThreadThatIsOver(), 1, 1);
            assertThat(permits.owners(S)).isLessThanOrEqualTo(17);
        }
        assertThat(unknown(me, 50, 1)).isZero();
        assertThat(lost(me, 100, 2)).isEqualTo(51);
    }

    @Test
    void semaphoresBeyondMany_forgetTheOneThatWasNotUsedForLongest() {
        permits.acquired(S, me, 1, 1);
        for (int i = 0; i < 10_000; i++) {
            permits.acquired(semaphore(1, 100 + i, null), me, 1, 1);
            permits.acquired(S, me, 1, 1);
            assertThat(permits.semaphores()).isLessThanOrEqualTo(4_096);
        }
        assertThat(permits.releasing(semaphore(1, 100, null), me, 1, 2).lost()).isZero();
        assertThat(permits.releasing(semaphore(1, 10_099, null), me, 1, 2).lost())
                .isEqualTo(1);
        assertThat(lost(me, 20_000, 2)).isEqualTo(10_001);
    }

    @Test
    void noNumberIsTooLarge() {
        for (int i = 0; i < 3; i++) {
            permits.acquired(S, me, Integer.MAX_VALUE, 1);
        }
        assertThat(lost(me, Integer.MAX_VALUE, 2)).isEqualTo(Integer.MAX_VALUE);
    }
}
