package dev.holdall.client.plugin.host;

import dev.holdall.v1.PluginFailure;
import dev.holdall.v1.PluginFailure.Kind;
import dev.holdall.v1.PluginThrown;
import dev.holdall.v1.StackFrame;
import org.jspecify.annotations.Nullable;

/** How what a plug-in threw is told to whoever called it: shortened, for it comes from code that may throw anything. */
final class Thrown {
    private static final int FRAMES = 64;
    private static final int CAUSES = 8;
    private static final int TEXT = 4_000;

    private Thrown() {}

    static PluginFailure failure(Throwable thrown) {
        return failure(Kind.THROWN, "the plug-in threw " + text(thrown.toString())).toBuilder()
                .setThrown(message(thrown, CAUSES))
                .build();
    }

    static PluginFailure failure(Kind kind, String message) {
        return PluginFailure.newBuilder().setKind(kind).setMessage(message).build();
    }

    private static PluginThrown message(Throwable thrown, int causes) {
        PluginThrown.Builder message = PluginThrown.newBuilder()
                .setException(thrown.getClass().getName())
                .setMessage(text(thrown.getMessage()));
        StackTraceElement[] stack = thrown.getStackTrace();
        for (int i = 0; i < Math.min(stack.length, FRAMES); i++) {
            StackTraceElement frame = stack[i];
            message.addStack(StackFrame.newBuilder()
                    .setType(frame.getClassName())
                    .setMethod(frame.getMethodName())
                    .setFile(frame.getFileName() == null ? "" : frame.getFileName())
                    .setLine(Math.max(0, frame.getLineNumber())));
        }
        if (thrown.getCause() != null && causes > 0) {
            message.setCause(message(thrown.getCause(), causes - 1));
        }
        return message.build();
    }

    private static String text(@Nullable String text) {
        if (text == null) {
            return "";
        }
        return text.length() <= TEXT ? text : text.substring(0, TEXT) + "...";
    }
}
