package dev.holdall.server.type;

import dev.holdall.server.state.Refusal;
import dev.holdall.server.state.value.ValueOrder;
import dev.holdall.v1.Accumulation;
import dev.holdall.v1.Code;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Java's arithmetic on two numbers or booleans of one kind. Integers wrap. */
final class Accumulations {
    /** Digits or bytes of what is multiplied, or of a decimal sum: more would keep everybody else waiting. */
    private static final int MAX_SIZE = 64 << 10;

    private Accumulations() {}

    /**
     * What comes out of a value and an operand.
     *
     * @param value null stands for a value that is neither a number nor a boolean
     * @throws Refusal MISMATCH if they are not of one kind, INVALID_ARGUMENT if the kind has no such operation
     */
    static Object apply(Accumulation operation, @Nullable Object value, @Nullable Object operand) {
        if (operand == null || value == null || operand.getClass() != value.getClass()) {
            throw new Refusal(
                    Code.MISMATCH,
                    "the value holds " + kind(value) + ", the operand is " + kind(operand)
                            + ": numbers and booleans are accumulated with their own kind only");
        }
        Object result = null;
        try {
            if (value instanceof Boolean bool) {
                result = logical(operation, bool, (Boolean) operand);
            } else if (value instanceof Float number) {
                result = floating(operation, number, (Float) operand);
            } else if (value instanceof Double number) {
                result = floating(operation, number, (Double) operand);
            } else if (value instanceof BigInteger number) {
                result = big(operation, number, (BigInteger) operand);
            } else if (value instanceof BigDecimal number) {
                result = decimal(operation, number, (BigDecimal) operand);
            } else if (value instanceof Number number) {
                result = narrowed(integer(operation, number.longValue(), ((Number) operand).longValue()), number);
            }
        } catch (ArithmeticException e) {
            throw Refusal.invalid("the result has no representation: " + e.getMessage());
        }
        if (result == null) {
            throw Refusal.invalid("the manager has no operation " + operation + " for " + kind(value));
        }
        return result;
    }

    private static String kind(@Nullable Object scalar) {
        return scalar == null
                ? "neither a number nor a boolean"
                : "a " + scalar.getClass().getSimpleName();
    }

    private static @Nullable Boolean logical(Accumulation operation, boolean value, boolean operand) {
        return switch (operation) {
            case ACCUMULATION_AND -> value & operand;
            case ACCUMULATION_OR -> value | operand;
            case ACCUMULATION_XOR -> value ^ operand;
            default -> null;
        };
    }

    private static @Nullable Long integer(Accumulation operation, long value, long operand) {
        return switch (operation) {
            case ACCUMULATION_SUM -> value + operand;
            case ACCUMULATION_PRODUCT -> value * operand;
            case ACCUMULATION_MIN -> Math.min(value, operand);
            case ACCUMULATION_MAX -> Math.max(value, operand);
            case ACCUMULATION_AND -> value & operand;
            case ACCUMULATION_OR -> value | operand;
            case ACCUMULATION_XOR -> value ^ operand;
            default -> null;
        };
    }

    /** The low bits, as a number of the same class. */
    private static @Nullable Number narrowed(@Nullable Long result, Number like) {
        if (result == null || like instanceof Long) {
            return result;
        }
        if (like instanceof Integer) {
            return result.intValue();
        }
        return like instanceof Short ? (Number) result.shortValue() : (Number) result.byteValue();
    }

    private static @Nullable Float floating(Accumulation operation, float value, float operand) {
        return switch (operation) {
            case ACCUMULATION_SUM -> value + operand;
            case ACCUMULATION_PRODUCT -> value * operand;
            case ACCUMULATION_MIN -> Math.min(value, operand);
            case ACCUMULATION_MAX -> Math.max(value, operand);
            default -> null;
        };
    }

    private static @Nullable Double floating(Accumulation operation, double value, double operand) {
        return switch (operation) {
            case ACCUMULATION_SUM -> value + operand;
            case ACCUMULATION_PRODUCT -> value * operand;
            case ACCUMULATION_MIN -> Math.min(value, operand);
            case ACCUMULATION_MAX -> Math.max(value, operand);
            default -> null;
        };
    }

    private static @Nullable BigInteger big(Accumulation operation, BigInteger value, BigInteger operand) {
        return switch (operation) {
            case ACCUMULATION_SUM -> value.add(operand);
            case ACCUMULATION_PRODUCT -> {
                checkSize((value.bitLength() + (long) operand.bitLength()) / 8);
                yield value.multiply(operand);
            }
            case ACCUMULATION_MIN -> value.min(operand);
            case ACCUMULATION_MAX -> value.max(operand);
            case ACCUMULATION_AND -> value.and(operand);
            case ACCUMULATION_OR -> value.or(operand);
            case ACCUMULATION_XOR -> value.xor(operand);
            default -> null;
        };
    }

    private static @Nullable BigDecimal decimal(Accumulation operation, BigDecimal value, BigDecimal operand) {
        return switch (operation) {
            case ACCUMULATION_SUM -> {
                // Both are written out to the finer scale: of 1E+1000000 and 1 that would be a million digits.
                checkSize(value.unscaledValue().bitLength() / 8L
                        + operand.unscaledValue().bitLength() / 8L
                        + Math.abs((long) value.scale() - operand.scale()));
                yield value.add(operand);
            }
            case ACCUMULATION_PRODUCT -> {
                checkSize((value.unscaledValue().bitLength()
                                + (long) operand.unscaledValue().bitLength())
                        / 8);
                yield value.multiply(operand);
            }
            case ACCUMULATION_MIN -> compared(value, operand) <= 0 ? value : operand;
            case ACCUMULATION_MAX -> compared(value, operand) >= 0 ? value : operand;
            default -> null;
        };
    }

    private static int compared(BigDecimal value, BigDecimal operand) {
        if (!ValueOrder.isSmall(value) || !ValueOrder.isSmall(operand)) {
            throw Refusal.invalid("decimals of more than a kibibyte are not compared in the manager");
        }
        return value.compareTo(operand);
    }

    private static void checkSize(long size) {
        if (size > MAX_SIZE) {
            throw Refusal.invalid("numbers of " + size
                    + " bytes or digits are too large to be computed with in the manager: at most " + MAX_SIZE);
        }
    }
}
