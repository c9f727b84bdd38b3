package dev.holdall.client.proxy;

/**
 * The queue was {@linkplain SharedQueue#shutdown shut down}, and the call changed nothing: an element could not be put, or none is left to
 * take. Python's {@code queue.ShutDown}. It will not pass: the call need not be made again.
 *
 * <p>An {@link IllegalStateException}, as {@code add} throws where no element can be added.
 */
public final class QueueShutDown extends IllegalStateException {
    private static final long serialVersionUID = 1;

    QueueShutDown(String message) {
        super(message);
    }
}
