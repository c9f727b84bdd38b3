package dev.holdall.server.state;

import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.Reply;
import dev.holdall.v1.StackFrame;

/** What a call is answered with when its handler fails. */
final class Failures {
    private static final int FRAMES = 64;

    private Failures() {}

    /** The answer to a refusal, or to a fault of the manager's with the stack that tells where. */
    static Error of(Throwable failure) {
        if (failure instanceof Refusal refusal) {
            return refusal.error();
        }
        Error.Builder error = Error.newBuilder()
                .setCode(Code.INTERNAL)
                .setException(failure.getClass().getName())
                .setMessage("the manager failed: " + failure);
        StackTraceElement[] stack = failure.getStackTrace();
        for (int i = 0; i < Math.min(stack.length, FRAMES); i++) {
            StackTraceElement frame = stack[i];
            error.addStack(StackFrame.newBuilder()
                    .setType(frame.getClassName())
                    .setMethod(frame.getMethodName())
                    .setFile(frame.getFileName() == null ? "" : frame.getFileName())
                    .setLine(Math.max(0, frame.getLineNumber())));
        }
        return error.build();
    }

    /**
     * What the state keeps of an answer: of a fault neither stack nor text. They tell where and how one process failed, and
     * replicas need not fail alike.
     */
    static Reply lasting(Reply reply) {
        if (reply.getError().getCode() != Code.INTERNAL) {
            return reply;
        }
        Error.Builder lasting = reply.getError().toBuilder().clearStack();
        lasting.setMessage(
                "the manager failed: " + lasting.getException() + "; the first answer to this call told where");
        return reply.toBuilder().setError(lasting).build();
    }
}
