package dev.holdall.client.proxy;

/**
 * An element that was taken from a queue, and how often it was delivered.
 *
 * <p>An element is delivered more than once if somebody who had taken it did not get it, or had leased it and did not acknowledge it: he may
 * have worked on it. A taker that must not do something twice looks whether it has been done, if this is not the first time.
 *
 * @param deliveries how often, this time included: 1 for the first time
 * @param <E> the type of the element
 */
public record Delivery<E>(E element, int deliveries) {

    /** Whether the element was delivered before. */
    public boolean isRedelivered() {
        return deliveries > 1;
    }
}
