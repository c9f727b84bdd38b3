package dev.holdall.server.transport;

import dev.holdall.server.tls.ServerTls;
import dev.holdall.wire.Address;
import org.jspecify.annotations.Nullable;

/**
 * Where a manager is to listen.
 *
 * @param tls what connections there are encrypted with; null: nothing
 */
public record Door(Address address, @Nullable ServerTls tls) {}
