package dev.holdall.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.client.Blocked;
import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.proxy.SharedLock;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where calls are made. In a package of its own, as programs are: the library's own frames do not count. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CallSitesTest {
    @RegisterExtension
    static final ManagerFixture FIXTURE = new ManagerFixture();

    /** Who has it and who waits for it, with a lock that somebody holds. */
    private static Blocked whileWaiting(Manager manager) {
        SharedLock lock = manager.lock(CallSitesTest.class.getName());
        lock.lock();
        try {
            // Through a frame of the JDK's.
            CompletableFuture<Long> waiting = Stream.of("other")
                    .map(owner -> lock.ownedBy(owner).async().lock())
                    .findFirst()
                    .orElseThrow();
            Blocked blocked = Awaitility.await()
                    .until(manager::blocked, now -> now.calls().size() == 1);
            waiting.cancel(true);
            return blocked;
        } finally {
            lock.unlock();
        }
    }

    @Test
    void sitesAreToldIfTheProgramWantsTo() {
        try (Manager manager = Manager.connect(
                FIXTURE.server().address(), FIXTURE.clientOptions().callSites(true))) {
            Blocked blocked = whileWaiting(manager);

            assertThat(blocked.objects().get(0).holders().get(0).party().site())
                    .matches("dev\\.holdall\\.program\\.CallSitesTest\\.whileWaiting\\(CallSitesTest\\.java:\\d+\\)");
            assertThat(blocked.calls().get(0).caller().site())
                    .startsWith("dev.holdall.program.CallSitesTest.lambda$whileWaiting$");
            assertThat(blocked.toString()).contains(" at dev.holdall.program.CallSitesTest.whileWaiting(");
        }
    }

    @Test
    void sitesAreNotToldUnlessTheProgramWantsTo() {
        Blocked blocked = whileWaiting(FIXTURE.manager());

        assertThat(blocked.calls().get(0).caller().site()).isNull();
        assertThat(blocked.objects().get(0).holders().get(0).party().site()).isNull();
    }
}
