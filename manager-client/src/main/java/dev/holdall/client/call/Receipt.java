package dev.holdall.client.call;

import org.jspecify.annotations.Nullable;

/**
 * What a caller says of an answer that hands something over: received, or not.
 *
 * <p>Until one of the two is said, the manager counts the answer as under way and gives what it granted to somebody else if
 * this process dies. Thread-safe.
 */
public final class Receipt {

    /** The call, as the channel sees it. */
    public interface Exchange {
        void acknowledge();

        void giveBack();

        void undecodable();

        void withdraw();
    }

    private volatile @Nullable Exchange exchange;

    /** Called by the channel when the call starts. */
    public void bind(Exchange started) {
        exchange = started;
    }

    /** The answer was decoded and handed over. */
    public void acknowledge() {
        Exchange bound = exchange;
        if (bound != null) {
            bound.acknowledge();
        }
    }

    /** Nobody waited for the answer any more: what it granted goes back, as if it had never been granted. */
    public void giveBack() {
        Exchange bound = exchange;
        if (bound != null) {
            bound.giveBack();
        }
    }

    /** The answer could not be read: what it granted goes back, as something that was delivered. */
    public void undecodable() {
        Exchange bound = exchange;
        if (bound != null) {
            bound.undecodable();
        }
    }

    /** The caller does not want to wait any longer: the call is answered soon, by what it was granted or as cancelled. */
    public void withdraw() {
        Exchange bound = exchange;
        if (bound != null) {
            bound.withdraw();
        }
    }
}
