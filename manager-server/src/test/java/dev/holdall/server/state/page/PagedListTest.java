package dev.holdall.server.state.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PagedListTest {
    private static final ByteString A = Samples.text("a");
    private static final ByteString B = Samples.text("b");
    private final PagedList list = new PagedList();

    @Test
    void isEmptyAtFirst() {
        assertThat(list.size()).isZero();
        assertThat(list.bytes()).isZero();
        assertThat(list.indexOf(A)).isEqualTo(-1);
        assertThat(list.lastIndexOf(A)).isEqualTo(-1);
        assertThat(list.count(A)).isZero();
        assertThat(list.cursor(0).next()).isFalse();
        list.removeRange(0, 0);
        list.reverse();
        list.clear();
        assertThat(list.snapshot().size()).isZero();
    }

    @Test
    void indicesOutOfRangeAreRefusedAndChangeNothing() {
        fill(3);
        for (long index : new long[] {-1, 3, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> list.get(index)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> list.set(index, A)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> list.remove(index)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> list.equalsAt(index, A)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThatThrownBy(() -> list.insert(4, A)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.cursor(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.removeRange(1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.removeRange(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(elements(list)).containsExactly(Samples.number(0), Samples.number(1), Samples.number(2));
    }

    @Test
    void elementsOfAllSizesComeBackAsTheyWere() {
        List<ByteString> sizes = new ArrayList<>();
        for (int size :
                new int[] {0, 1, Page.CAPACITY - 1, Page.CAPACITY, Page.CAPACITY + 1, 65_535, 65_536, 1_000_000}) {
            sizes.add(Samples.sized(size, size));
        }
        sizes.forEach(list::add);
        sizes.forEach(element -> list.insert(0, element));
        TreeCheck.check(list.tree());
        for (int i = 0; i < sizes.size(); i++) {
            assertThat(list.get(sizes.size() + i)).isEqualTo(sizes.get(i));
            assertThat(list.get(sizes.size() - 1 - i)).isEqualTo(sizes.get(i));
        }
    }

    @Test
    void emptyElementsFillPagesToo() {
        for (int i = 0; i < 50_000; i++) {
            list.add(ByteString.EMPTY);
        }
        assertThat(list.bytes()).isZero();
        assertThat(TreeCheck.check(list.tree())).isGreaterThan(10);
        assertThat(list.count(ByteString.EMPTY)).isEqualTo(50_000);
        list.insert(25_000, A);
        assertThat(list.indexOf(A)).isEqualTo(25_000);
    }

    @Test
    void aReplacementMayNeedAnotherPage_andGiveItBack() {
        fill(100);
        for (int size : new int[] {Page.CAPACITY - 50, 100_000, 3, 200_000, 0}) {
            ByteString previous = list.get(50);
            assertThat(list.set(50, Samples.sized(size, 9))).isEqualTo(previous);
            assertThat(list.get(50)).isEqualTo(Samples.sized(size, 9));
            assertThat(list.get(49)).isEqualTo(Samples.number(49));
            assertThat(list.get(51)).isEqualTo(Samples.number(51));
            TreeCheck.check(list.tree());
        }
        assertThat(list.allocated()).isLessThan(4_000);
    }

    @Test
    void replacingTheOnlyElementWithALargeOneAndBack() {
        list.add(A);
        list.set(0, Samples.sized(100_000, 1));
        list.set(0, B);
        list.add(A);
        assertThat(elements(list)).containsExactly(B, A);
        assertThat(TreeCheck.check(list.tree())).isEqualTo(1);
    }

    @Test
    void elementsAreComparedByTheirBytes() {
        ByteString whole = Samples.sized(3_000, 0x123456789abcdefL);
        ByteString rope = whole.substring(0, 1_000).concat(whole.substring(1_000));
        ByteString other = whole.substring(0, 2_999).concat(A);
        list.add(rope);
        list.add(other);
        list.add(ByteString.EMPTY);
        list.add(whole);
        assertThat(list.equalsAt(0, whole)).isTrue();
        assertThat(list.equalsAt(1, whole)).isFalse();
        assertThat(list.equalsAt(2, ByteString.EMPTY)).isTrue();
        assertThat(list.indexOf(whole)).isZero();
        assertThat(list.lastIndexOf(rope)).isEqualTo(3);
        assertThat(list.count(rope)).isEqualTo(2);
        assertThat(list.indexOf(ByteString.EMPTY)).isEqualTo(2);
    }

    @Test
    void whatWasReadDoesNotChangeLater() {
        fill(10);
        ByteString read = list.get(5);
        list.set(5, Samples.text("x"));
        list.remove(0);
        assertThat(read).isEqualTo(Samples.number(5));
    }

    @Test
    void aCursorStartsAnywhere_andIsStaleAfterAChange() {
        fill(5_000);
        PagedList.Cursor cursor = list.cursor(4_998);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.element()).isEqualTo(Samples.number(4_998));
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.element()).isEqualTo(Samples.number(4_999));
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.next()).isFalse();
        assertThat(list.cursor(5_000).next()).isFalse();
        PagedList.Cursor stale = list.cursor(0);
        list.snapshot();
        assertThat(stale.next()).isTrue();
        list.set(0, A);
        assertThatThrownBy(stale::next).isInstanceOf(ConcurrentModificationException.class);
    }

    @Test
    void reversesPageByPage() {
        fill(10_000);
        list.add(Samples.sized(50_000, 1));
        PagedList before = list.snapshot();
        list.reverse();
        TreeCheck.check(list.tree());
        assertThat(list.get(0).size()).isEqualTo(50_000);
        for (int i = 0; i < 10_000; i++) {
            assertThat(list.equalsAt(10_000 - i, Samples.number(i))).isTrue();
            assertThat(before.equalsAt(i, Samples.number(i))).isTrue();
        }
    }

    @Test
    void rangesAreRemovedAcrossPages() {
        fill(50_000);
        list.removeRange(10, 49_990);
        TreeCheck.check(list.tree());
        assertThat(list.size()).isEqualTo(20);
        assertThat(list.get(9)).isEqualTo(Samples.number(9));
        assertThat(list.get(10)).isEqualTo(Samples.number(49_990));
        list.removeRange(0, 20);
        assertThat(list.size()).isZero();
        assertThat(list.bytes()).isZero();
    }

    @Test
    void equalContentIsSavedEqual_whateverTheHistory() {
        fill(3_000);
        PagedList other = new PagedList();
        for (int i = 2_999; i >= 0; i--) {
            other.insert(0, Samples.number(i));
            other.insert(other.size() / 2, A);
            other.remove((other.size() - 1) / 2);
        }
        assertThat(elements(other)).isEqualTo(elements(list));
        assertThat(Samples.save(other::save)).isEqualTo(Samples.save(list::save));
    }

    @Test
    void whatWasSavedIsLoadedIntoFullPages() {
        for (int i = 0; i < 3_000; i++) {
            list.insert(list.size() / 3, i % 500 == 0 ? Samples.sized(30_000, i) : Samples.number(i));
        }
        ByteString saved = Samples.save(list::save);
        PagedList loaded = PagedList.load(Samples.read(saved));
        TreeCheck.check(loaded.tree());
        assertThat(elements(loaded)).isEqualTo(elements(list));
        assertThat(loaded.bytes()).isEqualTo(list.bytes());
        assertThat(Samples.save(loaded::save)).isEqualTo(saved);
        assertThat(loaded.allocated()).isLessThanOrEqualTo(list.allocated());
        assertThat(Samples.save(PagedList.load(Samples.read(Samples.save(new PagedList()::save)))::save))
                .isEqualTo(Samples.save(new PagedList()::save));
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            list.add(Samples.number(i));
        }
    }

    private static List<ByteString> elements(PagedList list) {
        List<ByteString> elements = new ArrayList<>();
        PagedList.Cursor cursor = list.cursor(0);
        while (cursor.next()) {
            elements.add(cursor.element());
        }
        return elements;
    }
}
