package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.Refused;
import dev.holdall.client.SessionLost;
import dev.holdall.client.TypeRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The asynchronous twins: the same results and failures, in order, without holding anybody up. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AsyncTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static final TypeRef<String> STRINGS = TypeRef.of(String.class);

    private static Manager manager() {
        return MANAGERS.manager();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    /** The failure of a future, as its synchronous twin would throw it. */
    private static Throwable failure(CompletableFuture<?> future) throws Exception {
        try {
            throw new AssertionError("completed with " + get(future));
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    // Results ----------------------------------------------------------------------------------------------------

    @Test
    void list() throws Exception {
        SharedList<String> list = manager().list(String.class);
        AsyncList<String> async = list.async();
        assertThat(get(async.add("a"))).isTrue();
        assertThat(get(async.addAll(Arrays.asList("b", null, "d")))).isTrue();
        assertThat(get(async.addAll(List.of()))).isFalse();
        assertThat(get(async.get(0))).isEqualTo("a");
        assertThat(get(async.get(2))).isNull();
        assertThat(get(async.get(-1))).isEqualTo("d");
        assertThat(get(async.set(1, "B"))).isEqualTo("b");
        assertThat(get(async.remove(-2))).isNull();
        assertThat(get(async.size())).isEqualTo(3);
        assertThat(list).containsExactly("a", "B", "d");
        assertThat(get(async.clear())).isNull();
        assertThat(list).isEmpty();
    }

    @Test
    void dict() throws Exception {
        SharedDict<String, Integer> dict = manager().dict(String.class, Integer.class);
        AsyncDict<String, Integer> async = dict.async();
        assertThat(get(async.put("a", 1))).isNull();
        assertThat(get(async.put("a", 2))).isEqualTo(1);
        assertThat(get(async.set("b", 3))).isNull();
        assertThat(get(async.set("b", 4))).isNull();
        assertThat(get(async.putIfAbsent("a", 9))).isEqualTo(2);
        assertThat(get(async.putIfAbsent("c", 5))).isNull();
        assertThat(get(async.get("c"))).isEqualTo(5);
        assertThat(get(async.get("d"))).isNull();
        assertThat(get(async.containsKey("c"))).isTrue();
        assertThat(get(async.containsKey("d"))).isFalse();
        assertThat(get(async.remove("c"))).isEqualTo(5);
        assertThat(get(async.remove("c"))).isNull();
        assertThat(get(async.size())).isEqualTo(2);
        assertThat(dict).containsEntry("a", 2).containsEntry("b", 4).hasSize(2);
    }

    @Test
    void queue() throws Exception {
        SharedQueue<String> queue = manager().queue(STRINGS, 2);
        AsyncQueue<String> async = queue.async();
        assertThat(get(async.poll())).isNull();
        assertThat(get(async.peek())).isNull();
        assertThat(get(async.offer("a"))).isTrue();
        assertThat(get(async.put("b"))).isTrue();
        assertThat(get(async.offer("c"))).isFalse();
        assertThat(get(async.size())).isEqualTo(2);
        assertThat(get(async.peek())).isEqualTo("a");
        assertThat(get(async.take())).isEqualTo("a");
        assertThat(get(async.poll(10))).containsExactly("b");
        assertThat(get(async.poll(10))).isEmpty();
        assertThat(get(async.poll(1, TimeUnit.MILLISECONDS))).isNull();
        assertThat(get(async.poll(-1, TimeUnit.DAYS))).isNull();
        CompletableFuture<String> taker = async.take();
        CompletableFuture<String> poller = async.poll(1, TimeUnit.HOURS);
        queue.addAll(List.of("x", "y"));
        assertThat(get(taker)).isEqualTo("x");
        assertThat(get(poller)).isEqualTo("y");
    }

    @Test
    void value() throws Exception {
        SharedValue<String> value = manager().value(String.class, "a");
        AsyncValue<String> async = value.async();
        assertThat(get(async.get())).isEqualTo("a");
        assertThat(get(async.set("b"))).isNull();
        assertThat(get(async.getAndSet("c"))).isEqualTo("b");
        assertThat(get(async.compareAndSet("x", "d"))).isFalse();
        assertThat(get(async.compareAndSet("c", null))).isTrue();
        assertThat(get(async.get())).isNull();
    }

    // Failures ---------------------------------------------------------------------------------------------------

    @Test
    void failuresAreThoseOfTheSynchronousTwin() throws Exception {
        SharedList<String> list = manager().list("deleted-list", String.class);
        SharedDict<String, String> dict = manager().dict("deleted-dict", String.class, String.class);
        SharedQueue<String> queue = manager().queue("deleted-queue", String.class);
        SharedValue<String> value = manager().value("deleted-value", String.class, "a");
        assertThat(failure(list.async().get(0)))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage(caught(() -> list.get(0)).getMessage());
        assertThat(failure(list.async().set(5, "a"))).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(failure(list.async().remove(-1))).isInstanceOf(IndexOutOfBoundsException.class);
        CompletableFuture<String> parked = queue.async().take();
        for (String name : List.of("deleted-list", "deleted-dict", "deleted-queue", "deleted-value")) {
            assertThat(manager().delete(name)).isTrue();
        }
        for (CompletableFuture<?> call : List.of(
                list.async().size(),
                list.async().add("a"),
                dict.async().get("a"),
                dict.async().put("a", "b"),
                queue.async().poll(),
                queue.async().put("a"),
                queue.async().take(),
                value.async().get(),
                value.async().set("b"),
                parked)) {
            assertThat(failure(call))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Refused.Reason.NO_SUCH_OBJECT));
        }
    }

    private static Throwable caught(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            return e;
        }
        throw new AssertionError("did not throw");
    }

    @Test
    void badArguments_areThrownAtOnce() {
        SharedDict<String, String> dict = manager().dict(String.class, String.class);
        SharedQueue<String> queue = manager().queue(STRINGS);
        assertThatNullPointerException().isThrownBy(() -> dict.async().put(null, "a"));
        assertThatNullPointerException().isThrownBy(() -> dict.async().put("a", null));
        assertThatNullPointerException().isThrownBy(() -> dict.async().get(null));
        assertThatNullPointerException().isThrownBy(() -> queue.async().put(null));
        assertThat(dict).isEmpty();
        assertThat(queue).isEmpty();
    }

    @Test
    void afterClose_failsWithSessionLost() throws Exception {
        Manager closed = MANAGERS.connect();
        SharedQueue<String> queue = closed.queue(STRINGS);
        CompletableFuture<String> parked = queue.async().take();
        CompletableFuture<Integer> size = queue.async().size();
        get(size);
        closed.close();
        assertThat(failure(parked)).isInstanceOf(SessionLost.class);
        // Not thrown, though nothing is left that could run continuations elsewhere.
        assertThat(failure(queue.async().take())).isInstanceOf(SessionLost.class);
        assertThat(failure(queue.async().put("a"))).isInstanceOf(SessionLost.class);
    }

    // Order ------------------------------------------------------------------------------------------------------

    @Test
    void manyPipelined_inTheirOrder() throws Exception {
        SharedList<Integer> list = manager().list(Integer.class);
        SharedQueue<Integer> queue = manager().queue(Integer.class);
        SharedDict<Integer, Integer> dict = manager().dict(Integer.class, Integer.class);
        int many = 100_000;
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            calls.add(queue.async().put(i));
        }
        for (int i = 0; i < many / 10; i++) {
            calls.add(list.async().add(i));
            calls.add(dict.async().set(i, i));
        }
        // A synchronous call comes after what this thread has started before.
        assertThat(list).hasSize(many / 10);
        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        List<Integer> drained = new ArrayList<>();
        queue.drainTo(drained);
        assertThat(drained).isEqualTo(IntStream.range(0, many).boxed().toList());
        assertThat(list.stream().toList())
                .isEqualTo(IntStream.range(0, many / 10).boxed().toList());
        assertThat(dict).hasSize(many / 10);
    }

    // Cancelling -------------------------------------------------------------------------------------------------

    @Test
    void cancelledTake_isWithdrawn() throws Exception {
        SharedQueue<String> queue = manager().queue(STRINGS);
        CompletableFuture<String> first = queue.async().take();
        CompletableFuture<String> second = queue.async().take();
        queue.size();
        assertThat(first.cancel(true)).isTrue();
        assertThat(first).isCancelled();
        assertThatThrownBy(first::join).isInstanceOf(CancellationException.class);
        queue.add("a");
        queue.add("b");
        assertThat(get(second)).isEqualTo("a");
        assertThat(queue.poll()).isEqualTo("b");
        assertThat(first.cancel(true)).isTrue();
        assertThat(second.cancel(true)).isFalse();
    }

    @Test
    void timedOutTake_isWithdrawn() throws Exception {
        SharedQueue<String> queue = manager().queue(STRINGS);
        CompletableFuture<String> first = queue.async().take().orTimeout(20, TimeUnit.MILLISECONDS);
        assertThat(failure(first)).isInstanceOf(TimeoutException.class);
        CompletableFuture<String> other = queue.async().take().completeOnTimeout("none", 20, TimeUnit.MILLISECONDS);
        assertThat(get(other)).isEqualTo("none");
        CompletableFuture<String> third = queue.async().take();
        queue.add("a");
        assertThat(get(third)).isEqualTo("a");
    }

    @Test
    void cancelledPut_isWithdrawn() throws Exception {
        SharedQueue<String> queue = manager().queue(STRINGS, 1);
        queue.add("a");
        CompletableFuture<Boolean> put = queue.async().put("b");
        queue.size();
        put.cancel(true);
        assertThat(queue.take()).isEqualTo("a");
        assertThat(queue.poll(50, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void cancelAndGrantAtTheSameMoment_loseNothing() throws Exception {
        SharedQueue<Integer> queue = manager().queue(Integer.class);
        int rounds = 2_000;
        Set<Integer> got = ConcurrentHashMap.newKeySet();
        List<CompletableFuture<Integer>> takers = new ArrayList<>();
        Waiting<Void> canceller = Waiting.start(() -> {
            for (int i = 0; i < rounds; i++) {
                CompletableFuture<Integer> taker = queue.async().take();
                takers.add(taker);
                taker.thenAccept(element -> assertThat(got.add(element)).isTrue());
                if (i % 3 != 0) {
                    taker.cancel(true);
                }
            }
            return null;
        });
        for (int i = 0; i < rounds; i++) {
            queue.async().put(i);
        }
        canceller.get();
        // There are as many elements as takers: those whom nobody cancels get one each.
        for (int i = 0; i < rounds; i += 3) {
            get(takers.get(i));
        }
        Set<Integer> left = ConcurrentHashMap.newKeySet();
        await().untilAsserted(() -> {
            queue.drainTo(left);
            assertThat(got.size() + left.size()).isEqualTo(rounds);
        });
        assertThat(left).doesNotContainAnyElementsOf(got);
    }

    // Continuations ----------------------------------------------------------------------------------------------

    @Test
    void continuationThatCalls_cannotLockUp() throws Exception {
        SharedList<String> list = manager().list(String.class);
        CompletableFuture<Integer> first = list.async().add("x").thenApply(added -> list.size());
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        List<CompletableFuture<Integer>> sizes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            sizes.add(list.async().add("x").thenApply(added -> list.size()));
        }
        for (CompletableFuture<Integer> size : sizes) {
            assertThat(get(size)).isBetween(2, 501);
        }
    }

    /** The answer that the continuation waits for comes in the same frame. */
    @Test
    void continuationThatWaitsForALaterAnswer_cannotLockUp() throws Exception {
        SharedQueue<Integer> queue = manager().queue(Integer.class);
        for (int round = 0; round < 20; round++) {
            CompletableFuture<Boolean> later = new CompletableFuture<>();
            // Not answered yet, so that the continuation does not run here.
            CompletableFuture<Boolean> first = queue.async().take().thenApply(element -> later.join());
            for (int i = 0; i < 50; i++) {
                queue.async().put(i);
            }
            queue.async().size().thenAccept(size -> later.complete(true));
            assertThat(get(first)).isTrue();
            queue.clear();
        }
    }

    @Test
    void continuationsThatBlock_holdNobodyUp() throws Exception {
        SharedQueue<String> queue = manager().queue(STRINGS);
        CountDownLatch open = new CountDownLatch(1);
        List<CompletableFuture<Void>> blocked = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            blocked.add(queue.async().take().thenAccept(element -> awaitIt(open)));
        }
        queue.addAll(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
        CompletableFuture<String> goesOn = queue.async().offer("a").thenApply(accepted -> queue.poll());
        assertThat(goesOn.get(20, TimeUnit.SECONDS)).isEqualTo("a");
        assertThat(queue).isEmpty();
        open.countDown();
        for (CompletableFuture<Void> future : blocked) {
            get(future);
        }
    }

    private static void awaitIt(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("not released");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void continuationThatThrows_harmsNoOther() throws Exception {
        SharedList<Integer> list = manager().list(Integer.class);
        List<CompletableFuture<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            CompletableFuture<Boolean> call = list.async().add(i);
            call.thenRun(() -> {
                throw new AssertionError("on purpose");
            });
            calls.add(call);
        }
        for (CompletableFuture<Boolean> call : calls) {
            assertThat(get(call)).isTrue();
        }
    }

    /** A record that can break: its constructor throws an Error then. */
    record Fragile(int number) {
        static volatile boolean broken;

        Fragile {
            if (broken) {
                throw new AssertionError("on purpose");
            }
        }
    }

    @Test
    void resultWhoseReadingThrowsAnError_failsAndGoesBack() throws Exception {
        SharedQueue<Fragile> queue = manager().queue(Fragile.class);
        queue.add(new Fragile(1));
        SharedList<Fragile> list = manager().list(Fragile.class);
        list.add(new Fragile(2));
        Fragile.broken = true;
        try {
            assertThatThrownBy(() -> get(queue.async().take())).isInstanceOf(ExecutionException.class);
            assertThatThrownBy(() -> get(list.async().get(0))).isInstanceOf(ExecutionException.class);
            assertThat(get(list.async().size())).isEqualTo(1);
        } finally {
            Fragile.broken = false;
        }
        assertThat(queue.poll(20, TimeUnit.SECONDS)).isEqualTo(new Fragile(1));
    }

    @Test
    void resultThatCannotBeRead_failsAndGoesBack() throws Exception {
        SharedQueue<Object> written = manager().queue("unreadable", new TypeRef<Object>() {});
        SharedQueue<String> read = MANAGERS.other().queue("unreadable", String.class);
        written.add(5);
        assertThat(failure(read.async().take())).isInstanceOf(ClassCastException.class);
        await().untilAsserted(() -> assertThat(written).containsExactly(5));
        assertThatThrownBy(read::take).isInstanceOf(ClassCastException.class);
        await().untilAsserted(() -> assertThat(written).containsExactly(5));
        assertThatThrownBy(() -> read.drainTo(new ArrayList<>())).isInstanceOf(ClassCastException.class);
        await().untilAsserted(() -> assertThat(written).containsExactly(5));
    }

    @Test
    void continuations_runOnThreadsOfTheirOwn() throws Exception {
        SharedQueue<String> queue = manager().queue(STRINGS);
        CompletableFuture<String> thread =
                queue.async().take().thenApply(element -> Thread.currentThread().getName());
        queue.add("a");
        assertThat(get(thread)).startsWith("holdall-continuation-");
        CompletableFuture<String> ofAFailure = manager()
                .list(String.class)
                .async()
                .get(7)
                .handle((element, failure) -> Thread.currentThread().getName());
        assertThat(get(ofAFailure)).matches(name -> !name.contains("holdall-client"), "is no event loop");
    }
}
