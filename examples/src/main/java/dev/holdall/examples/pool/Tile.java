package dev.holdall.examples.pool;

/**
 * A part of a picture of the Mandelbrot set.
 *
 * @param left of the picture's pixels, the first of the tile
 * @param top as {@code left}, downwards
 * @param width how many pixels
 * @param height how many pixels
 * @param picture how many pixels the whole picture has each way
 */
public record Tile(int left, int top, int width, int height, int picture) {
    private static final int MOST_STEPS = 1_000;
    /** What the picture shows: from this corner, so far each way. */
    private static final double X = -2.1;

    private static final double Y = -1.35;
    private static final double EXTENT = 2.7;

    /** A tile that has been rendered: its pixels as red, green and blue, line by line. */
    public record Rendered(Tile tile, int[] pixels) {}

    /** Renders a tile: what the workers do. */
    static Rendered render(Tile tile) {
        int[] pixels = new int[tile.width() * tile.height()];
        for (int i = 0; i < pixels.length; i++) {
            double x = X + EXTENT * (tile.left() + i % tile.width()) / tile.picture();
            double y = Y + EXTENT * (tile.top() + i / tile.width()) / tile.picture();
            pixels[i] = color(steps(x, y));
        }
        return new Rendered(tile, pixels);
    }

    /** After how many steps a point is known to be outside of the set. */
    private static int steps(double x, double y) {
        double a = 0;
        double b = 0;
        for (int step = 0; step < MOST_STEPS; step++) {
            if (a * a + b * b > 4) {
                return step;
            }
            double next = a * a - b * b + x;
            b = 2 * a * b + y;
            a = next;
        }
        return MOST_STEPS;
    }

    private static int color(int steps) {
        if (steps == MOST_STEPS) {
            return 0;
        }
        double share = Math.sqrt((double) steps / MOST_STEPS);
        int red = (int) (255 * share);
        int green = (int) (255 * share * share);
        int blue = (int) (80 + 175 * (1 - share));
        return red << 16 | green << 8 | blue;
    }
}
