package dev.holdall.client.plugin.host;

import dev.holdall.client.call.ThrownMessage;
import dev.holdall.v1.PluginFailure;
import dev.holdall.v1.PluginFailure.Kind;

/** How a plug-in's failures are told to whoever called it. */
final class HostFailures {
    private HostFailures() {}

    static PluginFailure thrown(Throwable thrown) {
        return of(Kind.THROWN, "the plug-in threw " + ThrownMessage.line(thrown)).toBuilder()
                .setThrown(ThrownMessage.of(thrown))
                .build();
    }

    static PluginFailure of(Kind kind, String message) {
        return PluginFailure.newBuilder().setKind(kind).setMessage(message).build();
    }
}
