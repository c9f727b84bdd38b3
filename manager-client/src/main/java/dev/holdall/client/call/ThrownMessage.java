package dev.holdall.client.call;

import dev.holdall.client.RemoteFailure;
import dev.holdall.v1.StackFrame;
import dev.holdall.v1.Thrown;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How what a program's own code threw is told to another process, and what it becomes there. Shortened, for it comes from code that may throw
 * anything.
 */
public final class ThrownMessage {
    private static final int FRAMES = 64;
    private static final int CAUSES = 8;
    private static final int TEXT = 4_000;

    private ThrownMessage() {}

    /** To be told. */
    public static Thrown of(Throwable thrown) {
        return message(thrown, CAUSES);
    }

    private static Thrown message(Throwable thrown, int causes) {
        Thrown.Builder message = Thrown.newBuilder()
                .setException(thrown.getClass().getName())
                .setMessage(text(said(thrown::getMessage, "")));
        StackTraceElement[] stack = said(thrown::getStackTrace, new StackTraceElement[0]);
        for (int i = 0; i < Math.min(stack.length, FRAMES); i++) {
            StackTraceElement frame = stack[i];
            message.addStack(StackFrame.newBuilder()
                    .setType(frame.getClassName())
                    .setMethod(frame.getMethodName())
                    .setFile(frame.getFileName() == null ? "" : frame.getFileName())
                    .setLine(Math.max(0, frame.getLineNumber())));
        }
        Throwable cause = said(thrown::getCause, null);
        if (cause != null && causes > 0) {
            message.setCause(message(cause, causes - 1));
        }
        return message.build();
    }

    /** In a line, for people. */
    public static String line(@Nullable Throwable thrown) {
        return thrown == null
                ? ""
                : text(said(thrown::toString, thrown.getClass().getName()));
    }

    /** What it says of itself; what is thrown may be of any class, whose methods may throw too. */
    private static <T extends @Nullable Object> T said(Supplier<T> what, T otherwise) {
        try {
            return what.get();
        } catch (Throwable e) {
            return otherwise;
        }
    }

    private static String text(@Nullable String text) {
        if (text == null) {
            return "";
        }
        return text.length() <= TEXT ? text : text.substring(0, TEXT) + "...";
    }

    /**
     * As a cause for an exception of here.
     *
     * @param where such as "a plug-in"
     */
    public static RemoteFailure read(Thrown thrown, String where) {
        @Nullable Throwable cause = thrown.hasCause() ? read(thrown.getCause(), where) : null;
        String what = thrown.getMessage().isEmpty()
                ? thrown.getException()
                : thrown.getException() + ": " + thrown.getMessage();
        return RemoteFailure.in(where, what, Failures.stack(thrown.getStackList()), cause);
    }
}
