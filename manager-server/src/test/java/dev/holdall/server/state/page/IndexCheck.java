package dev.holdall.server.state.page;

import static org.assertj.core.api.Assertions.assertThat;

/** Walks an index: which pages its directory leads to, and that every entry is where a look-up would find it. */
final class IndexCheck {
    private IndexCheck() {}

    /** Checks an index and returns how many pages it has. */
    static int check(HashIndex index) {
        HashPage[] directory = index.directory();
        int depth = Integer.numberOfTrailingZeros(directory.length);
        assertThat(directory.length).isEqualTo(1 << depth);
        long entries = 0;
        int deepest = 0;
        int pages = 0;
        for (int i = 0; i < directory.length; ) {
            HashPage page = directory[i];
            assertThat(page.depth()).isBetween(0, depth);
            int span = 1 << (depth - page.depth());
            assertThat(i % span).isZero();
            for (int k = i; k < i + span; k++) {
                assertThat(directory[k]).isSameAs(page);
            }
            entries += entries(page, page.depth() == 0 ? 0 : i >>> (depth - page.depth()));
            deepest += page.depth() == depth ? 1 : 0;
            pages++;
            i += span;
        }
        assertThat(entries).isEqualTo(index.size());
        assertThat(deepest).isEqualTo(index.deepest()).isPositive();
        return pages;
    }

    private static int entries(HashPage page, int prefix) {
        int start = 0;
        while (page.tag(start) != 0) {
            start = page.next(start);
        }
        int entries = 0;
        int place = page.next(start);
        while (place != start) {
            int tag = page.tag(place);
            if (tag != 0) {
                entries++;
                assertThat(page.depth() == 0 ? 0 : tag >>> (32 - page.depth())).isEqualTo(prefix);
                for (int on = page.home(tag); on != place; on = page.next(on)) {
                    assertThat(page.tag(on)).as("a gap before an entry").isNotZero();
                }
            }
            place = page.next(place);
        }
        assertThat(entries).isEqualTo(page.count());
        return entries;
    }
}
