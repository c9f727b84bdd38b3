package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.Refused;
import dev.holdall.client.Refused.Reason;
import dev.holdall.client.TypeRef;
import dev.holdall.server.ServerOptions;
import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong arguments: which exception, and that nothing was changed. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadInputTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static Manager manager() {
        return MANAGERS.manager();
    }

    private static SharedList<String> list(String... elements) {
        SharedList<String> list = manager().list(String.class);
        list.addAll(Arrays.asList(elements));
        return list;
    }

    private static SharedDict<String, Integer> dict() {
        SharedDict<String, Integer> dict = manager().dict(String.class, Integer.class);
        dict.put("a", 1);
        return dict;
    }

    private static SharedQueue<String> queue() {
        SharedQueue<String> queue = manager().queue(String.class);
        queue.add("a");
        return queue;
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    // Types ------------------------------------------------------------------------------------------------------

    private static void wrongType(String given, String stored, ThrowingCallable call) {
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(call)
                .withMessageContaining(given)
                .withMessageContaining(stored);
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void wrongType_intoAList() {
        SharedList<String> list = list("a");
        List raw = list;
        ListIterator iterator = raw.listIterator();
        iterator.next();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> raw.add(5),
                () -> raw.add(0, 5),
                () -> raw.addAll(List.of("b", 5)),
                () -> raw.addAll(0, List.of("b", 5)),
                () -> raw.set(0, 5),
                () -> raw.replaceAll(element -> 5),
                () -> iterator.set(5),
                () -> iterator.add(5),
                () -> raw.remove((Object) 5),
                () -> raw.contains(5),
                () -> ((SharedList) raw).async().add(5))) {
            wrongType("java.lang.Integer", "java.lang.String", call);
        }
        assertThat(list).containsExactly("a");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void wrongType_intoADict() {
        SharedDict<String, Integer> dict = dict();
        Map raw = dict;
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> raw.put(5L, 1),
                () -> raw.putIfAbsent(5L, 1),
                () -> raw.get(5L),
                () -> raw.containsKey(5L),
                () -> raw.remove(5L),
                () -> raw.merge(5L, 1, (a, b) -> b),
                () -> raw.keySet().contains(5L))) {
            wrongType("java.lang.Long", "java.lang.String", call);
        }
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> raw.put("a", 5L),
                () -> raw.put("b", 5L),
                () -> raw.putAll(Map.of("c", 5L)),
                () -> raw.replace("a", 5L),
                () -> raw.replace("a", 1, 5L),
                () -> raw.compute("a", (k, v) -> 5L),
                () -> raw.computeIfAbsent("b", k -> 5L),
                () -> raw.containsValue(5L),
                () -> ((Map.Entry) raw.entrySet().iterator().next()).setValue(5L))) {
            wrongType("java.lang.Long", "java.lang.Integer", call);
        }
        assertThat(dict).containsExactly(Map.entry("a", 1));
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void wrongType_intoAQueueAndAValue() {
        SharedQueue<String> queue = queue();
        BlockingQueue raw = queue;
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> raw.add(5), () -> raw.put(5), () -> raw.offer(5), () -> raw.addAll(List.of("b", 5)))) {
            wrongType("java.lang.Integer", "java.lang.String", call);
        }
        assertThat(queue).containsExactly("a");

        SharedValue<String> value = manager().value(String.class, "a");
        SharedValue rawValue = value;
        wrongType("java.lang.Integer", "java.lang.String", () -> rawValue.set(5));
        wrongType("java.lang.Integer", "java.lang.String", () -> rawValue.getAndSet(5));
        wrongType("java.lang.Integer", "java.lang.String", () -> rawValue.compareAndSet("a", 5));
        wrongType("java.lang.Integer", "java.lang.String", () -> rawValue.updateAndGet(before -> 5));
        assertThat(value.get()).isEqualTo("a");
    }

    @Test
    void wrongType_readByAnotherProgram() {
        manager().list("typed", Integer.class).add(5);
        SharedList<String> list = MANAGERS.other().list("typed", String.class);
        wrongType("java.lang.Integer", "java.lang.String", () -> list.get(0));
        wrongType("java.lang.Integer", "java.lang.String", () -> list.iterator().next());
        assertThat(manager().list("typed", Integer.class)).containsExactly(5);
    }

    @Test
    void typeWithoutAnEncoding() {
        long names = manager().names().size();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> manager().list("thread", Thread.class))
                .withMessageContaining("java.lang.Thread");
        assertThatIllegalArgumentException().isThrownBy(() -> manager().dict("thread", String.class, Thread.class));
        assertThatIllegalArgumentException().isThrownBy(() -> manager().queue("thread", Thread.class));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> manager().value("thread", Thread.class, Thread.currentThread()));
        assertThat(manager().names()).hasSize((int) names);
    }

    // Null -------------------------------------------------------------------------------------------------------

    @Test
    void nullKeyOrValue() {
        SharedDict<String, Integer> dict = dict();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> dict.put(null, 1),
                () -> dict.put("a", null),
                () -> dict.set(null, 1),
                () -> dict.set("a", null),
                () -> dict.putIfAbsent("b", null),
                () -> dict.replace("a", null),
                () -> dict.replace("a", null, 2),
                () -> dict.replace("a", 1, null),
                () -> dict.get(null),
                () -> dict.remove(null),
                () -> dict.remove(null, 1),
                () -> dict.containsKey(null),
                () -> dict.containsValue(null),
                () -> dict.merge("a", null, Integer::sum),
                () -> dict.merge("a", 1, null),
                () -> dict.compute("a", null),
                () -> dict.computeIfAbsent("b", null),
                () -> dict.computeIfPresent("a", null),
                () -> dict.getAll(Arrays.asList("a", null)),
                () -> dict.putAll(java.util.Collections.singletonMap("a", null)),
                () -> dict.entrySet().iterator().next().setValue(null))) {
            assertThatNullPointerException().isThrownBy(call);
        }
        assertThat(dict).containsExactly(Map.entry("a", 1));
        assertThat(dict.remove("a", null)).isFalse();
    }

    @Test
    void nullElementOfAQueue() {
        SharedQueue<String> queue = queue();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> queue.add(null),
                () -> queue.put(null),
                () -> queue.offer(null),
                () -> queue.offer(null, 1, java.util.concurrent.TimeUnit.SECONDS),
                () -> queue.addAll(Arrays.asList("b", null)),
                () -> queue.addAll(null),
                () -> queue.removeIf(null))) {
            assertThatNullPointerException().isThrownBy(call);
        }
        assertThat(queue).containsExactly("a");
    }

    @Test
    void nullElementOfAList_isAnElement() {
        SharedList<String> list = list("a", null);
        list.add(null);
        list.set(0, null);
        assertThat(list).containsExactly(null, null, null);
        assertThat(list.contains(null)).isTrue();
        assertThat(list.count(null)).isEqualTo(3);
        assertThat(list.remove(null)).isTrue();
        assertThat(list.get(1)).isNull();
        assertThat(list.removeFirst()).isNull();
        assertThat(list.removeLast()).isNull();
        assertThatNullPointerException().isThrownBy(() -> list.addAll((Collection<String>) null));
        assertThatNullPointerException().isThrownBy(() -> list.replaceAll(null));
        assertThatNullPointerException().isThrownBy(() -> list.removeIf(null));
    }

    // Values that are easily mistaken ----------------------------------------------------------------------------

    @Test
    void notANumber_isOneValue() {
        SharedDict<Double, String> dict = manager().dict(Double.class, String.class);
        double other = Double.longBitsToDouble(0x7ff8000000000123L);
        dict.put(Double.NaN, "a");
        assertThat(dict.put(other, "b")).isEqualTo("a");
        assertThat(dict).hasSize(1);
        assertThat(dict.get(Double.NaN)).isEqualTo("b");
        SharedList<Double> list = manager().list(Double.class);
        list.addAll(List.of(0.0, other, -0.0));
        assertThat(list.indexOf(Double.NaN)).isEqualTo(1);
        assertThat(list.indexOf(-0.0)).isEqualTo(2);
        SharedList<Float> floats = manager().list(Float.class);
        floats.add(Float.intBitsToFloat(0x7fc00123));
        assertThat(floats.contains(Float.NaN)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"high \uD800", "\uDC00 low", "\uDC00\uD800"})
    void loneSurrogates(String text) {
        SharedList<String> list = list("a");
        SharedDict<String, Integer> dict = dict();
        SharedQueue<String> queue = queue();
        assertThatIllegalArgumentException().isThrownBy(() -> list.add(text)).withMessageContaining("surrogate");
        assertThatIllegalArgumentException().isThrownBy(() -> list.addAll(List.of("b", text)));
        assertThatIllegalArgumentException().isThrownBy(() -> dict.put(text, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.add(text));
        assertThat(list).containsExactly("a");
        assertThat(dict).hasSize(1);
        assertThat(queue).containsExactly("a");
        // As a name it would turn into another one on its way.
        assertThatIllegalArgumentException()
                .isThrownBy(() -> manager().list(text, String.class))
                .withMessageContaining("surrogate");
        assertThatIllegalArgumentException().isThrownBy(() -> manager().exists(text));
        assertThatIllegalArgumentException().isThrownBy(() -> manager().delete(text));
    }

    @Test
    void emptyString_isAValue() {
        SharedDict<String, Integer> dict = dict();
        dict.put("", 5);
        assertThat(dict.get("")).isEqualTo(5);
        assertThat(dict.remove("")).isEqualTo(5);
        SharedQueue<String> queue = manager().queue(String.class);
        queue.add("");
        assertThat(queue.peek()).isEmpty();
        assertThat(queue.poll()).isEmpty();
        assertThat(list("a", "").indexOf("")).isEqualTo(1);
    }

    // Indexes ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void indexOutOfRange(int index) {
        SharedList<String> list = list("a", "b");
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> list.get(index),
                () -> list.set(index, "x"),
                () -> list.remove(index),
                () -> list.add(index, "x"),
                () -> list.addAll(index, List.of("x")),
                () -> list.addAll(index, List.of()),
                () -> list.listIterator(index),
                () -> list.subList(index, 2),
                () -> list.subList(0, index),
                () -> list.removeRange(index, 2),
                () -> list.removeRange(0, index))) {
            assertThatThrownBy(call)
                    .isInstanceOfAny(IndexOutOfBoundsException.class, IllegalArgumentException.class)
                    .hasMessageContaining(String.valueOf(index));
        }
        assertThatThrownBy(() -> list.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.set(2, "x")).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.remove(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(list).containsExactly("a", "b");
        assertThatThrownBy(() -> list("a").subList(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> list().getFirst()).isInstanceOf(java.util.NoSuchElementException.class);
        assertThatThrownBy(() -> list().removeLast()).isInstanceOf(java.util.NoSuchElementException.class);
    }

    // Names ------------------------------------------------------------------------------------------------------

    @Test
    void nameWithoutACharacter() {
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> manager().list("", String.class),
                () -> manager().dict("", String.class, String.class),
                () -> manager().queue("", String.class),
                () -> manager().queue("", String.class, 5),
                () -> manager().value("", String.class, "a"),
                () -> manager().exists(""),
                () -> manager().delete(""))) {
            assertThatIllegalArgumentException().isThrownBy(call);
        }
        assertThatNullPointerException().isThrownBy(() -> manager().list((String) null, String.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "\0", "a\nb", "..", "a/../b", "zero\u200Bwidth"})
    void nameThatReadsLikeAnother(String name) {
        List<String> before = manager().names();
        refused(Reason.INVALID_ARGUMENT, () -> manager().list(name, String.class));
        refused(Reason.INVALID_ARGUMENT, () -> manager().exists(name));
        refused(Reason.INVALID_ARGUMENT, () -> manager().delete(name));
        assertThat(manager().names()).isEqualTo(before);
    }

    @Test
    void nameThatIsTooLong() {
        refused(Reason.LIMIT_EXCEEDED, () -> manager().list("n".repeat(513), String.class));
        assertThat(manager().list("n".repeat(512), String.class)).isEmpty();
    }

    @Test
    void nameOfAnotherType() {
        SharedList<String> list = manager().list("taken", String.class);
        list.add("a");
        refused(Reason.MISMATCH, () -> manager().dict("taken", String.class, String.class));
        refused(Reason.MISMATCH, () -> manager().queue("taken", String.class));
        refused(Reason.MISMATCH, () -> manager().value("taken", String.class, "b"));
        assertThat(list).containsExactly("a");
    }

    @Test
    void nameWithAnotherCapacity() {
        SharedQueue<String> queue = manager().queue("bounded", String.class, 5);
        refused(Reason.MISMATCH, () -> manager().queue("bounded", String.class, 6));
        refused(Reason.MISMATCH, () -> manager().queue("bounded", String.class));
        assertThat(manager().queue("bounded", String.class, 5)).isEqualTo(queue);
        assertThat(queue.remainingCapacity()).isEqualTo(5);
        for (int capacity : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> manager().queue("bad", String.class, capacity));
        }
        assertThat(manager().exists("bad")).isFalse();
    }

    // Limits -----------------------------------------------------------------------------------------------------

    @Test
    void elementOverTheLimit() {
        Limits limits = Limits.defaults(64 << 20).with(Limit.ELEMENT_BYTES, 100);
        try (ManagerFixture small = ManagerFixture.start(new ServerOptions().limits(limits))) {
            String large = "x".repeat(101);
            SharedList<String> list = small.manager().list(String.class);
            SharedDict<String, String> dict = small.manager().dict(String.class, String.class);
            SharedQueue<String> queue = small.manager().queue(String.class);
            SharedValue<String> value = small.manager().value(String.class, "a");
            list.add("a");
            dict.put("a", "a");
            queue.add("a");
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> list.add(large),
                    () -> list.addAll(List.of("b", large)),
                    () -> list.set(0, large),
                    () -> list.replaceAll(element -> large),
                    () -> dict.put("b", large),
                    () -> dict.put(large, "b"),
                    () -> dict.put("a", large),
                    () -> dict.compute("a", (k, v) -> large),
                    () -> dict.putAll(Map.of("b", "b", "c", large)),
                    () -> queue.add(large),
                    () -> queue.put(large),
                    () -> queue.addAll(List.of("b", large)),
                    () -> value.set(large),
                    () -> value.updateAndGet(before -> large),
                    () -> small.manager().value("never", String.class, large))) {
                assertThatExceptionOfType(Refused.class)
                        .isThrownBy(call)
                        .withMessageContaining("element-bytes")
                        .withMessageContaining("100")
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT_EXCEEDED));
            }
            assertThat(list).containsExactly("a");
            assertThat(dict).containsExactly(Map.entry("a", "a"));
            assertThat(queue).containsExactly("a");
            assertThat(value.get()).isEqualTo("a");
            assertThat(small.manager().exists("never")).isFalse();
        }
    }

    @Test
    void requestOverTheLimit() {
        SharedList<byte[]> list = manager().list(byte[].class);
        refused(Reason.LIMIT_EXCEEDED, () -> list.add(new byte[9 << 20]));
        refused(Reason.LIMIT_EXCEEDED, () -> list.add(new byte[17 << 20]));
        assertThat(list).isEmpty();
        list.add(new byte[7 << 20]);
        assertThat(list.get(0)).hasSize(7 << 20);
    }

    @Test
    void tooManyElementsOrObjects() {
        Limits limits = Limits.defaults(64 << 20).with(Limit.OBJECT_ELEMENTS, 3).with(Limit.OBJECTS, 2);
        try (ManagerFixture small = ManagerFixture.start(new ServerOptions().limits(limits))) {
            SharedList<String> list = small.manager().list(String.class);
            list.addAll(List.of("a", "b"));
            refused(Reason.LIMIT_EXCEEDED, () -> list.addAll(List.of("c", "d")));
            assertThat(list).containsExactly("a", "b");
            SharedQueue<String> queue = small.manager().queue(String.class);
            queue.addAll(List.of("a", "b", "c"));
            refused(Reason.LIMIT_EXCEEDED, () -> queue.put("d"));
            assertThat(queue).containsExactly("a", "b", "c");
            refused(Reason.LIMIT_EXCEEDED, () -> small.manager().list("third", String.class));
            assertThat(small.manager().exists("third")).isFalse();
        }
    }

    // Deleted objects --------------------------------------------------------------------------------------------

    @Test
    void deletedObject() throws Exception {
        SharedList<String> list = manager().list("gone-list", String.class);
        SharedDict<String, String> dict = manager().dict("gone-dict", String.class, String.class);
        SharedQueue<String> queue = manager().queue("gone-queue", String.class, 1);
        SharedValue<String> value = manager().value("gone-value", String.class, "a");
        queue.add("a");
        Waiting<Boolean> put = Waiting.parked(queue, () -> queue.offer("b", 1, java.util.concurrent.TimeUnit.HOURS));
        SharedQueue<String> empty = manager().queue(String.class);
        Waiting<String> take = Waiting.parked(empty, empty::take);
        assertThat(manager().delete("gone-list")).isTrue();
        assertThat(manager().delete("gone-dict")).isTrue();
        assertThat(manager().delete("gone-value")).isTrue();
        assertThat(MANAGERS.other().delete("gone-queue")).isTrue();
        assertThat(manager().delete(empty)).isTrue();
        for (Waiting<?> waiting : List.of(put, take)) {
            assertThatThrownBy(waiting::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            Refused.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_SUCH_OBJECT));
        }
        // The same name again is another object, which the old proxies never reach.
        SharedList<String> again = manager().list("gone-list", String.class);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> list.add("a"),
                () -> list.get(0),
                list::size,
                () -> list.iterator().hasNext(),
                list::toString,
                () -> list.sort(null),
                () -> dict.put("a", "b"),
                () -> dict.get("a"),
                () -> dict.entrySet().iterator(),
                () -> queue.add("a"),
                queue::take,
                queue::poll,
                queue::iterator,
                value::get,
                () -> value.set("b"))) {
            refused(Reason.NO_SUCH_OBJECT, call);
        }
        assertThat(again).isEmpty();
        assertThat(manager().delete("gone-dict")).isFalse();
        assertThat(manager().delete(list)).isFalse();
    }

    @Test
    void typeRefThatNamesNoType() {
        assertThatIllegalArgumentException().isThrownBy(ForLists<String>::new);
    }

    /** A subclass between the program's and TypeRef's would name another type than it seems to. */
    private static class ForLists<T> extends Between<T> {}

    private static class Between<T> extends TypeRef<List<T>> {}
}
