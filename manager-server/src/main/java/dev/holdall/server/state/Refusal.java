package dev.holdall.server.state;

import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.Limit;

/**
 * A call is refused, and nothing was changed. Has no stack: where it was thrown tells its receiver nothing.
 *
 * <p>Texts name the value and the rule.
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Error error;

    public Refusal(Code code, String message) {
        this(Error.newBuilder().setCode(code).setMessage(message).build());
    }

    private Refusal(Error error) {
        super(error.getMessage(), null, false, false);
        this.error = error;
    }

    /** More was asked for than a limit allows. */
    public static Refusal limit(String name, long allowed, long asked) {
        return new Refusal(Error.newBuilder()
                .setCode(Code.LIMIT_EXCEEDED)
                .setMessage("the limit " + name + " is " + allowed + ", " + asked + " were asked for")
                .setLimit(Limit.newBuilder().setName(name).setAllowed(allowed).setAsked(asked))
                .build());
    }

    /** An argument breaks a rule that holds whatever the state is. */
    public static Refusal invalid(String message) {
        return new Refusal(Code.INVALID_ARGUMENT, message);
    }

    public Error error() {
        return error;
    }
}
