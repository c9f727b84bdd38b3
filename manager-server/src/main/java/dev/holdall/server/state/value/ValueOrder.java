package dev.holdall.server.state.value;

import com.google.protobuf.ByteString;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The order of values in the manager: that of Java's {@code compareTo} among numbers of one kind, among chars and among strings (by UTF-16 code
 * units; doubles as {@link Double#compare}). All other values have none.
 */
public final class ValueOrder {
    /** Comparing decimals of more digits takes so long that everybody else would wait for it: they have no order here. */
    private static final int DECIMAL_BITS = 8 << 10;

    private ValueOrder() {}

    /** The object by which an element is ordered: comparable to those of the same class only. Null if it has no order. */
    public static @Nullable Comparable<?> key(ByteString element) {
        return JavaScalar.decode(element) instanceof Comparable<?> key && !(key instanceof Boolean) && isSmall(key)
                ? key
                : null;
    }

    /** Whether it can be compared in little time: false for decimals of more than a kibibyte. */
    public static boolean isSmall(Object scalar) {
        return !(scalar instanceof BigDecimal decimal)
                || decimal.unscaledValue().bitLength() <= DECIMAL_BITS;
    }

    /** Whether two keys are of one kind. */
    public static boolean areComparable(Comparable<?> left, Comparable<?> right) {
        return left.getClass() == right.getClass();
    }

    /** As {@link Comparable#compareTo}, of two keys of one kind. */
    @SuppressWarnings("unchecked") // they are of the same class, each of which is comparable to itself
    public static int compare(Comparable<?> left, Comparable<?> right) {
        if (!areComparable(left, right)) {
            throw new IllegalArgumentException("a " + left.getClass().getSimpleName() + " has no order among values of "
                    + right.getClass().getSimpleName());
        }
        return ((Comparable<Object>) left).compareTo(right);
    }
}
