package dev.holdall.client.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.process.WorkerContext;
import dev.holdall.client.process.WorkerProcess;
import dev.holdall.client.proxy.SharedInteger;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.client.python.Python;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pools of worker processes. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerPoolTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static WorkerPool pool;

    private final Manager manager = MANAGERS.manager();

    /** Something with parts. */
    public record Tile(int x, int y) {}

    /** A task as an object. */
    public record Area(Tile tile) implements Callable<Long> {
        @Override
        public Long call() {
            return (long) tile.x() * tile.y();
        }
    }

    /** A task that fails. */
    public record Fails(String why) implements Callable<Long> {
        @Override
        public Long call() {
            throw new IllegalStateException(why);
        }
    }

    /** A task without a result. */
    public record Adds(SharedList<String> list, String word) implements Runnable {
        @Override
        public void run() {
            list.add(word);
        }
    }

    private static volatile String greeting = "nobody was greeted";

    static int square(int n) {
        return n * n;
    }

    static Tile turned(Tile tile) {
        return new Tile(tile.y(), tile.x());
    }

    static String repeat(String word, int times) {
        return word.repeat(times);
    }

    static int failAtFive(int n) {
        if (n == 5) {
            throw new IllegalStateException("five");
        }
        return n;
    }

    static void greet(String whom) {
        greeting = "hello " + whom;
    }

    static String greeting() {
        return greeting;
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }

    static SharedList<Integer> listOf(SharedList<Integer> list, int added) {
        list.add(added);
        return list;
    }

    /** Says who runs it, and ends its process if it is the first to. */
    static long endsTheFirst(SharedInteger runs) {
        if (runs.incrementAndGet() == 1) {
            Runtime.getRuntime().halt(3);
        }
        return pid();
    }

    static void endsAll(SharedInteger runs) {
        runs.incrementAndGet();
        Runtime.getRuntime().halt(3);
    }

    static int slow(SharedQueue<Integer> started, int n) throws InterruptedException {
        started.put(n);
        TimeUnit.SECONDS.sleep(60);
        return n;
    }

    @BeforeAll
    static void start() {
        pool = MANAGERS.manager().pool(2);
    }

    @AfterAll
    static void stop() {
        pool.terminate();
    }

    @Test
    @Python("Pool")
    @Python("Pool.apply")
    @Python("Pool.apply_async")
    @Python("AsyncResult.get")
    void submit_runsAStaticMethod_aLambdaOrARecord() throws Exception {
        int factor = 7;
        assertThat(pool.submit(WorkerPoolTest::square, 12).get()).isEqualTo(144);
        assertThat(pool.submit(WorkerPoolTest::turned, new Tile(1, 2)).get()).isEqualTo(new Tile(2, 1));
        assertThat(pool.submit(WorkerPoolTest::repeat, "ab", 3).get()).isEqualTo("ababab");
        assertThat(pool.submit((Integer n) -> n * factor, 6).get()).isEqualTo(42);
        assertThat(pool.submit(() -> factor).get()).isEqualTo(7);
        assertThat(pool.submit(new Area(new Tile(3, 4))).get()).isEqualTo(12L);
        assertThat(pool.submit(() -> {}).get()).isNull();
    }

    @Test
    void tasks_runInOtherProcesses() throws Exception {
        Set<Long> pids = Set.copyOf(pool.map(n -> ProcessHandle.current().pid(), List.of(1, 2, 3, 4)));
        assertThat(pids)
                .isNotEmpty()
                .isSubsetOf(pool.workers().stream().map(WorkerProcess::pid).toList())
                .doesNotContain(ProcessHandle.current().pid());
        assertThat(pool.submit(() -> WorkerContext.current().orElseThrow().name())
                        .get())
                .startsWith("Pool-");
    }

    @Test
    void anExecutorService_isWhatItIs() throws Exception {
        SharedList<String> list = manager.list(String.class);
        assertThat(pool.submit(new Adds(list, "a"), "done").get()).isEqualTo("done");
        assertThat(pool.submit(new Adds(list, "b")).get()).isNull();
        assertThat(list).containsExactly("a", "b");
        List<Future<Long>> all = pool.invokeAll(List.of(new Area(new Tile(1, 1)), new Area(new Tile(2, 2))));
        assertThat(all.get(0).get()).isEqualTo(1);
        assertThat(all.get(1).get()).isEqualTo(4);
        assertThat(pool.invokeAny(List.of(new Fails("any"), new Area(new Tile(5, 5)))))
                .isEqualTo(25);
        assertThatThrownBy(() -> pool.invokeAny(List.of(new Fails("all"))))
                .isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("all");
        assertThatThrownBy(() -> pool.invokeAny(List.of(new Area(new Tile(5, 5))), 0, TimeUnit.SECONDS))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void proxies_goInAndComeOut() throws Exception {
        SharedList<Integer> list = manager.list(Integer.class);
        CompletableFuture<SharedList<Integer>> future = pool.submit(WorkerPoolTest::listOf, list, 1);
        assertThat(future.get()).isEqualTo(list).containsExactly(1);
        // Made there, and held by nobody else.
        assertThat(pool.submit((SharedQueue<Integer> q) -> q, manager.queue(Integer.class))
                        .get())
                .isEmpty();
    }

    @Test
    @Python("Pool.map")
    @Python("Pool.map(chunksize)")
    void map_keepsTheOrder() throws Exception {
        List<Integer> numbers = IntStream.range(0, 1_000).boxed().toList();
        List<Integer> squares = numbers.stream().map(n -> n * n).toList();
        assertThat(pool.map(WorkerPoolTest::square, numbers)).isEqualTo(squares);
        assertThat(pool.over(numbers).chunk(1).map(WorkerPoolTest::square)).isEqualTo(squares);
        assertThat(pool.over(numbers).chunk(5_000).map(WorkerPoolTest::square)).isEqualTo(squares);
        assertThat(pool.map(WorkerPoolTest::square, List.of())).isEmpty();
    }

    @Test
    @Python("Pool.starmap")
    void starmap_takesTwoArguments() throws Exception {
        assertThat(pool.starmap(WorkerPoolTest::repeat, List.of(Map.entry("a", 1), Map.entry("b", 2))))
                .containsExactly("a", "bb");
    }

    @Test
    @Python("Pool.map_async")
    void mapAsync_tellsItsProgress() throws Exception {
        List<Integer> done = Collections.synchronizedList(new ArrayList<>());
        assertThat(pool.over(IntStream.range(0, 10).boxed().toList())
                        .chunk(3)
                        .progress((some, all) -> {
                            assertThat(all).isEqualTo(10);
                            done.add(some);
                        })
                        .mapAsync(WorkerPoolTest::square)
                        .get())
                .hasSize(10);
        assertThat(done).hasSize(4).isSorted().endsWith(10);
    }

    @Test
    @Python("Pool.imap")
    void iterate_givesResultsInOrder_andAsksForItemsAsItGoes() {
        List<Integer> asked = new ArrayList<>();
        Iterable<Integer> endless =
                () -> IntStream.iterate(0, n -> n + 1).peek(asked::add).boxed().iterator();
        Iterator<Integer> squares = pool.over(endless).chunk(3).iterate(WorkerPoolTest::square);
        for (int i = 0; i < 50; i++) {
            assertThat(squares.next()).isEqualTo(i * i);
        }
        assertThat(asked).hasSizeLessThan(150);
    }

    @Test
    @Python("Pool.imap_unordered")
    void iterateUnordered_givesAllResults() {
        List<Integer> results = new ArrayList<>();
        pool.over(IntStream.range(0, 100).boxed().toList())
                .iterateUnordered(WorkerPoolTest::square)
                .forEachRemaining(results::add);
        assertThat(results)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 100).map(n -> n * n).boxed().toList());
    }

    @Test
    @Python("AsyncResult.ready")
    @Python("AsyncResult.successful")
    void aFuture_saysHowItEnded() throws Exception {
        CompletableFuture<Integer> good = pool.submit(WorkerPoolTest::failAtFive, 4);
        CompletableFuture<Integer> bad = pool.submit(WorkerPoolTest::failAtFive, 5);
        CompletableFuture.allOf(good, bad).handle((all, failure) -> failure).get(60, TimeUnit.SECONDS);
        assertThat(good).isDone().isNotCompletedExceptionally();
        assertThat(bad).isDone().isCompletedExceptionally();
    }

    @Test
    void whatATaskThrows_isToldWithItsStack() {
        assertThatThrownBy(() -> pool.map(WorkerPoolTest::failAtFive, List.of(1, 5, 9)))
                .isInstanceOf(TaskFailed.class)
                .hasMessageContaining("five")
                .satisfies(failure -> {
                    assertThat(((TaskFailed) failure).exception()).isEqualTo("java.lang.IllegalStateException");
                    assertThat(failure.getCause().getStackTrace()[0].getMethodName())
                            .isEqualTo("failAtFive");
                });
        assertThatThrownBy(() -> pool.submit(WorkerPoolTest::failAtFive, 5).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TaskFailed.class);
        Iterator<Integer> iterator = pool.over(List.of(4, 5, 6)).iterate(WorkerPoolTest::failAtFive);
        assertThat(iterator.next()).isEqualTo(4);
        assertThatThrownBy(iterator::next).isInstanceOf(TaskFailed.class);
        assertThat(iterator.next()).isEqualTo(6);
        assertThat(iterator.hasNext()).isFalse();
    }

    @Test
    void whatCannotTravel_isRefusedAtOnce() {
        assertThatThrownBy(() -> pool.submit((Callable<Integer>) new ArrayList<Integer>()::size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("static method reference");
        assertThatThrownBy(() -> pool.submit((Thread t) -> t.getId(), Thread.currentThread()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Thread");
    }

    @Test
    void aResultThatCannotBeSent_isAFailure() {
        assertThatThrownBy(() ->
                        pool.submit((Integer n) -> new byte[n], 20_000_000).join())
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("cannot be sent");
        assertThatThrownBy(() -> pool.submit(() -> Thread.currentThread()).join())
                .hasMessageContaining("Thread");
    }

    @Test
    void whatOtherClassesOffer_isNotForPools() {
        assertThatThrownBy(() -> pool.submit(System::lineSeparator).join())
                .hasRootCauseInstanceOf(WorkerLost.class)
                .hasMessageContaining("java.lang.System");
    }

    @Test
    @Python("Pool(initializer)")
    void theInitializer_runsFirstInEachWorker() throws Exception {
        try (WorkerPool greeted =
                manager.pool(new PoolOptions().workers(2).initializer(WorkerPoolTest::greet, "you"))) {
            assertThat(greeted.over(List.of(1, 2, 3, 4)).chunk(1).map(n -> greeting()))
                    .containsOnly("hello you");
        }
    }

    @Test
    void aPoolWhoseWorkersDoNothingButEnd_fails() {
        WorkerPool broken = manager.pool(new PoolOptions()
                .workers(1)
                .initializer(() -> {
                    throw new IllegalStateException("no license");
                })
                .eachWorker(worker -> worker.errors(line -> {})));
        CompletableFuture<Integer> waiting = broken.submit(WorkerPoolTest::square, 2);
        assertThatThrownBy(waiting::join).hasCauseInstanceOf(WorkerLost.class).hasStackTraceContaining("no license");
        assertThatThrownBy(() -> broken.submit(WorkerPoolTest::square, 2))
                .isInstanceOf(RejectedExecutionException.class);
        broken.close();
    }

    @Test
    @Python("Pool(maxtasksperchild)")
    void aWorkerEndsAfterItsTasks_andAnotherTakesItsPlace() throws Exception {
        try (WorkerPool short_ = manager.pool(new PoolOptions().workers(1).maxTasksPerChild(2))) {
            List<Long> pids = short_.over(List.of(1, 2, 3, 4)).chunk(1).map(n -> pid());
            assertThat(pids.get(0)).isEqualTo(pids.get(1)).isNotEqualTo(pids.get(2));
            assertThat(pids.get(2)).isEqualTo(pids.get(3));
        }
    }

    @Test
    void aTaskWhoseWorkerEnds_isLost_orTriedAgain() throws Exception {
        SharedInteger runs = manager.intValue(0);
        assertThatThrownBy(() -> pool.submit(WorkerPoolTest::endsTheFirst, runs).join())
                .hasCauseInstanceOf(WorkerLost.class);
        assertThat(runs.get()).isEqualTo(1);
        try (WorkerPool patient = manager.pool(new PoolOptions().workers(2).retries(1))) {
            runs.set(0);
            assertThat(patient.submit(WorkerPoolTest::endsTheFirst, runs).get()).isPositive();
            assertThat(runs.get()).isEqualTo(2);
            runs.set(0);
            assertThatThrownBy(() -> patient.submit(
                                    (SharedInteger n) -> {
                                        endsAll(n);
                                        return 0;
                                    },
                                    runs)
                            .join())
                    .hasCauseInstanceOf(WorkerLost.class);
            assertThat(runs.get()).isEqualTo(2);
        }
    }

    @Test
    @Python("Pool.close")
    @Python("Pool.join")
    void aPoolThatIsShutDown_doesWhatWasSubmitted() throws Exception {
        WorkerPool closing = manager.pool(1);
        List<CompletableFuture<Integer>> futures = IntStream.range(0, 20)
                .mapToObj(n -> closing.submit(WorkerPoolTest::square, n))
                .toList();
        List<WorkerProcess> workers = closing.workers();

        closing.shutdown();

        assertThat(closing.isShutdown()).isTrue();
        assertThatThrownBy(() -> closing.submit(WorkerPoolTest::square, 1))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(closing.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(closing.isTerminated()).isTrue();
        assertThat(futures.stream().map(CompletableFuture::join))
                .isEqualTo(IntStream.range(0, 20).map(n -> n * n).boxed().toList());
        assertThat(workers).hasSize(1).allMatch(worker -> worker.exitCode().orElse(-1) == 0);
        assertThat(closing.workers()).isEmpty();
    }

    @Test
    @Python("Pool.terminate")
    void aPoolThatIsTerminated_cancelsWhatIsNotDone() throws Exception {
        SharedQueue<Integer> started = manager.queue(Integer.class);
        WorkerPool ending = manager.pool(1);
        CompletableFuture<Integer> running = ending.submit(WorkerPoolTest::slow, started, 1);
        CompletableFuture<Integer> waiting = ending.submit(WorkerPoolTest::slow, started, 2);
        assertThat(started.take()).isEqualTo(1);
        List<WorkerProcess> workers = ending.workers();

        assertThat(ending.shutdownNow()).isEmpty();

        assertThatThrownBy(running::join).isInstanceOf(CancellationException.class);
        assertThatThrownBy(waiting::join).isInstanceOf(CancellationException.class);
        assertThat(ending.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(workers).hasSize(1).allMatch(worker -> worker.signal().orElse(0) == 9);
    }

    @Test
    void poolsOfOneName_shareTheirWorkers() throws Exception {
        PoolOptions named = new PoolOptions().name("shared");
        try (WorkerPool working = manager.pool(named.workers(1));
                WorkerPool asking = MANAGERS.other().pool(named.workers(0))) {
            assertThat(asking.submit(WorkerPoolTest::pid).get())
                    .isEqualTo(working.workers().get(0).pid());
            assertThat(asking.workers()).isEmpty();
        }
    }

    @Test
    void settingsThatCannotBe_areRefused() {
        assertThatThrownBy(() -> manager.pool(0)).hasMessageContaining("needs a name");
        assertThatThrownBy(() -> manager.pool(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new PoolOptions().retries(-2)).hasMessageContaining("-2");
        assertThatThrownBy(() -> new PoolOptions().maxTasksPerChild(0)).hasMessageContaining("0");
        assertThatThrownBy(() -> pool.over(List.of(1)).chunk(0)).hasMessageContaining("0");
    }
}
