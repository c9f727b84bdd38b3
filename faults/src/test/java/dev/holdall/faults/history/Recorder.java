package dev.holdall.faults.history;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes a worker's operations to a file, one line when an operation is called and one when it has ended. Each line is one write to the
 * kernel, so what was written before a {@code kill -9} is there after it. Safe for use by many threads.
 */
public final class Recorder implements AutoCloseable {
    private final OutputStream file;
    private final String worker;
    private final AtomicLong last = new AtomicLong();

    /** @param worker a name that no other worker of the run has */
    public Recorder(Path file, String worker) throws IOException {
        this.file = Files.newOutputStream(file);
        this.worker = worker;
    }

    /** An operation is about to be called. */
    public long invoked(String thread, String session, String key, String name, String argument) {
        long id = last.incrementAndGet();
        // The time first: the operation takes effect after it, however long the writing takes.
        long now = System.nanoTime();
        write("call\t" + id + '\t' + now + '\t' + worker + '/' + thread + '\t' + session + '\t' + key + '\t' + name
                + '\t' + checked(argument));
        return id;
    }

    /** The operation has ended. */
    public void ended(long id, Outcome outcome, String session, String result) {
        long now = System.nanoTime();
        write("done\t" + id + '\t' + now + '\t' + outcome + '\t' + session + '\t' + checked(result));
    }

    private static String checked(String text) {
        if (text.indexOf('\t') >= 0 || text.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a history's words have no tabs and no line breaks: " + text);
        }
        return text;
    }

    private void write(String line) {
        byte[] bytes = (line + '\n').getBytes(StandardCharsets.UTF_8);
        try {
            synchronized (this) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
