package dev.holdall.server;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import java.lang.management.ManagementFactory;

/** The memory beside the heap that buffers may use: what comes in is there until it is whole. */
final class DirectMemory {
    private static final String OPTION = "MaxDirectMemorySize";

    private DirectMemory() {}

    /** How many bytes there may be. */
    static long most() {
        HotSpotDiagnosticMXBean options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long set =
                options == null ? 0 : Long.parseLong(options.getVMOption(OPTION).getValue());
        return set > 0 ? set : Runtime.getRuntime().maxMemory();
    }

    /**
     * Checks that it has room for what is allowed to come in, and for as much that goes out.
     *
     * @throws IllegalArgumentException if it does not
     */
    static void check(Limits limits) {
        long inbound = limits.of(Limit.INBOUND_BYTES);
        if (inbound > most() / 2) {
            throw new IllegalArgumentException("the limit " + Limit.INBOUND_BYTES.setting() + ", " + inbound
                    + ", is to be at most half of the memory for buffers, " + most() + ": see -XX:" + OPTION);
        }
    }
}
