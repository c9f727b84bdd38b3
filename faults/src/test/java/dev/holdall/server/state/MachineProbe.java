package dev.holdall.server.state;

/** Looks into a state machine, for a simulation. */
public final class MachineProbe {
    private MachineProbe() {}

    /** How many objects there are. */
    public static long objects(StateMachine machine) {
        return machine.store().count();
    }

    /** How many sessions there are. */
    public static int sessions(StateMachine machine) {
        return machine.sessions().count();
    }

    /** Whether a session lives. */
    public static boolean lives(StateMachine machine, long session) {
        return machine.sessions().get(session) != null;
    }
}
