package dev.holdall.examples.wordcount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlocksTest {
    private static List<String> cut(String text, int size) throws Exception {
        List<String> blocks = new ArrayList<>();
        Blocks.cut(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)),
                size,
                block -> blocks.add(new String(block, StandardCharsets.ISO_8859_1)));
        return blocks;
    }

    @Test
    void cut_comesBeforeTheWordThatDoesNotFit() throws Exception {
        assertThat(cut("one two three", 6)).containsExactly("one ", "two ", "three");
    }

    @Test
    void cut_makesABlockLongerForALongerWord() throws Exception {
        assertThat(cut("a bbbbbbbbb c dd e f", 3)).containsExactly("a ", "bbbbbbbbb c dd ", "e f");
    }

    @Test
    void cut_ofNothingIsNothing() throws Exception {
        assertThat(cut("", 4)).isEmpty();
    }

    @Test
    void cut_tearsNoWordAndLosesNoByte() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int left = random.nextInt(60); left > 0; left--) {
                text.append("abZ .\u00e4\r\n".charAt(random.nextInt(8)));
            }
            List<String> blocks = cut(text.toString(), 1 + random.nextInt(20));

            assertThat(String.join("", blocks)).isEqualTo(text.toString());
            assertThat(blocks).doesNotContain("");
            for (int b = 1; b < blocks.size(); b++) {
                String before = blocks.get(b - 1);
                boolean torn = Blocks.isLetter((byte) before.charAt(before.length() - 1))
                        && Blocks.isLetter((byte) blocks.get(b).charAt(0));
                assertThat(torn).as("%s", blocks).isFalse();
            }
        }
    }

    @Test
    void wordThatNoElementCanHold_isAnError() {
        byte[] word = new byte[Blocks.LONGEST_WORD + 1];
        Arrays.fill(word, (byte) 'x');
        ByteArrayOutputStream taken = new ByteArrayOutputStream();

        assertThatThrownBy(() -> Blocks.cut(new ByteArrayInputStream(word), 1 << 18, taken::write))
                .isInstanceOf(IOException.class)
                .hasMessage("it has a word of more than 4 MiB");
        assertThat(taken.size()).isZero();
    }
}
