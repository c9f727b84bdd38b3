package dev.holdall.server.state.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What containers cost, counted in the bytes of their pages and nodes; and what snapshots share. */
@Tag("size")
class PageMemoryTest {
    private static final ByteString ELEMENT = Samples.sized(66, 5);
    private static final int MILLION = 1_000_000;

    @Test
    void aMillionAppendedElementsFillTheirPages() {
        PagedList list = appended(MILLION);
        assertThat(list.allocated()).isBetween(66L * MILLION, 70L * MILLION);
        assertThat(TreeCheck.branches(list.tree().root()))
                .isLessThanOrEqualTo((int) TreeCheck.check(list.tree()) / Branch.FAN_OUT + 4);
    }

    @Test
    void aMillionRecordsOfAQueueCostTenBytesMoreEach() {
        PagedLog log = new PagedLog();
        for (int number = 1; number <= MILLION; number++) {
            log.put(number, ByteString.EMPTY, ELEMENT);
        }
        assertThat(log.allocated()).isBetween(66L * MILLION, 76L * MILLION);
    }

    @Test
    void aMillionEntriesOfADict() {
        PagedDict dict = new PagedDict(new SipHash(1, 2));
        for (int i = 0; i < MILLION; i++) {
            dict.put(Samples.text(Integer.toString(10_000_000 + i)), ELEMENT);
        }
        assertThat(dict.allocated()).isBetween((8L + 66) * MILLION, 105L * MILLION);
    }

    @Test
    void pagesOfRandomInsertsAreMoreThanHalfFull() {
        PagedList list = new PagedList();
        Random random = new Random(1);
        for (int i = 0; i < 50_000; i++) {
            list.insert(random.nextInt(i + 1), ELEMENT);
        }
        assertThat(list.allocated()).isLessThan(50_000L * 66 * 14 / 10);
    }

    @Test
    void elementsInsertedOneAfterTheOtherInTheMiddleFillTheirPages() {
        PagedList list = appended(1_000);
        for (int i = 0; i < 20_000; i++) {
            list.insert(500 + i, ELEMENT);
        }
        assertThat(list.allocated()).isLessThan(21_000L * 72);
        for (int i = 0; i < 20_000; i++) {
            list.insert(0, ELEMENT);
        }
        assertThat(list.allocated()).isLessThan(41_000L * 80);
    }

    @Test
    void aListThatShrinksGivesItsMemoryBack() {
        Random random = new Random(2);
        PagedList list = appended(100_000);
        while (list.size() > 5_000) {
            list.remove(random.nextInt((int) list.size()));
        }
        assertThat(list.allocated()).isLessThan(5_000L * 66 * 2);
        assertThat(TreeCheck.check(list.tree())).isLessThan(5_000 * 66 / Page.CAPACITY * 3);
        while (list.size() > 3) {
            list.remove(random.nextInt((int) list.size()));
        }
        assertThat(list.allocated()).isLessThan(1_000);
        assertThat(TreeCheck.check(list.tree())).isEqualTo(1);
    }

    @Test
    void aSmallPageJoinsTheNeighbourOnEitherSide() {
        int page = Page.CAPACITY / 66;
        PagedList shrinksInFront = appended(page + page / 2);
        PagedList shrinksBehind = appended(page + page / 2);
        assertThat(TreeCheck.check(shrinksInFront.tree())).isEqualTo(2);
        for (int i = 0; i < page - page / 4; i++) {
            shrinksInFront.remove(1);
        }
        assertThat(TreeCheck.check(shrinksInFront.tree())).isEqualTo(1);
        shrinksBehind.removeRange(0, page / 2 - 1);
        assertThat(TreeCheck.check(shrinksBehind.tree())).isEqualTo(2);
        for (int i = 0; i < page / 3; i++) {
            shrinksBehind.remove(shrinksBehind.size() - 1);
        }
        assertThat(TreeCheck.check(shrinksBehind.tree())).isEqualTo(1);
    }

    @Test
    void aQueueThatFillsNearlyAPageGoesOnInAnother_insteadOfPackingThePageForEachElement() {
        PagedList queue = appended(Page.CAPACITY / 66);
        long mostPages = 0;
        for (int i = 0; i < 500; i++) {
            queue.remove(0);
            queue.add(ELEMENT);
            mostPages = Math.max(mostPages, TreeCheck.check(queue.tree()));
        }
        assertThat(mostPages).isEqualTo(2);
    }

    @Test
    void aQueueThatWasLongIsSmallAgain() {
        PagedLog log = new PagedLog();
        long number = 0;
        while (number < 100_000) {
            log.put(++number, ByteString.EMPTY, ELEMENT);
        }
        while (log.size() > 10) {
            log.remove(log.first());
        }
        assertThat(log.allocated()).isLessThan(4_000);
        for (int i = 0; i < 20_000; i++) {
            log.put(++number, ByteString.EMPTY, ELEMENT);
            log.remove(log.first());
        }
        assertThat(log.allocated()).isLessThan(4_000);
    }

    @Test
    void sparseNumbersThatGoGiveTheirBranchesBack() {
        PagedLog log = new PagedLog();
        Random random = new Random(3);
        long[] numbers = random.longs(10_000, 1, Long.MAX_VALUE).distinct().toArray();
        for (long number : numbers) {
            log.put(number, ByteString.EMPTY, ELEMENT);
        }
        assertThat(TreeCheck.check(log.tree())).isEqualTo(numbers.length);
        for (int i = 0; i < numbers.length - 100; i++) {
            log.remove(numbers[i]);
            if (i % 500 == 0) {
                TreeCheck.check(log.tree());
            }
        }
        TreeCheck.check(log.tree());
        assertThat(TreeCheck.branches(log.tree().root())).isLessThanOrEqualTo(1 + 100 / 12);
    }

    @Test
    void aWriteAfterASnapshotCopiesOneLeafAndTheBranchesAboveIt() {
        PagedList list = appended(100_000);
        PagedList snapshot = list.snapshot();
        Set<Node> shared = nodes(snapshot.tree().root());
        assertThat(nodes(list.tree().root())).isEqualTo(shared);
        list.set(50_000, ByteString.EMPTY);
        assertThat(newNodes(list, shared)).isEqualTo(3);
        list.set(50_001, ByteString.EMPTY);
        assertThat(newNodes(list, shared)).isEqualTo(3);
        list.add(ELEMENT);
        assertThat(newNodes(list, shared)).isBetween(5, 6);
        snapshot.set(0, ByteString.EMPTY);
        assertThat(newNodes(snapshot, shared)).isEqualTo(3);
        assertThat(list.get(0)).isEqualTo(ELEMENT);
    }

    @Test
    void withoutASnapshotNodesAreChangedInPlace() {
        PagedList list = appended(100_000);
        Set<Node> before = nodes(list.tree().root());
        list.set(50_000, ByteString.EMPTY);
        list.remove(7);
        list.add(ELEMENT);
        assertThat(newNodes(list, before)).isZero();
    }

    @Test
    void aClearedListKeepsNoPageAlive() throws InterruptedException {
        PagedList list = appended(100_000);
        list.get(50_000);
        WeakReference<Node> root = new WeakReference<>(list.tree().root());
        list.clear();
        await().until(() -> {
            System.gc();
            return root.refersTo(null);
        });
        assertThat(list.size()).isZero();
    }

    private static PagedList appended(int count) {
        PagedList list = new PagedList();
        for (int i = 0; i < count; i++) {
            list.add(ELEMENT);
        }
        return list;
    }

    private static int newNodes(PagedList list, Set<Node> known) {
        Set<Node> nodes = nodes(list.tree().root());
        nodes.removeAll(known);
        return nodes.size();
    }

    private static Set<Node> nodes(Node root) {
        Set<Node> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(root, nodes);
        return nodes;
    }

    private static void collect(Node node, Set<Node> nodes) {
        nodes.add(node);
        if (node instanceof Branch branch) {
            for (int i = 0; i < branch.size(); i++) {
                collect(branch.child(i), nodes);
            }
        }
    }
}
