package dev.holdall.client.proxy;

/** What the manager computes with a value and an operand of the same kind: {@link SharedValue#accumulate}. */
public enum Accumulation {
    /** Their sum. Integers wrap. */
    SUM(dev.holdall.v1.Accumulation.ACCUMULATION_SUM),
    /** Their product. Integers wrap. */
    PRODUCT(dev.holdall.v1.Accumulation.ACCUMULATION_PRODUCT),
    /** The lesser, as {@link Math#min(double, double)} has it. */
    MIN(dev.holdall.v1.Accumulation.ACCUMULATION_MIN),
    /** The greater, as {@link Math#max(double, double)} has it. */
    MAX(dev.holdall.v1.Accumulation.ACCUMULATION_MAX),
    /** {@code &}, of integers, {@code BigInteger} among them, and booleans. */
    AND(dev.holdall.v1.Accumulation.ACCUMULATION_AND),
    /** {@code |}, of the same. */
    OR(dev.holdall.v1.Accumulation.ACCUMULATION_OR),
    /** {@code ^}, of the same. */
    XOR(dev.holdall.v1.Accumulation.ACCUMULATION_XOR);

    private final dev.holdall.v1.Accumulation encoded;

    Accumulation(dev.holdall.v1.Accumulation encoded) {
        this.encoded = encoded;
    }

    dev.holdall.v1.Accumulation encoded() {
        return encoded;
    }
}
