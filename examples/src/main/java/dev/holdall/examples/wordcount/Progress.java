package dev.holdall.examples.wordcount;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** How far the program is, on standard error: a bar that grows on a terminal, else a line a second. */
final class Progress {
    private static final int WIDTH = 40;
    private static final int LABEL = 40;
    private static final PrintStream OUT = System.err;

    private final long total;
    private final boolean quiet;
    private final boolean terminal = System.console() != null;
    private final long everyNanos = terminal ? TimeUnit.MILLISECONDS.toNanos(100) : TimeUnit.SECONDS.toNanos(1);
    private long done;
    private long shownAt = System.nanoTime();
    private boolean barShown;

    /** @param total bytes in all */
    Progress(long total, boolean quiet) {
        this.total = total;
        this.quiet = quiet;
    }

    /** So many more bytes are with the workers. */
    void add(int bytes) {
        done += bytes;
        show();
    }

    /** Says it again if it was last said some time ago. */
    void show() {
        long now = System.nanoTime();
        if (quiet || now - shownAt < everyNanos) {
            return;
        }
        shownAt = now;
        // Files that are no regular ones have no size to tell.
        int percent = total == 0 ? 0 : (int) Math.min(100, done * 100 / total);
        String amount = (done >> 20) + " of " + (total >> 20) + " MiB" + (done < total ? "" : ", adding up");
        if (terminal) {
            String bar = "#".repeat(WIDTH * percent / 100);
            OUT.printf("\r[%-" + WIDTH + "s] %3d%%  %s ", bar, percent, amount);
            barShown = true;
        } else {
            OUT.printf("%3d%%  %s%n", percent, amount);
        }
    }

    /** Takes a bar away, so that what is printed next stands alone. */
    void end() {
        if (barShown) {
            OUT.print("\r" + " ".repeat(WIDTH + LABEL) + "\r");
            OUT.flush();
            barShown = false;
        }
    }
}
