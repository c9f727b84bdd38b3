package dev.holdall.client.proxy;

/**
 * The other end of a {@linkplain SharedPipe pipe} is closed, by its process or because that ended: nothing more will come, and nothing can be
 * sent there. Python's {@code EOFError} and {@code BrokenPipeError}. It will not pass.
 */
public final class EndOfPipe extends IllegalStateException {
    private static final long serialVersionUID = 1;

    EndOfPipe(String message) {
        super(message);
    }
}
