package dev.holdall.client.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.client.routine.Bound;
import dev.holdall.client.routine.Computation;
import dev.holdall.v1.PoolBundle;
import dev.holdall.v1.PoolTask;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is sent to the workers when, without any workers. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DispatchTest {
    private static final int SHORT_NANOS = 1_000;

    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private final Manager manager = MANAGERS.manager();
    private final SharedQueue<Parcel> tasks = manager.queue(Parcel.class);
    private final TaskEncoder encoder = new TaskEncoder(manager.proxies().codecs());
    private final Bound routine = Bound.of((Computation.Of0<String>) DispatchTest::nothing);
    private final Dispatch dispatch = new Dispatch(tasks, manager.queue(Parcel.class), 1, 2, (failed, why) -> {
        throw new AssertionError(why);
    });

    static String nothing() {
        return "";
    }

    private void add(long id) {
        dispatch.add(encoder.encode(id, routine.routine(), List.of(routine.with(List.of()))));
    }

    private PoolBundle sent() throws Exception {
        Parcel parcel = tasks.poll(20, TimeUnit.SECONDS);
        assertThat(parcel).isNotNull();
        return PoolBundle.parseFrom(parcel.bytes());
    }

    private static List<Long> ids(PoolBundle bundle) {
        return bundle.getTasksList().stream().map(PoolTask::getId).toList();
    }

    private void finish(PoolBundle bundle) {
        ids(bundle).forEach(id -> assertThat(dispatch.ended(bundle.getId(), id)).isTrue());
        dispatch.done(bundle.getId(), SHORT_NANOS);
    }

    @Test
    void whatAWorkerHasNotBegun_goesToAnotherAtOnce_whileItsBundleLasts() throws Exception {
        for (int i = 0; i < 20; i++) {
            // Now it knows that tasks are short, and puts many in a bundle.
            add(i);
            finish(sent());
        }
        add(100);
        add(101);
        for (int i = 102; i < 110; i++) {
            add(i);
        }
        PoolBundle first = sent();
        PoolBundle second = sent();
        assertThat(ids(first)).containsExactly(100L);
        finish(first);
        PoolBundle together = sent();
        assertThat(together.getTasksCount()).isGreaterThan(1);
        finish(second);
        long left = 8 - together.getTasksCount();
        while (left > 0) {
            PoolBundle next = sent();
            left -= next.getTasksCount();
            finish(next);
        }
        // One bundle is under way, whose first task takes long.
        List<Long> behind = ids(together).subList(1, together.getTasksCount());
        behind.forEach(id -> dispatch.notBegun(together.getId(), id));
        for (int i = 0; i < behind.size(); i++) {
            PoolBundle again = sent();
            assertThat(behind).contains(ids(again).get(0));
            finish(again);
        }
        finish(PoolBundle.newBuilder(together)
                .clearTasks()
                .addTasks(together.getTasks(0))
                .build());
        assertThat(tasks).isEmpty();
    }
}
