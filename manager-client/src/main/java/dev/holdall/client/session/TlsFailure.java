package dev.holdall.client.session;

import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import io.grpc.netty.shaded.io.netty.handler.ssl.NotSslRecordException;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why no encrypted connection came about, for people. */
final class TlsFailure {
    /** The platform tells of an alert by the text of an exception only. */
    private static final String ALERT = "fatal alert: ";
    /** Alerts by which a manager refuses the certificate of a client, or the lack of one. */
    private static final Set<String> OWN_CERTIFICATE = Set.of(
            "bad_certificate",
            "certificate_required",
            "certificate_unknown",
            "certificate_expired",
            "certificate_revoked",
            "unsupported_certificate",
            "unknown_ca",
            "access_denied");

    private TlsFailure() {}

    /** Null if it was not TLS that failed. */
    static @Nullable Error of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ManagerTrust.Distrust) {
                return error(Code.UNAVAILABLE, String.valueOf(cause.getMessage()));
            }
            if (cause instanceof NotSslRecordException) {
                return error(
                        Code.UNAVAILABLE,
                        "what is there does not speak TLS; a manager without it is for ManagerOptions.insecure() and for"
                                + " networks that one trusts");
            }
            if (cause instanceof SSLException) {
                String said = String.valueOf(cause.getMessage());
                int alert = said.indexOf(ALERT);
                if (alert >= 0 && OWN_CERTIFICATE.contains(said.substring(alert + ALERT.length()))) {
                    return error(
                            Code.UNAUTHENTICATED,
                            "the manager lets in only who shows a certificate that its client CA has signed: see"
                                    + " ManagerOptions.certificate (it said " + said.substring(alert + ALERT.length())
                                    + ")");
                }
            }
        }
        return null;
    }

    private static Error error(Code code, String message) {
        return Error.newBuilder().setCode(code).setMessage(message).build();
    }
}
