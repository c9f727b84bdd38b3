/**
 * TLS: the certificate that a manager shows, which is made at its first start, who its clients' certificates must be signed by, and both read
 * again without a restart; what another host needs to join.
 *
 * <p>Knows files and certificates, and no connection: the transport asks for a context for each of its doors.
 */
@NullMarked
package dev.holdall.server.tls;

import org.jspecify.annotations.NullMarked;
