package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.Refused;
import dev.holdall.client.Refused.Reason;
import dev.holdall.client.TypeRef;
import dev.holdall.client.call.Held;
import dev.holdall.client.call.Holds;
import dev.holdall.v1.SetOperation;
import dev.holdall.v1.SetRelation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link SharedSet}: what {@link Set}'s own suite does not ask. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedSetTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static Manager manager() {
        return MANAGERS.manager();
    }

    private static SharedSet<String> set(String... elements) {
        SharedSet<String> set = manager().set(String.class);
        set.addAll(Arrays.asList(elements));
        return set;
    }

    @Test
    void aNameSharesIt() {
        SharedSet<String> set = manager().set("words", String.class);
        assertThat(set.add("a")).isTrue();
        SharedSet<String> same = MANAGERS.other().set("words", TypeRef.of(String.class));
        assertThat(same.add("a")).isFalse();
        assertThat(same).containsExactly("a").isEqualTo(set).hasSameHashCodeAs(set);
        assertThat(same.name()).isEqualTo("words");
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> manager().dict("words", String.class, String.class))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MISMATCH));
    }

    @Test
    void a_call_keeps_the_other_sets_that_it_names() {
        SharedSet<String> set = set("a");
        SharedSet<String> other = set("b");
        Held held = other.handle().held();
        assertThat(held).isNotNull();
        set.updating(SetOperation.SET_OPERATION_UNION, other);
        assertThat(Holds.takeEncoded()).containsExactly(held);
        set.combining(SetOperation.SET_OPERATION_UNION, other);
        assertThat(Holds.takeEncoded()).containsExactly(held);
        set.comparing(SetRelation.SET_RELATION_SUBSET, other);
        assertThat(Holds.takeEncoded()).containsExactly(held);
    }

    @Test
    void pop_and_poll_take_the_first() {
        SharedSet<String> set = set("a", "b");
        assertThat(set.pop()).isEqualTo("a");
        assertThat(set.poll()).isEqualTo("b");
        assertThat(set.poll()).isNull();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(set::pop);
    }

    @Test
    void copy_isTheProgramsOwn() {
        SharedSet<String> set = set("b", "a");
        Set<String> copy = set.copy();
        copy.add("c");
        assertThat(copy).containsExactly("b", "a", "c");
        assertThat(set).containsExactly("b", "a");
    }

    @Test
    void toString_showsTheFirst() {
        SharedSet<String> set = set("a", "b");
        assertThat(set).hasToString("[a, b]");
        set.addAll(IntStream.range(0, 30).mapToObj(i -> "n" + i).toList());
        assertThat(set.toString()).startsWith("[a, b, n0, ").endsWith(", n17, ...]");
    }

    @Test
    void aSetIsAValue() {
        SharedDict<String, SharedSet<String>> sets =
                manager().dict("sets", TypeRef.of(String.class), new TypeRef<SharedSet<String>>() {});
        SharedSet<String> set = set("a");
        sets.put("x", set);
        SharedSet<String> read = MANAGERS.other()
                .dict("sets", TypeRef.of(String.class), new TypeRef<SharedSet<String>>() {})
                .get("x");
        read.add("b");
        assertThat(set).containsExactly("a", "b");
        SharedList<Object> any = manager().list(Object.class);
        any.add(set);
        assertThat(any.get(0)).isInstanceOf(SharedSet.class).isEqualTo(set);
        SharedList<Set<String>> asSets = manager().list(new TypeRef<Set<String>>() {});
        asSets.add(set);
        asSets.get(0).add("c");
        assertThat(set).containsExactly("a", "b", "c");
    }

    @Test
    void noNulls() {
        SharedSet<String> set = set("a");
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> set.add(null),
                () -> set.contains(null),
                () -> set.remove(null),
                () -> set.addAll(Arrays.asList("b", null)),
                () -> set.removeAll(Arrays.asList("a", null)),
                () -> set.containsAll(Arrays.asList("a", null)),
                () -> set.addAll(null),
                () -> set.removeIf(null),
                () -> set.async().add(null))) {
            assertThatNullPointerException().isThrownBy(call);
        }
        assertThat(set).containsExactly("a");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void wrongType() {
        SharedSet<String> set = set("a");
        Set raw = set;
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> raw.add(5), () -> raw.contains(5), () -> raw.remove(5), () -> raw.addAll(List.of("b", 5)))) {
            assertThatExceptionOfType(ClassCastException.class)
                    .isThrownBy(call)
                    .withMessageContaining("java.lang.Integer")
                    .withMessageContaining("java.lang.String");
        }
        assertThat(set).containsExactly("a");
        assertThat(set).isNotEqualTo(Set.of(5));
    }

    // Iteration --------------------------------------------------------------------------------------------------

    @Test
    void iterator_walksManyPages_whileOthersChangeIt() {
        SharedSet<Integer> set = manager().set(Integer.class);
        set.addAll(IntStream.range(0, 20_000).boxed().toList());
        Iterator<Integer> iterator = set.iterator();
        assertThat(iterator.next()).isZero();
        set.remove(19_999);
        set.removeAll(List.of(10_000, 10_001));
        set.add(20_000);
        List<Integer> rest = new ArrayList<>();
        iterator.forEachRemaining(rest::add);
        assertThat(rest).hasSize(19_997).doesNotContain(19_999, 10_001).contains(20_000, 10_002);
        assertThat(set.stream().mapToInt(i -> i).filter(i -> i % 2 == 0).count())
                .isEqualTo(10_000);
    }

    @Test
    void iterator_removesWhatItReturned() {
        SharedSet<String> set = set("a", "b", "c");
        Iterator<String> iterator = set.iterator();
        assertThatThrownBy(iterator::remove).isInstanceOf(IllegalStateException.class);
        iterator.next();
        iterator.next();
        iterator.remove();
        assertThatThrownBy(iterator::remove).isInstanceOf(IllegalStateException.class);
        assertThat(iterator.next()).isEqualTo("c");
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
        assertThat(set).containsExactly("a", "c");
    }

    @Test
    void removeIf_ofManyPages() {
        SharedSet<Integer> set = manager().set(Integer.class);
        set.addAll(IntStream.range(0, 20_000).boxed().toList());
        assertThat(set.removeIf(i -> i % 3 != 0)).isTrue();
        assertThat(set.removeIf(i -> i % 3 != 0)).isFalse();
        assertThat(set).hasSize(6_667);
    }

    // With other sets --------------------------------------------------------------------------------------------

    @Test
    void inPlace() {
        SharedSet<String> set = set("a", "b");
        assertThat(set.unionUpdate(set("c"), set("d", "a"))).isTrue();
        assertThat(set).containsExactly("a", "b", "c", "d");
        assertThat(set.unionUpdate()).isFalse();
        assertThat(set.differenceUpdate(set("a"), set("x"))).isTrue();
        assertThat(set).containsExactly("b", "c", "d");
        assertThat(set.intersectionUpdate(set("d", "c"), set("c", "d", "e"))).isTrue();
        assertThat(set).containsExactly("c", "d");
        assertThat(set.symmetricDifferenceUpdate(set("d", "f"))).isTrue();
        assertThat(set).containsExactly("c", "f");
    }

    @Test
    void newOnes() {
        SharedSet<String> set = set("a", "b");
        SharedSet<String> other = set("b", "c");
        assertThat(set.union(other, set("d"))).containsExactly("a", "b", "c", "d");
        assertThat(set.intersection(other)).containsExactly("b");
        assertThat(set.difference(other)).containsExactly("a");
        assertThat(set.symmetricDifference(other)).containsExactly("a", "c");
        SharedSet<String> union = set.union();
        assertThat(union.name()).isNull();
        union.add("x");
        assertThat(set).containsExactly("a", "b");
        assertThat(other).containsExactly("b", "c");
        assertThat(manager().delete(union)).isTrue();
    }

    @Test
    void relations() {
        SharedSet<String> set = set("a", "b");
        assertThat(set.isSubsetOf(set("c", "b", "a"))).isTrue();
        assertThat(set.isSubsetOf(set("a"))).isFalse();
        assertThat(set.isSupersetOf(set("a"))).isTrue();
        assertThat(set.isSupersetOf(set("c"))).isFalse();
        assertThat(set.isDisjoint(set("c"))).isTrue();
        assertThat(set.isDisjoint(set("b", "c"))).isFalse();
        assertThat(set).isEqualTo(set("b", "a")).isNotEqualTo(set("b"));
        assertThat(set).isEqualTo(Set.of("a", "b"));
    }

    /** A set whose elements cannot be read from here, over another connection: what takes it was done in the manager. */
    @SuppressWarnings("unchecked") // on purpose: reading an element as an Integer fails
    private static SharedSet<String> unreadable(String... elements) {
        SharedList<Object> holder = MANAGERS.other().list(Object.class);
        holder.add(set(elements));
        SharedList<SharedList<SharedSet<Integer>>> way =
                MANAGERS.other().list(new TypeRef<SharedList<SharedSet<Integer>>>() {});
        way.add((SharedList<SharedSet<Integer>>) (SharedList<?>) holder);
        SharedSet<?> misread = way.get(0).get(0);
        assertThatThrownBy(() -> misread.iterator().next()).isInstanceOf(ClassCastException.class);
        return (SharedSet<String>) misread;
    }

    @Test
    void bulkMethodsOfJavaUtil_withASharedSet_areDoneInTheManager() {
        SharedSet<String> set = set("a", "b");
        assertThat(set.addAll(unreadable("b", "c"))).isTrue();
        assertThat(set).containsExactly("a", "b", "c");
        assertThat(set.containsAll(unreadable("a", "c"))).isTrue();
        assertThat(set.containsAll(unreadable("a", "x"))).isFalse();
        assertThat(set.equals(unreadable("c", "b", "a"))).isTrue();
        assertThat(set.removeAll(unreadable("b"))).isTrue();
        assertThat(set.removeAll(unreadable("b"))).isFalse();
        assertThat(set.retainAll(unreadable("c"))).isTrue();
        assertThat(set).containsExactly("c");
        assertThat(set.removeAll(set)).isTrue();
        assertThat(set).isEmpty();
    }

    @Test
    void bulkMethodsOfJavaUtil_withASetOfAnotherManager_copyIt() {
        try (ManagerFixture elsewhere = ManagerFixture.start()) {
            SharedSet<String> other = elsewhere.manager().set(String.class);
            other.addAll(List.of("b", "c"));
            SharedSet<String> set = set("a", "b");
            assertThat(set.addAll(other)).isTrue();
            assertThat(set).containsExactly("a", "b", "c");
            assertThat(set.containsAll(other)).isTrue();
            assertThat(set.retainAll(other)).isTrue();
            assertThat(set.equals(other)).isTrue();
            assertThat(set.removeAll(other)).isTrue();
            assertThat(set).isEmpty();
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(() -> set.unionUpdate(other))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NO_SUCH_OBJECT));
        }
    }

    // Against java.util ------------------------------------------------------------------------------------------

    @Test
    void doesWhatALinkedHashSetDoes() {
        Random random = new Random(42);
        Set<Integer> model = new LinkedHashSet<>();
        SharedSet<Integer> set = manager().set(Integer.class);
        for (int i = 0; i < 1_500; i++) {
            int n = random.nextInt(60);
            Collection<Integer> some =
                    random.ints(random.nextInt(20), 0, 60).boxed().collect(Collectors.toCollection(TreeSet::new));
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> assertThat(set.add(n)).isEqualTo(model.add(n));
                case 3, 4 -> assertThat(set.remove(n)).isEqualTo(model.remove(n));
                case 5 -> assertThat(set.contains(n)).isEqualTo(model.contains(n));
                case 6 -> assertThat(set.addAll(some)).isEqualTo(model.addAll(some));
                case 7 -> assertThat(set.removeAll(some)).isEqualTo(model.removeAll(some));
                case 8 -> assertThat(set.containsAll(some)).isEqualTo(model.containsAll(some));
                default -> {
                    if (random.nextInt(5) == 0) {
                        assertThat(set.retainAll(some)).isEqualTo(model.retainAll(some));
                    }
                }
            }
            if (i % 50 == 0) {
                assertThat(set.toArray()).isEqualTo(model.toArray());
                assertThat(set.hashCode()).isEqualTo(model.hashCode());
            }
        }
        assertThat(set.toArray()).isEqualTo(model.toArray());
    }

    // Together ---------------------------------------------------------------------------------------------------

    @Test
    void pop_givesEachElementToOne() throws Exception {
        manager()
                .set("tickets", Integer.class)
                .addAll(IntStream.range(0, 400).boxed().toList());
        Set<Integer> seen = java.util.concurrent.ConcurrentHashMap.newKeySet();
        AtomicInteger count = new AtomicInteger();
        fromAllSides(connection -> {
            SharedSet<Integer> tickets = connection.set("tickets", Integer.class);
            for (Integer ticket = tickets.poll(); ticket != null; ticket = tickets.poll()) {
                seen.add(ticket);
                count.incrementAndGet();
            }
        });
        assertThat(seen).hasSize(400);
        assertThat(count).hasValue(400);
    }

    @Test
    void operationsOnSeveralSets_areSeenWholeOrNotAtAll() throws Exception {
        // Two halves that change places again and again; readers never see an element twice or not at all.
        Set<Integer> left = IntStream.range(0, 50).boxed().collect(Collectors.toSet());
        Set<Integer> right = IntStream.range(50, 100).boxed().collect(Collectors.toSet());
        SharedSet<Integer> all = manager().set("all", Integer.class);
        all.addAll(left);
        all.addAll(right);
        SharedSet<Integer> half = manager().set("half", Integer.class);
        half.addAll(left);
        AtomicInteger turns = new AtomicInteger();
        fromAllSides(connection -> {
            SharedSet<Integer> whole = connection.set("all", Integer.class);
            SharedSet<Integer> mine = connection.set("half", Integer.class);
            for (int i = 0; i < 40; i++) {
                if (turns.getAndIncrement() % 2 == 0) {
                    mine.symmetricDifferenceUpdate(whole);
                } else {
                    Set<Integer> seen = mine.union().copy();
                    assertThat(seen.equals(left) || seen.equals(right)).isTrue();
                    assertThat(mine.isSubsetOf(whole)).isTrue();
                }
            }
        });
        assertThat(half.copy()).isIn(left, right);
    }

    private interface Work {
        void run(Manager connection);
    }

    private static void fromAllSides(Work work) throws Exception {
        List<Manager> connections = List.of(manager(), MANAGERS.other(), MANAGERS.connect());
        List<Waiting<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Manager connection = connections.get(i % connections.size());
            threads.add(Waiting.start(() -> {
                work.run(connection);
                return null;
            }));
        }
        for (Waiting<Void> thread : threads) {
            thread.get();
        }
    }

    // The asynchronous twin --------------------------------------------------------------------------------------

    private static <T> T of(java.util.concurrent.CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    @Test
    void async() throws Exception {
        SharedSet<String> set = manager().set(String.class);
        AsyncSet<String> async = set.async();
        assertThat(of(async.add("a"))).isTrue();
        assertThat(of(async.addAll(List.of("a", "b")))).isTrue();
        assertThat(of(async.addAll(List.of("a", "b")))).isFalse();
        assertThat(of(async.contains("b"))).isTrue();
        assertThat(of(async.remove("b"))).isTrue();
        assertThat(of(async.size())).isEqualTo(1);
        assertThat(of(async.unionUpdate(set("b", "c"), set("d")))).isTrue();
        assertThat(of(async.differenceUpdate(set("d")))).isTrue();
        assertThat(of(async.intersectionUpdate(set("a", "b")))).isTrue();
        assertThat(of(async.symmetricDifferenceUpdate(set("b", "e")))).isTrue();
        assertThat(set).containsExactly("a", "e");
        assertThat(of(async.union(set("f")))).containsExactly("a", "e", "f");
        assertThat(of(async.intersection(set("e")))).containsExactly("e");
        assertThat(of(async.difference(set("e")))).containsExactly("a");
        assertThat(of(async.symmetricDifference(set("e", "x")))).containsExactly("a", "x");
        assertThat(of(async.isDisjoint(set("x")))).isTrue();
        assertThat(of(async.isSubsetOf(set("a")))).isFalse();
        assertThat(of(async.isSupersetOf(set("a")))).isTrue();
        assertThat(of(async.poll())).isEqualTo("a");
        of(async.clear());
        assertThat(of(async.poll())).isNull();
    }
}
