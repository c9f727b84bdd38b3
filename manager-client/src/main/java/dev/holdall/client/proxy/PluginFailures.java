package dev.holdall.client.proxy;

import dev.holdall.client.ManagerException;
import dev.holdall.client.PluginFault;
import dev.holdall.client.Refused;
import dev.holdall.client.call.ThrownMessage;
import dev.holdall.v1.PluginFailure;

/** What a failed call of a plug-in becomes in the program that made it. */
final class PluginFailures {
    private PluginFailures() {}

    static ManagerException of(PluginFailure failure) {
        String message = failure.getMessage();
        return switch (failure.getKind()) {
            case TIME_LIMIT -> new PluginFault(PluginFault.Reason.TIME_LIMIT, message, null);
            case HOST_LOST -> new PluginFault(PluginFault.Reason.HOST_LOST, message, null);
            case UNKNOWN_TYPE, UNKNOWN_METHOD -> new Refused(Refused.Reason.UNIMPLEMENTED, message);
            case WRONG_ARGUMENTS -> new Refused(Refused.Reason.INVALID_ARGUMENT, message);
            case NO_TURN -> new Refused(Refused.Reason.OTHER, message);
            default ->
                new PluginFault(
                        PluginFault.Reason.THROWN,
                        message,
                        failure.hasThrown() ? ThrownMessage.read(failure.getThrown(), "a plug-in") : null);
        };
    }
}
