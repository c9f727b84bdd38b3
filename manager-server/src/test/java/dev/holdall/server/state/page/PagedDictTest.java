package dev.holdall.server.state.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PagedDictTest {
    private static final SipHash HASH = new SipHash(1, 2);
    private static final ByteString A = Samples.text("a");
    private static final ByteString B = Samples.text("b");
    private static final ByteString C = Samples.text("c");
    private final PagedDict dict = new PagedDict(HASH);

    @Test
    void isEmptyAtFirst() {
        assertThat(dict.size()).isZero();
        assertThat(dict.bytes()).isZero();
        assertThat(dict.get(A)).isNull();
        assertThat(dict.remove(A)).isNull();
        assertThat(dict.containsKey(A)).isFalse();
        assertThat(dict.containsValue(A)).isFalse();
        assertThat(dict.valueEquals(A, ByteString.EMPTY)).isFalse();
        assertThat(dict.first()).isNull();
        assertThat(dict.last()).isNull();
        assertThat(dict.after(0).next()).isFalse();
    }

    @Test
    void anExistingKeyKeepsItsPlace_aRemovedOneComesLast() {
        assertThat(dict.put(A, A)).isNull();
        assertThat(dict.put(B, B)).isNull();
        assertThat(dict.put(C, C)).isNull();
        assertThat(dict.put(A, C)).isEqualTo(A);
        assertThat(keys(dict)).containsExactly(A, B, C);
        assertThat(dict.first()).isEqualTo(new Entry(1, A, C));
        assertThat(dict.remove(A)).isEqualTo(C);
        assertThat(dict.put(A, A)).isNull();
        assertThat(keys(dict)).containsExactly(B, C, A);
        assertThat(dict.last()).isEqualTo(new Entry(4, A, A));
        assertThat(dict.bytes()).isEqualTo(6);
        assertThat(dict.valueEquals(A, A)).isTrue();
        assertThat(dict.valueEquals(A, B)).isFalse();
    }

    @Test
    void anEmptyKeyIsAKey_andAnEmptyValueIsAValue() {
        assertThat(dict.put(ByteString.EMPTY, A)).isNull();
        assertThat(dict.put(A, ByteString.EMPTY)).isNull();
        assertThat(dict.get(ByteString.EMPTY)).isEqualTo(A);
        assertThat(dict.get(A)).isEqualTo(ByteString.EMPTY);
        assertThat(dict.containsValue(ByteString.EMPTY)).isTrue();
        assertThat(dict.valueEquals(A, ByteString.EMPTY)).isTrue();
    }

    @Test
    void noNumberIsGivenOutTwice() {
        dict.put(A, A);
        dict.put(B, B);
        dict.remove(B);
        dict.put(C, C);
        assertThat(dict.number(C)).isEqualTo(3);
        dict.clear();
        assertThat(dict.size()).isZero();
        assertThat(dict.get(C)).isNull();
        dict.put(A, A);
        assertThat(dict.number(A)).isEqualTo(4);
        PagedDict snapshot = dict.snapshot();
        dict.put(B, B);
        snapshot.put(C, C);
        assertThat(dict.number(B)).isEqualTo(5);
        assertThat(snapshot.number(C)).isEqualTo(5);
    }

    @Test
    void numbersAreBookmarksThatSurviveASave() {
        for (int i = 0; i < 3_000; i++) {
            dict.put(Samples.number(i), Samples.number(-i));
        }
        for (int i = 0; i < 3_000; i += 3) {
            dict.remove(Samples.number(i));
        }
        dict.put(A, A);
        dict.remove(A);
        ByteString saved = Samples.save(dict::save);
        PagedDict loaded = PagedDict.load(Samples.read(saved), new SipHash(8, 9));
        assertThat(Samples.save(loaded::save)).isEqualTo(saved);
        TreeCheck.check(loaded.log().tree());
        IndexCheck.check(loaded.index());
        assertThat(keys(loaded)).isEqualTo(keys(dict));
        for (int i = 0; i < 3_000; i++) {
            ByteString key = Samples.number(i);
            assertThat(loaded.number(key)).isEqualTo(i % 3 == 0 ? 0 : i + 1);
            assertThat(loaded.get(key)).isEqualTo(dict.get(key));
        }
        loaded.put(A, A);
        assertThat(loaded.number(A)).isEqualTo(3_002);
        PagedLog.Cursor cursor = loaded.after(2_999);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.number()).isEqualTo(3_000);
    }

    private static List<ByteString> keys(PagedDict dict) {
        List<ByteString> keys = new ArrayList<>();
        PagedLog.Cursor cursor = dict.after(0);
        while (cursor.next()) {
            keys.add(cursor.key());
        }
        return keys;
    }
}
