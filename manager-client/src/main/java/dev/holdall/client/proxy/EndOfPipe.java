package dev.holdall.client.proxy;

/**
 * The other end of a {@linkplain SharedPipe pipe}, or of a {@link dev.holdall.client.memory.ring.MemoryQueue}, is closed, by its process or because that ended: nothing more will come, and nothing can be
 * sent there. Python's {@code EOFError} and {@code BrokenPipeError}. It will not pass.
 */
public final class EndOfPipe extends IllegalStateException {
    private static final long serialVersionUID = 1;

    public EndOfPipe(String message) {
        super(message);
    }
}
