package dev.holdall.server.transport;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.Permit;
import dev.holdall.server.state.Role;
import java.util.List;

/** What the manager's one key allows. */
final class Permits {
    static final Permit MAIN = new Permit("main", ByteString.EMPTY, Role.ADMIN, List.of());

    private Permits() {}
}
