package dev.holdall.examples.pool;

import dev.holdall.client.Manager;
import dev.holdall.client.pool.WorkerPool;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Renders a picture in tiles over a pool of worker processes, shows how far it is, and writes a PNG file. */
public final class Pool {
    private static final int SIZE = 800;
    private static final int TILE = 100;
    private static final int BAR = 40;

    private Pool() {}

    /** Takes the name of the file, or writes {@code mandelbrot.png}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length > 1 || args.length == 1 && args[0].startsWith("-")) {
            System.out.println("Usage: pool [FILE]\n\nRenders a picture over a pool of processes and writes it as PNG,"
                    + " to mandelbrot.png unless told otherwise.");
            System.exit(args[0].equals("--help") || args[0].equals("-h") ? 0 : 2);
        }
        File file = new File(args.length == 0 ? "mandelbrot.png" : args[0]);
        List<Tile> tiles = tiles();
        List<Tile.Rendered> rendered;
        try (Manager manager = Manager.start();
                WorkerPool pool = manager.pool(2)) {
            rendered = pool.over(tiles).chunk(1).progress(Pool::show).map(Tile::render);
        }
        System.err.println();
        if (!ImageIO.write(picture(rendered), "png", file)) {
            throw new IOException("this Java cannot write PNG files");
        }
        System.out.println("Rendered " + tiles.size() + " tiles of " + TILE + " x " + TILE + " pixels to " + file);
    }

    private static List<Tile> tiles() {
        List<Tile> tiles = new ArrayList<>();
        for (int top = 0; top < SIZE; top += TILE) {
            for (int left = 0; left < SIZE; left += TILE) {
                tiles.add(new Tile(left, top, TILE, TILE, SIZE));
            }
        }
        return tiles;
    }

    private static void show(int done, int all) {
        int filled = BAR * done / all;
        System.err.print("\r[" + "#".repeat(filled) + " ".repeat(BAR - filled) + "] " + done + " of " + all + " tiles");
    }

    private static BufferedImage picture(List<Tile.Rendered> rendered) {
        BufferedImage picture = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        for (Tile.Rendered part : rendered) {
            Tile tile = part.tile();
            picture.setRGB(tile.left(), tile.top(), tile.width(), tile.height(), part.pixels(), 0, tile.width());
        }
        return picture;
    }
}
