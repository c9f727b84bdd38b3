package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdall.client.ManagerFixture;
import dev.holdall.v1.ListPageReply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Iterators: by pages, weakly consistent, and never writing over what they have not seen. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IterationTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static final int MANY = 100_000;
    /** A page has about 64 KiB of elements; as much again for what stands around very small ones. */
    private static final int PAGE_BYTES = 128 << 10;

    private static List<Integer> upTo(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    private static SharedList<Integer> list(Collection<Integer> elements) {
        SharedList<Integer> list = MANAGERS.manager().list(Integer.class);
        list.addAll(elements);
        return list;
    }

    private static SharedQueue<Integer> queue(Collection<Integer> elements) {
        SharedQueue<Integer> queue = MANAGERS.manager().queue(Integer.class);
        queue.addAll(elements);
        return queue;
    }

    private static SharedDict<Integer, String> dict(int end) {
        SharedDict<Integer, String> dict = MANAGERS.manager().dict(Integer.class, String.class);
        Map<Integer, String> entries = new LinkedHashMap<>();
        upTo(end).forEach(i -> entries.put(i, "v" + i));
        dict.putAll(entries);
        return dict;
    }

    // Pages ------------------------------------------------------------------------------------------------------

    @Test
    void list_ofManyElements() {
        SharedList<Integer> list = list(upTo(MANY));
        assertThat(list).hasSize(MANY);
        assertThat(new ArrayList<>(list)).isEqualTo(upTo(MANY));
        assertThat(list.stream().toList()).isEqualTo(upTo(MANY));
        assertThat(list.page(0, 0).getSerializedSize()).isLessThan(PAGE_BYTES);
        assertThat(list.page(0, Integer.MAX_VALUE).getSerializedSize()).isLessThan(PAGE_BYTES);
    }

    @Test
    void list_ofManyElements_backwards() {
        SharedList<Integer> list = list(upTo(MANY));
        ListIterator<Integer> iterator = list.listIterator(MANY);
        for (int i = MANY - 1; i >= 0; i--) {
            assertThat(iterator.hasPrevious()).isTrue();
            assertThat(iterator.previousIndex()).isEqualTo(i);
            assertThat(iterator.previous()).isEqualTo(i);
        }
        assertThat(iterator.hasPrevious()).isFalse();
    }

    @Test
    void dict_ofManyEntries() {
        SharedDict<Integer, String> dict = dict(MANY);
        assertThat(dict).hasSize(MANY);
        assertThat(new ArrayList<>(dict.keySet())).isEqualTo(upTo(MANY));
        assertThat(dict.values().stream().skip(MANY - 1).toList()).containsExactly("v" + (MANY - 1));
        assertThat(dict.page(0, 0, false).getSerializedSize()).isLessThan(PAGE_BYTES);
        assertThat(dict.page(0, Integer.MAX_VALUE, false).getSerializedSize()).isLessThan(PAGE_BYTES);
    }

    @Test
    void queue_ofManyElements() {
        SharedQueue<Integer> queue = queue(upTo(MANY));
        assertThat(queue).hasSize(MANY);
        assertThat(new ArrayList<>(queue)).isEqualTo(upTo(MANY));
        assertThat(queue.page(0).getSerializedSize()).isLessThan(PAGE_BYTES);
    }

    @Test
    void largeElements_onePageEach() {
        SharedList<String> list = MANAGERS.manager().list(String.class);
        String large = "x".repeat(70_000);
        list.addAll(List.of(large + 0, large + 1, large + 2));
        ListPageReply page = list.page(0, 0);
        assertThat(page.getElementsCount()).isEqualTo(1);
        assertThat(new ArrayList<>(list)).containsExactly(large + 0, large + 1, large + 2);
        ListIterator<String> backwards = list.listIterator(3);
        assertThat(backwards.previous()).isEqualTo(large + 2);
        assertThat(backwards.previous()).isEqualTo(large + 1);
        assertThat(backwards.previous()).isEqualTo(large + 0);
    }

    @Test
    void getAll_ofManyKeys() {
        SharedDict<Integer, String> dict = dict(30_000);
        Map<Integer, String> found =
                dict.getAll(IntStream.range(10_000, 60_000).boxed().toList());
        assertThat(found).hasSize(20_000).containsEntry(10_000, "v10000").containsEntry(29_999, "v29999");
        assertThat(new ArrayList<>(found.keySet()))
                .isEqualTo(IntStream.range(10_000, 30_000).boxed().toList());
    }

    // Weak consistency -------------------------------------------------------------------------------------------

    @Test
    void dict_changedMeanwhile_nothingTwiceAndWhatStaysIsSeen() throws Exception {
        int stay = 20_000;
        SharedDict<Integer, String> dict = dict(stay);
        AtomicBoolean stop = new AtomicBoolean();
        Waiting<Void> disturber = Waiting.start(() -> {
            Random random = new Random(7);
            while (!stop.get()) {
                int key = stay + random.nextInt(500);
                if (random.nextBoolean()) {
                    dict.set(key, "new");
                } else {
                    dict.remove(key);
                }
                dict.set(random.nextInt(stay), "changed");
            }
            return null;
        });
        for (int round = 0; round < 5; round++) {
            Set<Integer> seen = new HashSet<>();
            for (Map.Entry<Integer, String> entry : dict.entrySet()) {
                assertThat(seen.add(entry.getKey())).isTrue();
            }
            assertThat(seen.containsAll(upTo(stay))).isTrue();
            assertThat(dict.keySet().stream().distinct().count()).isGreaterThanOrEqualTo(stay);
        }
        stop.set(true);
        disturber.get();
    }

    @Test
    void queue_changedMeanwhile_nothingTwiceAndWhatStaysIsSeen() throws Exception {
        SharedQueue<Integer> queue = queue(upTo(30_000));
        AtomicBoolean stop = new AtomicBoolean();
        Waiting<Void> disturber = Waiting.start(() -> {
            // Takes the first 5,000 at most and adds new ones behind.
            for (int i = 0; !stop.get(); i++) {
                if (i < 5_000) {
                    queue.poll();
                }
                queue.add(1_000_000 + i);
            }
            return null;
        });
        for (int round = 0; round < 5; round++) {
            List<Integer> seen = new ArrayList<>(queue);
            for (int i = 1; i < seen.size(); i++) {
                assertThat(seen.get(i - 1) < seen.get(i)).isTrue();
            }
            assertThat(new HashSet<>(seen).containsAll(upTo(30_000).subList(5_000, 30_000)))
                    .isTrue();
        }
        stop.set(true);
        disturber.get();
    }

    @Test
    void list_changedMeanwhile_neverThrows() throws Exception {
        SharedList<Integer> list = list(upTo(30_000));
        AtomicBoolean stop = new AtomicBoolean();
        Waiting<Void> disturber = Waiting.start(() -> {
            Random random = new Random(7);
            while (!stop.get()) {
                switch (random.nextInt(3)) {
                    case 0 -> list.removeRange(0, Math.min(10_000, list.size()));
                    case 1 -> list.addAll(0, upTo(10_000));
                    default -> list.clear();
                }
            }
            return null;
        });
        for (int round = 0; round < 30; round++) {
            list.forEach(element -> assertThat(element).isBetween(0, 29_999));
            ListIterator<Integer> backwards = list.listIterator();
            for (int i = 0; i < 9_000 && backwards.hasNext(); i++) {
                backwards.next();
            }
            while (backwards.hasPrevious()) {
                backwards.previous();
            }
            assertThat(list.stream().toList()).hasSizeLessThan(1_000_000);
            assertThat(list.toArray()).isNotNull();
            list.indexOf(29_999);
            assertThat(list.toString()).startsWith("[");
        }
        stop.set(true);
        disturber.get();
    }

    @Test
    void list_becomesShorter() {
        SharedList<Integer> list = list(upTo(20_000));
        Iterator<Integer> forwards = list.iterator();
        ListIterator<Integer> backwards = list.listIterator(20_000);
        assertThat(forwards.next()).isZero();
        list.removeRange(10, 20_000);
        int seen = 1;
        while (forwards.hasNext()) {
            assertThat(forwards.next()).isEqualTo(seen++);
        }
        assertThat(seen).isBetween(10, 19_999);
        // It stood at an end that is gone, and finds the new one.
        for (int i = 9; i >= 0; i--) {
            assertThat(backwards.hasPrevious()).isTrue();
            assertThat(backwards.previous()).isEqualTo(i);
        }
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(backwards::previous);
    }

    /** A stream that knew its size would fail when others change it meanwhile. */
    @Test
    void streams_promiseNoSize() {
        SharedList<Integer> list = list(upTo(20_000));
        assertThat(list.stream()
                        .peek(i -> {
                            if (i == 0) {
                                list.removeLast();
                            }
                        })
                        .toArray())
                .hasSize(19_999);
        SharedDict<Integer, String> dict = dict(20_000);
        assertThat(dict.keySet().stream()
                        .peek(i -> {
                            if (i == 0) {
                                dict.remove(19_999);
                            }
                        })
                        .toArray())
                .hasSize(19_999);
        assertThat(dict.entrySet().spliterator().hasCharacteristics(Spliterator.SIZED))
                .isFalse();
        assertThat(dict.values().spliterator().hasCharacteristics(Spliterator.SIZED))
                .isFalse();
        SharedQueue<Integer> queue = queue(upTo(20_000));
        assertThat(queue.stream()
                        .peek(i -> {
                            if (i == 0) {
                                queue.remove(19_999);
                            }
                        })
                        .toArray())
                .hasSize(19_999);
    }

    // Removing and replacing what was seen -----------------------------------------------------------------------

    @Test
    void iteratorRemove_afterThePageWasTurned() {
        SharedList<Integer> list = list(upTo(20_000));
        int page = list.page(0, 0).getElementsCount();
        Iterator<Integer> iterator = list.iterator();
        for (int i = 0; i < page; i++) {
            iterator.next();
        }
        assertThat(iterator.hasNext()).isTrue();
        iterator.remove();
        assertThat(iterator.next()).isEqualTo(page);
        assertThat(list).hasSize(19_999).doesNotContain(page - 1);
        iterator.remove();
        assertThat(list).hasSize(19_998).doesNotContain(page);
        assertThat(iterator.next()).isEqualTo(page + 1);

        SharedQueue<Integer> queue = queue(upTo(20_000));
        int queuePage = queue.page(0).getElementsCount();
        Iterator<Integer> walk = queue.iterator();
        for (int i = 0; i < queuePage; i++) {
            walk.next();
        }
        assertThat(walk.hasNext()).isTrue();
        walk.remove();
        assertThat(queue).hasSize(19_999).doesNotContain(queuePage - 1);
        assertThat(walk.next()).isEqualTo(queuePage);
    }

    @Test
    void iteratorRemove_ofAllAndOfEveryOther() {
        SharedList<Integer> list = list(upTo(500));
        removeOdd(list.iterator());
        SharedQueue<Integer> queue = queue(upTo(500));
        removeOdd(queue.iterator());
        SharedDict<Integer, String> dict = dict(500);
        removeOdd(dict.keySet().iterator());
        List<Integer> even = upTo(500).stream().filter(i -> i % 2 == 0).toList();
        assertThat(list).containsExactlyElementsOf(even);
        assertThat(queue).containsExactlyElementsOf(even);
        assertThat(dict.keySet()).containsExactlyElementsOf(even);
    }

    private static void removeOdd(Iterator<Integer> iterator) {
        while (iterator.hasNext()) {
            if (iterator.next() % 2 == 1) {
                iterator.remove();
            }
        }
    }

    @Test
    void listIterator_meetsAnotherElementThanItReturned() {
        SharedList<Integer> list = list(upTo(5));
        ListIterator<Integer> iterator = list.listIterator();
        assertThat(iterator.next()).isZero();
        list.add(0, 100);
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(() -> iterator.set(7));
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(iterator::remove);
        assertThat(list).containsExactly(100, 0, 1, 2, 3, 4);

        ListIterator<Integer> atTheEnd = list.listIterator(6);
        assertThat(atTheEnd.previous()).isEqualTo(4);
        list.remove(5);
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(() -> atTheEnd.set(7));
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(atTheEnd::remove);
        assertThat(list).containsExactly(100, 0, 1, 2, 3);

        ListIterator<Integer> beyond = list.listIterator(5);
        list.removeRange(0, 3);
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(() -> beyond.add(7));
        assertThat(list).containsExactly(2, 3);
    }

    @Test
    void listIterator_equalElementInItsPlace_isAsGood() {
        SharedList<Integer> list = list(List.of(1, 1, 2));
        ListIterator<Integer> iterator = list.listIterator();
        iterator.next();
        list.remove(0);
        iterator.set(5);
        assertThat(list).containsExactly(5, 2);
    }

    @Test
    void queueIterator_whoseElementWasTaken() {
        SharedQueue<Integer> queue = queue(List.of(1, 1, 2));
        Iterator<Integer> iterator = queue.iterator();
        iterator.next();
        assertThat(queue.poll()).isEqualTo(1);
        // The other 1 is another element.
        iterator.remove();
        assertThat(queue).containsExactly(1, 2);
    }

    @Test
    void entry_setValue_reachesTheDict() {
        SharedDict<Integer, String> dict = dict(3);
        for (Map.Entry<Integer, String> entry : dict.entrySet()) {
            assertThat(entry.setValue("new" + entry.getKey())).isEqualTo("v" + entry.getKey());
            assertThat(entry.getValue()).isEqualTo("new" + entry.getKey());
        }
        assertThat(dict.values()).containsExactly("new0", "new1", "new2");
    }
}
