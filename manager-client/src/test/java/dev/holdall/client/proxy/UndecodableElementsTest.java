package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.TypeRef;
import dev.holdall.client.codec.CustomCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An element that its reader has no codec for is an error there, and stays where it is. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UndecodableElementsTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    static final class Coin {
        final String text;

        Coin(String text) {
            this.text = text;
        }
    }

    private static Manager writer;
    private static Manager reader;

    @BeforeAll
    static void connect() {
        writer = connect("old");
        reader = connect("new");
    }

    private static Manager connect(String codec) {
        CustomCodec<Coin> coins = CustomCodec.of(
                codec,
                coin -> coin.text.getBytes(StandardCharsets.UTF_8),
                bytes -> new Coin(new String(bytes, StandardCharsets.UTF_8)));
        return Manager.connect(
                MANAGERS.server().address(), MANAGERS.clientOptions().codec(Coin.class, coins));
    }

    @AfterAll
    static void close() {
        writer.close();
        reader.close();
    }

    private record Way(String name, Consumer<SharedQueue<Coin>> take) {
        static Way of(String name, Taking taking) {
            return new Way(name, queue -> {
                try {
                    taking.take(queue);
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException(e.getCause() == null ? e : e.getCause());
                }
            });
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private interface Taking {
        void take(SharedQueue<Coin> queue) throws Exception;
    }

    static List<Way> waysToTake() {
        return List.of(
                Way.of("take", SharedQueue::take),
                Way.of("poll", SharedQueue::poll),
                Way.of("poll with time", queue -> queue.poll(1, TimeUnit.SECONDS)),
                Way.of("remove", SharedQueue::remove),
                Way.of("take leased", queue -> queue.takeLeased(Duration.ofHours(1))),
                Way.of("poll leased", queue -> queue.pollLeased(Duration.ofHours(1))),
                Way.of("take delivery", SharedQueue::takeDelivery),
                Way.of(
                        "async take leased",
                        queue -> queue.async().takeLeased(Duration.ofHours(1)).get()),
                Way.of("drainTo", queue -> queue.drainTo(new ArrayList<>())),
                Way.of("drainTo most", queue -> queue.drainTo(new ArrayList<>(), 2)),
                Way.of("async take", queue -> queue.async().take().get()),
                Way.of("async poll", queue -> queue.async().poll().get()),
                Way.of("async poll many", queue -> queue.async().poll(3).get()),
                Way.of(
                        "async poll with time",
                        queue -> queue.async().poll(1, TimeUnit.SECONDS).get()));
    }

    static List<Way> waysToLook() {
        return List.of(
                Way.of("peek", SharedQueue::peek),
                Way.of("element", SharedQueue::element),
                Way.of("iterate", queue -> queue.iterator().next()),
                Way.of("removeIf", queue -> queue.removeIf(coin -> true)),
                Way.of("show", queue -> {
                    String shown = queue.toString();
                    throw new AssertionError(shown);
                }),
                Way.of("async peek", queue -> queue.async().peek().get()));
    }

    private static void assertNamed(Throwable failure) {
        Throwable named = failure instanceof ClassCastException ? failure : failure.getCause();
        assertThat(named)
                .isInstanceOf(ClassCastException.class)
                .hasMessageContaining("what the codec old made where " + Coin.class.getName() + " was asked for")
                .hasMessageContaining("read with the codec new here")
                .hasMessageContaining("@EncodedWith");
    }

    private static List<String> texts(SharedQueue<Coin> queue) {
        return queue.stream().map(coin -> coin.text).toList();
    }

    @ParameterizedTest
    @MethodSource({"waysToTake", "waysToLook"})
    void element_of_a_queue_stays_at_its_place(Way way) {
        String name = "queue " + way;
        SharedQueue<Coin> queue = writer.queue(name, Coin.class);
        queue.addAll(List.of(new Coin("a"), new Coin("b"), new Coin("c")));
        SharedQueue<Coin> read = reader.queue(name, Coin.class);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> way.take.accept(read)).satisfies(UndecodableElementsTest::assertNamed);
        }
        Awaitility.await().untilAsserted(() -> assertThat(texts(queue)).containsExactly("a", "b", "c"));
    }

    @Test
    void element_that_is_handed_to_a_waiting_reader_goes_back() throws Exception {
        SharedQueue<Coin> queue = writer.queue("handed over", Coin.class);
        SharedQueue<Coin> read = reader.queue("handed over", Coin.class);
        Waiting<Coin> waiting = Waiting.parked(read, read::take);
        Callable<Object> async = read.async().take()::get;
        queue.put(new Coin("a"));
        assertThatThrownBy(waiting::get).satisfies(UndecodableElementsTest::assertNamed);
        assertThatThrownBy(async::call).satisfies(UndecodableElementsTest::assertNamed);
        Awaitility.await().untilAsserted(() -> assertThat(texts(queue)).containsExactly("a"));
    }

    @Test
    void element_that_nobody_can_read_goes_to_the_dead_letter_queue_after_a_while() throws Exception {
        SharedQueue<Coin> queue = writer.queue("with dead letters", Coin.class);
        SharedQueue<Coin> dead = writer.queue("dead letters", Coin.class);
        queue.deadLetters(dead, 3);
        SharedQueue<Coin> read = reader.queue("with dead letters", Coin.class);
        queue.add(new Coin("old"));
        read.add(new Coin("new"));
        List<Throwable> failures = new ArrayList<>();
        Coin taken = null;
        while (taken == null) {
            try {
                taken = read.take();
            } catch (ClassCastException e) {
                failures.add(e);
            }
        }
        assertThat(taken.text).isEqualTo("new");
        assertThat(failures).hasSize(3).allSatisfy(UndecodableElementsTest::assertNamed);
        assertThat(dead.take().text).isEqualTo("old");
    }

    @Test
    void element_of_a_page_that_nobody_can_read_takes_no_others_to_the_dead_letter_queue() {
        SharedQueue<Coin> queue = writer.queue("pages with dead letters", Coin.class);
        SharedQueue<Coin> dead = writer.queue("dead letters of pages", Coin.class);
        queue.deadLetters(dead, 3);
        SharedQueue<Coin> read = reader.queue("pages with dead letters", Coin.class);
        read.addAll(List.of(new Coin("1"), new Coin("2")));
        queue.add(new Coin("old"));
        read.addAll(List.of(new Coin("3"), new Coin("4")));
        List<Coin> into = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> read.drainTo(into)).satisfies(UndecodableElementsTest::assertNamed);
        }
        assertThat(read.drainTo(into)).isEqualTo(2);
        assertThat(into.stream().map(coin -> coin.text)).containsExactly("1", "2", "3", "4");
        assertThat(texts(dead)).containsExactly("old");
    }

    @Test
    void page_with_one_such_element_goes_back_as_a_whole() {
        SharedQueue<Coin> queue = writer.queue("mixed", Coin.class);
        SharedQueue<Coin> read = reader.queue("mixed", Coin.class);
        read.add(new Coin("new"));
        queue.add(new Coin("old"));
        List<Coin> into = new ArrayList<>();
        assertThatThrownBy(() -> read.drainTo(into)).satisfies(UndecodableElementsTest::assertNamed);
        assertThat(into).isEmpty();
        Awaitility.await().untilAsserted(() -> assertThat(queue).hasSize(2));
        assertThat(read.poll().text).isEqualTo("new");
        assertThat(queue.poll().text).isEqualTo("old");
    }

    @Test
    void element_of_a_list_stays() {
        SharedList<Coin> list = writer.list("list", Coin.class);
        list.add(new Coin("a"));
        SharedList<Coin> read = reader.list("list", Coin.class);
        List<Taken> looks = List.of(
                () -> read.get(0),
                () -> read.iterator().next(),
                read::toString,
                () -> read.async().get(0).get());
        for (Taken look : looks) {
            assertThatThrownBy(look::take).satisfies(UndecodableElementsTest::assertNamed);
        }
        assertThat(list.get(0).text).isEqualTo("a");
    }

    @Test
    void value_and_entry_stay() {
        SharedValue<Coin> value = writer.value("value", Coin.class, new Coin("a"));
        SharedValue<Coin> readValue = reader.value("value", Coin.class, new Coin("a"));
        assertThatThrownBy(readValue::get).satisfies(UndecodableElementsTest::assertNamed);
        assertThatThrownBy(() -> readValue.updateAndGet(coin -> coin)).satisfies(UndecodableElementsTest::assertNamed);
        assertThat(value.get().text).isEqualTo("a");
        SharedDict<String, Coin> dict = writer.dict("dict", String.class, Coin.class);
        dict.put("k", new Coin("a"));
        SharedDict<String, Coin> readDict = reader.dict("dict", String.class, Coin.class);
        assertThatThrownBy(() -> readDict.get("k")).satisfies(UndecodableElementsTest::assertNamed);
        assertThatThrownBy(() -> readDict.entrySet().iterator().next()).satisfies(UndecodableElementsTest::assertNamed);
        assertThat(dict.get("k").text).isEqualTo("a");
    }

    @Test
    void reader_that_names_no_class_is_told_which_codec_to_give_it() {
        SharedQueue<Coin> queue = writer.queue("unnamed", Coin.class);
        queue.add(new Coin("a"));
        SharedQueue<Object> read = reader.queue("unnamed", new TypeRef<Object>() {});
        assertThatThrownBy(read::take)
                .isInstanceOf(ClassCastException.class)
                .hasMessageContaining("what the codec old made")
                .hasMessageContaining("name the class of the elements");
        Awaitility.await().untilAsserted(() -> assertThat(texts(queue)).containsExactly("a"));
    }

    private interface Taken {
        Object take() throws Exception;
    }
}
