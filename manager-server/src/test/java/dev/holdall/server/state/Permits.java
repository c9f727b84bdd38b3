package dev.holdall.server.state;

import com.google.protobuf.ByteString;
import java.util.List;

/** Permits for tests. */
public final class Permits {
    /** Allows everything. */
    public static final Permit ALL = of("main", Role.ADMIN);

    private Permits() {}

    public static Permit of(String key, Role role, String... names) {
        return new Permit(key, ByteString.copyFromUtf8(key), role, List.of(names));
    }
}
