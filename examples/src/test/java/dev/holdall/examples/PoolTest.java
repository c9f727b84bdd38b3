package dev.holdall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The picture that a pool renders. */
class PoolTest {
    @TempDir
    Path directory;

    @Test
    void aPicture_isRenderedInTiles_withAProgressBar() throws Exception {
        Path file = directory.resolve("picture.png");

        Run run = Run.example("pool", file.toString()).succeeded();

        assertThat(run.out()).isEqualTo("Rendered 64 tiles of 100 x 100 pixels to " + file + "\n");
        assertThat(run.err()).contains("] 1 of 64 tiles").endsWith("] 64 of 64 tiles\n");
        BufferedImage picture = ImageIO.read(file.toFile());
        assertThat(picture.getWidth()).isEqualTo(800);
        assertThat(picture.getHeight()).isEqualTo(800);
        // The set is symmetric about the real axis, which is in the middle, and 0 belongs to it.
        assertThat(picture.getRGB(622, 400)).isEqualTo(0xff000000);
        for (int x = 0; x < 800; x += 37) {
            assertThat(picture.getRGB(x, 300)).isEqualTo(picture.getRGB(x, 500));
        }
        assertThat(picture.getRGB(0, 0)).isNotEqualTo(0xff000000);
    }

    @Test
    void wordsThatItDoesNotKnow_areRefused() throws Exception {
        assertThat(Run.example("pool", "--nonsense").exitCode()).isEqualTo(2);
    }
}
