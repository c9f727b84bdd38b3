package dev.holdall.client.plugin.host;

import dev.holdall.v1.PluginFailure;
import dev.holdall.v1.PluginFailure.Kind;
import dev.holdall.v1.PluginThrown;
import dev.holdall.v1.StackFrame;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How what a plug-in threw is told to whoever called it: shortened, for it comes from code that may throw anything. */
final class Thrown {
    private static final int FRAMES = 64;
    private static final int CAUSES = 8;
    private static final int TEXT = 4_000;

    private Thrown() {}

    static PluginFailure failure(Throwable thrown) {
        return failure(Kind.THROWN, "the plug-in threw " + describe(thrown)).toBuilder()
                .setThrown(message(thrown, CAUSES))
                .build();
    }

    static PluginFailure failure(Kind kind, String message) {
        return PluginFailure.newBuilder().setKind(kind).setMessage(message).build();
    }

    private static PluginThrown message(Throwable thrown, int causes) {
        PluginThrown.Builder message = PluginThrown.newBuilder()
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
    static String describe(@Nullable Throwable thrown) {
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
}
