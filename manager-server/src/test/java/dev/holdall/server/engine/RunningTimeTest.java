package dev.holdall.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunningTimeTest {
    /** As a clock may have it that is about to overflow. */
    private long now = Long.MAX_VALUE - 5;

    private final RunningTime time = new RunningTime(() -> now);
    private final List<String> done = new ArrayList<>();

    /** Keeps what is scheduled, to be run by hand. */
    private static final class ByHand extends ScheduledThreadPoolExecutor {
        final List<Runnable> steps = new ArrayList<>();
        final List<Long> millis = new ArrayList<>();

        ByHand() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable step, long delay, TimeUnit unit) {
            steps.add(step);
            millis.add(unit.toMillis(delay));
            return super.schedule(() -> {}, 0, TimeUnit.NANOSECONDS);
        }
    }

    private final ByHand executor = new ByHand();

    @AfterEach
    void close() {
        executor.shutdownNow();
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void what_passes_between_two_looks_counts_up_to_a_second() {
        assertThat(time.passed()).isZero();
        now += 10;
        assertThat(time.passed()).isEqualTo(10);
        pass(1_000);
        assertThat(time.passed()).isEqualTo(10 + RunningTime.MOST_NANOS);
        pass(3_600_000);
        assertThat(time.passed()).isEqualTo(10 + 2 * RunningTime.MOST_NANOS);
        now -= 7;
        assertThat(time.passed()).isEqualTo(10 + 2 * RunningTime.MOST_NANOS);
    }

    @Test
    void a_timer_waits_in_steps_and_does_it_once() {
        RunningTimer.after(executor, () -> now, 1_000, () -> done.add("ended"));
        for (int i = 0; i < executor.steps.size(); i++) {
            assertThat(done).isEmpty();
            pass(executor.millis.get(i));
            executor.steps.get(i).run();
        }
        assertThat(executor.millis).containsExactly(400L, 400L, 200L);
        assertThat(done).containsExactly("ended");
    }

    @Test
    void a_timer_waits_on_after_the_process_stood_still() {
        RunningTimer.after(executor, () -> now, 3_000, () -> done.add("ended"));
        pass(60_000);
        executor.steps.get(0).run();
        assertThat(done).isEmpty();
        pass(1_000);
        executor.steps.get(1).run();
        assertThat(done).isEmpty();
        pass(1_000);
        executor.steps.get(2).run();
        assertThat(done).containsExactly("ended");
    }

    @Test
    void without_time_it_is_done_at_once() {
        RunningTimer.after(executor, () -> now, 0, () -> done.add("ended"));
        assertThat(done).containsExactly("ended");
    }
}
