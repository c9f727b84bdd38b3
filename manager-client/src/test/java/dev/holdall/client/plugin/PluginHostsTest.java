package dev.holdall.client.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.PluginFault;
import dev.holdall.client.plugin.TestPlugins.Leaking;
import dev.holdall.client.plugin.TestPlugins.Looping;
import dev.holdall.client.plugin.TestPlugins.Tally;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.server.ServerOptions;
import dev.holdall.server.plugin.PluginOptions;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plug-ins that harm their host, and hosts that are killed: who else notices. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PluginHostsTest {
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private static ManagerFixture managers;

    @BeforeAll
    static void start() {
        managers = ManagerFixture.start(
                new ServerOptions().plugins(new PluginOptions().timeout(LIMIT).heap("48m")));
    }

    @AfterAll
    static void stop() {
        long host = host();
        managers.close();
        Awaitility.await().until(() -> ProcessHandle.of(host).isEmpty());
    }

    private static Manager manager() {
        return managers.manager();
    }

    /** The process that runs now, once there is one. */
    private static long host() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> managers.server().pluginHost(), java.util.OptionalLong::isPresent)
                .getAsLong();
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    private static <T> CompletableFuture<T> inTheBackground(Callable<T> call) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                future.complete(call.call());
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    private static PluginFault fault(CompletableFuture<?> call) throws Exception {
        try {
            Object result = call.get(100, TimeUnit.SECONDS);
            throw new AssertionError("it was done: " + result);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(PluginFault.class);
            return (PluginFault) e.getCause();
        }
    }

    /**
     * Uses built-in objects and other plug-in objects until a call is over, and a little longer. Each of these calls succeeds.
     *
     * @return how often it had used them when the call was not over yet
     */
    private static int othersWorkUntilOver(CompletableFuture<?> call) {
        SharedList<Integer> list = manager().list(Integer.class);
        Tally other = manager().plugin(Tally.class, 0L);
        int rounds = 0;
        int meanwhile = 0;
        while (!call.isDone() || rounds < meanwhile + 3) {
            list.add(rounds);
            rounds++;
            assertThat(other.add(1)).isEqualTo(rounds);
            meanwhile = call.isDone() ? meanwhile : rounds;
        }
        assertThat(list).hasSize(rounds);
        return meanwhile;
    }

    @Test
    void loop_harmsItsOwnCallOnly() throws Exception {
        Looping looping = manager().plugin(Looping.class);
        assertThat(looping.count()).isEqualTo(1);
        long before = host();

        CompletableFuture<Void> loop = inTheBackground(() -> {
            looping.loop();
            return null;
        });
        assertThat(othersWorkUntilOver(loop)).isPositive();

        assertThat(fault(loop).reason()).isEqualTo(PluginFault.Reason.TIME_LIMIT);
        assertThat(looping.count()).isEqualTo(2);
        // Its thread could not be stopped otherwise.
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> host() != before);
        assertThat(looping.count()).isEqualTo(3);
    }

    @Test
    void leak_harmsItsOwnCallOnly() throws Exception {
        Leaking leaking = manager().plugin("leaking", Leaking.class);
        assertThat(leaking.count()).isEqualTo(1);

        CompletableFuture<Integer> leak = inTheBackground(leaking::leak);
        othersWorkUntilOver(leak);

        assertThat(fault(leak).reason()).isEqualTo(PluginFault.Reason.HOST_LOST);
        assertThat(leaking.count()).isEqualTo(2);
    }

    @Test
    void host_thatIsKilledBetweenCalls() {
        Tally tally = manager().plugin(Tally.class, 0L);
        assertThat(tally.add(1)).isEqualTo(1);
        kill(host());
        assertThat(tally.add(1)).isEqualTo(2);
        assertThat(tally.get()).isEqualTo(2);
    }

    @Test
    void host_thatIsKilledDuringACall() throws Exception {
        SharedQueue<String> there = manager().queue(String.class);
        SharedQueue<String> word = manager().queue(String.class);
        Tally tally = manager().plugin(Tally.class, 7L);
        CompletableFuture<String> call = inTheBackground(() -> tally.meet(there, word));
        assertThat(there.take()).isEqualTo("here");
        kill(host());
        // It runs again.
        assertThat(there.take()).isEqualTo("here");
        word.put("go");
        assertThat(call.get(60, TimeUnit.SECONDS)).isEqualTo("go");
        assertThat(tally.get()).isEqualTo(7);
    }

    @Test
    void plugin_thatEndsItsProcess() {
        Tally tally = manager().plugin(Tally.class, 7L);
        assertThatExceptionOfType(PluginFault.class)
                .isThrownBy(tally::ends)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(PluginFault.Reason.HOST_LOST));
        assertThat(tally.get()).isEqualTo(7);
    }
}
