package dev.holdall.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import dev.holdall.client.call.Operation;
import dev.holdall.client.process.WorkerProcess;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedObject;
import dev.holdall.client.proxy.SharedQueue;
import dev.holdall.client.proxy.SharedSet;
import dev.holdall.client.proxy.SharedValue;
import dev.holdall.v1.ExplainReply;
import dev.holdall.v1.ExplainRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Objects without a name live as long as some process or object refers to them: seen from programs, with their garbage collectors. */
class ReferencesTest {
    @RegisterExtension
    static final ManagerFixture FIXTURE = new ManagerFixture();

    private static final TypeRef<SharedList<String>> LIST = new TypeRef<>() {};

    /** A thread that stays. */
    private static final ExecutorService THREADS = Executors.newSingleThreadExecutor();

    private final Manager manager = FIXTURE.manager();
    private final Manager other = FIXTURE.other();

    @AfterAll
    static void endThreads() {
        THREADS.shutdownNow();
    }

    /** Whether the object is there; asking names it to nobody. */
    private boolean exists(ObjectId id) {
        ExplainRequest request = ExplainRequest.newBuilder().setObject(id).build();
        try {
            other.proxies()
                    .calls()
                    .run(
                            other.proxies().calls().waiting(ObjectsGrpc::newFutureStub),
                            Operation.of(stub -> stub.explain(request), ExplainReply::getCalls));
            return true;
        } catch (Refused e) {
            assertThat(e.reason()).isEqualTo(Refused.Reason.NO_SUCH_OBJECT);
            return false;
        }
    }

    private void awaitGone(ObjectId id) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    System.gc();
                    return !exists(id);
                });
    }

    /** Long enough for a release to be told if there were one: one that comes later arrives after it. */
    private void awaitNoRelease() {
        ObjectId sentinel = id(manager.list(String.class));
        awaitGone(sentinel);
    }

    private static ObjectId id(SharedObject object) {
        return object.handle().id();
    }

    @Test
    void an_object_goes_when_its_last_proxy_is_garbage() {
        SharedList<String> list = manager.list(String.class);
        ObjectId id = id(list);
        list.add("a");
        awaitNoRelease();
        assertThat(exists(id)).isTrue();
        Reference.reachabilityFence(list);
        list = null;
        awaitGone(id);
    }

    @Test
    void an_object_within_another_stays_without_a_proxy() {
        SharedDict<String, SharedList<String>> dict = manager.dict("lists", TypeRef.of(String.class), LIST);
        dict.put("a", manager.list(String.class));
        awaitNoRelease();
        dict.get("a").add("x");
        assertThat(dict.get("a")).containsExactly("x");
        ObjectId id = id(dict.get("a"));
        assertThat(dict.remove("a")).containsExactly("x");
        awaitGone(id);
    }

    @Test
    void a_proxy_that_another_process_read_keeps_its_object() {
        SharedQueue<SharedList<String>> queue = manager.queue("handed over", LIST);
        queue.add(manager.list(String.class));
        SharedList<String> taken = other.queue("handed over", LIST).poll();
        awaitNoRelease();
        taken.add("x");
        assertThat(taken).containsExactly("x");
        ObjectId id = id(taken);
        Reference.reachabilityFence(taken);
        taken = null;
        awaitGone(id);
    }

    @Test
    void a_page_that_is_not_decoded_yet_keeps_what_it_names() {
        SharedList<SharedList<String>> lists = manager.list("of lists", LIST);
        for (int i = 0; i < 10; i++) {
            lists.add(manager.list(String.class));
        }
        var iterator = lists.iterator();
        iterator.next();
        other.list("of lists", LIST).clear();
        awaitNoRelease();
        List<SharedList<String>> rest = new ArrayList<>();
        iterator.forEachRemaining(rest::add);
        rest.forEach(list -> list.add("x"));
        assertThat(rest).hasSize(9).allMatch(list -> list.size() == 1);
    }

    private SharedList<SharedList<String>> three(String name) {
        SharedList<SharedList<String>> lists = manager.list(name, LIST);
        for (int i = 0; i < 3; i++) {
            lists.add(manager.list(String.class));
        }
        return lists;
    }

    @Test
    void an_operator_is_shown_elements_that_stay() {
        List<SharedList<String>> shown = new ArrayList<>();
        three("replaced").replaceAll(list -> {
            awaitNoRelease();
            shown.add(list);
            return null;
        });
        awaitNoRelease();
        shown.forEach(list -> list.add("x"));
        assertThat(shown).hasSize(3).allMatch(list -> list.size() == 1);
    }

    @Test
    void a_filter_is_shown_elements_that_stay() {
        List<SharedList<String>> shown = new ArrayList<>();
        three("filtered").removeIf(list -> {
            awaitNoRelease();
            return shown.add(list);
        });
        awaitNoRelease();
        shown.forEach(list -> list.add("x"));
        assertThat(shown).hasSize(3).allMatch(list -> list.size() == 1);
    }

    /** What happens while a {@link Slow} is decoded. */
    private static final AtomicReference<Runnable> WHILE_DECODING = new AtomicReference<>(() -> {});

    record Slow(String text) {
        Slow {
            WHILE_DECODING.get().run();
        }
    }

    record SlowPair(Slow first, SharedList<String> second) {}

    /** Decoding takes so long that garbage is collected before the list is reached. */
    private SharedList<String> readSlowly(String name, Function<SharedValue<SlowPair>, SlowPair> replace) {
        SharedValue<SlowPair> value = manager.value(
                name, new TypeRef<SlowPair>() {}, new SlowPair(new Slow("a"), manager.list(String.class)));
        awaitNoRelease();
        WHILE_DECODING.set(this::awaitNoRelease);
        try {
            return replace.apply(value).second();
        } finally {
            WHILE_DECODING.set(() -> {});
        }
    }

    @Test
    void a_value_that_was_replaced_is_returned_with_objects_that_stay() {
        SharedList<String> list = readSlowly("set", value -> value.getAndSet(null));
        awaitNoRelease();
        assertThat(list.add("x")).isTrue();
    }

    @Test
    void a_value_that_was_updated_is_returned_with_objects_that_stay() {
        SharedList<String> list = readSlowly("updated", value -> value.getAndUpdate(before -> null));
        awaitNoRelease();
        assertThat(list.add("x")).isTrue();
    }

    /** A collection that makes its elements when it is asked for them, and takes its time for the last one. */
    private List<SharedList<String>> madeOnDemand() {
        return new AbstractList<>() {
            @Override
            public SharedList<String> get(int index) {
                if (index == size() - 1) {
                    awaitNoRelease();
                }
                return manager.list(String.class);
            }

            @Override
            public int size() {
                return 4;
            }
        };
    }

    private void assertUsable(Collection<SharedList<String>> lists) {
        assertThat(lists).hasSize(4);
        lists.forEach(list -> assertThat(list.add("x")).isTrue());
    }

    @Test
    void elements_sent_in_bulk_are_there_although_the_collection_makes_calls() {
        SharedList<SharedList<String>> list = manager.list("bulk list", LIST);
        list.addAll(madeOnDemand());
        assertUsable(list);
        list.setSlice(null, null, madeOnDemand());
        assertUsable(list);
        SharedSet<SharedList<String>> set = manager.set("bulk set", LIST);
        set.addAll(madeOnDemand());
        assertUsable(set);
        SharedQueue<SharedList<String>> queue = manager.queue("bulk queue", LIST);
        queue.addAll(madeOnDemand());
        assertUsable(queue);
        SharedDict<SharedList<String>, String> dict = manager.dict("bulk dict", LIST, TypeRef.of(String.class));
        Map<SharedList<String>, String> entries = new AbstractMap<>() {
            @Override
            public Set<Entry<SharedList<String>, String>> entrySet() {
                List<SharedList<String>> keys = madeOnDemand();
                return new AbstractSet<>() {
                    @Override
                    public Iterator<Entry<SharedList<String>, String>> iterator() {
                        return keys.stream().map(key -> Map.entry(key, "a")).iterator();
                    }

                    @Override
                    public int size() {
                        return keys.size();
                    }
                };
            }
        };
        dict.putAll(entries);
        assertUsable(dict.keySet());
    }

    @Test
    void elements_sent_in_one_asynchronous_call_are_there_although_the_collection_makes_calls() {
        SharedList<SharedList<String>> list = manager.list("async list", LIST);
        list.async().addAll(madeOnDemand()).join();
        assertUsable(list);
        SharedQueue<SharedList<String>> queue = manager.queue("async queue", LIST);
        queue.async().putAll(madeOnDemand()).join();
        assertUsable(queue);
    }

    @Test
    void elements_that_wait_for_their_turn_to_be_put_stay() throws Exception {
        SharedQueue<SharedList<String>> queue = manager.queue("bounded", LIST, 2);
        Future<?> putter = THREADS.submit(() -> {
            queue.putAll(madeOnDemand());
            return null;
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> queue.size() == 2);
        awaitNoRelease();
        for (int i = 0; i < 4; i++) {
            assertThat(queue.take().add("x")).isTrue();
        }
        putter.get();
    }

    @Test
    void an_element_is_not_kept_by_a_bulk_call_that_was_never_made() throws Exception {
        SharedQueue<SharedList<String>> queue = manager.queue("never", LIST);
        // This thread makes no other call afterwards.
        ObjectId id = THREADS.submit(() -> {
                    SharedList<String> list = manager.list(String.class);
                    assertThatNullPointerException().isThrownBy(() -> queue.addAll(Arrays.asList(list, null)));
                    return id(list);
                })
                .get();
        awaitGone(id);
    }

    @Test
    void an_iterator_returns_what_it_has_set_and_added_itself() {
        SharedList<SharedList<String>> lists = three("written by an iterator");
        var iterator = lists.listIterator();
        iterator.next();
        iterator.set(manager.list(String.class));
        iterator.add(manager.list(String.class));
        other.list("written by an iterator", LIST).clear();
        awaitNoRelease();
        SharedList<String> added = iterator.previous();
        SharedList<String> set = iterator.previous();
        assertThat(added.add("x")).isTrue();
        assertThat(set.add("x")).isTrue();
    }

    @Test
    void circles_go_too() {
        SharedValue<Object> first = manager.value(Object.class, "nothing yet");
        SharedValue<Object> second = manager.value(Object.class, first);
        first.set(second);
        ObjectId id = id(first);
        awaitNoRelease();
        assertThat(((SharedValue<?>) second.get()).get()).isEqualTo(second);
        Reference.reachabilityFence(first);
        first = null;
        second = null;
        awaitGone(id);
    }

    @Test
    void a_call_that_waits_keeps_the_object_that_it_waits_in() throws Exception {
        SharedQueue<String> queue = manager.queue(String.class);
        SharedValue<SharedQueue<String>> holder = manager.value("holder", new TypeRef<SharedQueue<String>>() {}, queue);
        CompletableFuture<String> taken = queue.async().take();
        Reference.reachabilityFence(queue);
        queue = null;
        awaitNoRelease();
        SharedQueue<String> there = other.value("holder", new TypeRef<SharedQueue<String>>() {}, null)
                .get();
        holder.set(null);
        there.put("x");
        assertThat(taken.get()).isEqualTo("x");
    }

    /** Uses its list only when it is told to. */
    record Patient(SharedList<String> list, SharedQueue<String> gate, SharedQueue<SharedList<String>> out)
            implements Runnable {
        @Override
        public void run() {
            try {
                list.add(gate.take());
                out.put(list);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void the_arguments_of_a_worker_live_although_its_parent_forgets_them() throws Exception {
        SharedQueue<String> gate = manager.queue("gate", String.class);
        SharedQueue<SharedList<String>> out = manager.queue("out", LIST);
        SharedList<String> list = manager.list(String.class);
        ObjectId id = id(list);
        WorkerProcess worker = manager.worker(Patient.class, list, gate, out).start();
        Reference.reachabilityFence(list);
        list = null;
        awaitNoRelease();
        gate.put("x");
        assertThat(out.take()).containsExactly("x");
        assertThat(worker.join()).isZero();
        worker = null;
        awaitGone(id);
    }

    @Test
    void explains_what_keeps_an_object() {
        SharedList<String> list = manager.list(String.class);
        SharedList<SharedList<String>> holder = manager.list("explained", LIST);
        holder.add(list);
        Explanation why = manager.explain(list);
        assertThat(why.name()).isNull();
        assertThat(why.sessions())
                .singleElement()
                .satisfies(session -> assertThat(session.client())
                        .contains(String.valueOf(ProcessHandle.current().pid())));
        assertThat(why.objects()).singleElement().satisfies(object -> {
            assertThat(object.name()).isEqualTo("explained");
            assertThat(object.times()).isEqualTo(1);
        });
        assertThat(why.toString()).contains("'explained'").contains("session");
        assertThat(manager.explain(holder).toString()).contains("its name 'explained'");
        Reference.reachabilityFence(list);
    }

    @Test
    void what_a_closed_connection_held_goes_with_it() {
        Manager closing = FIXTURE.connect();
        SharedList<String> list = closing.list(String.class);
        ObjectId id = id(list);
        assertThat(exists(id)).isTrue();
        closing.close();
        awaitGone(id);
        Reference.reachabilityFence(list);
    }
}
