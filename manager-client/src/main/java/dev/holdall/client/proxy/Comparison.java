package dev.holdall.client.proxy;

/** What a value is to an operand: {@link SharedValue#await}. */
public enum Comparison {
    /** They are equal, by what they are: of any type. */
    EQUAL(dev.holdall.v1.Comparison.COMPARISON_EQUAL),
    /** They are not equal. */
    NOT_EQUAL(dev.holdall.v1.Comparison.COMPARISON_NOT_EQUAL),
    /** {@code compareTo} says that the value comes before the operand: among numbers of one class, chars and strings. */
    LESS(dev.holdall.v1.Comparison.COMPARISON_LESS),
    /** It does not come after it. */
    LESS_OR_EQUAL(dev.holdall.v1.Comparison.COMPARISON_LESS_OR_EQUAL),
    /** It comes after it. */
    GREATER(dev.holdall.v1.Comparison.COMPARISON_GREATER),
    /** It does not come before it. */
    GREATER_OR_EQUAL(dev.holdall.v1.Comparison.COMPARISON_GREATER_OR_EQUAL);

    private final dev.holdall.v1.Comparison encoded;

    Comparison(dev.holdall.v1.Comparison encoded) {
        this.encoded = encoded;
    }

    dev.holdall.v1.Comparison encoded() {
        return encoded;
    }
}
