package dev.holdall.examples.tour;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import java.util.List;

/**
 * Shows every type of shared object: prints what was done with one of each and what came of it, and ends with 1 if that is not what must come
 * of it.
 */
public final class Tour {
    /** What is shown of one type. */
    private interface Show {
        void of(Manager manager, Findings findings) throws Exception;
    }

    private record Stop(String type, Show show) {}

    /** In this order. A type that is added to the manager is added here. */
    private static final List<Stop> STOPS = List.of(
            new Stop("list", Containers::list),
            new Stop("dict", Containers::dict),
            new Stop("set", Containers::set),
            new Stop("queue", Containers::queue),
            new Stop("value", Variables::value),
            new Stop("array", Variables::array),
            new Stop("namespace", Variables::namespace),
            new Stop("lock", Locks::lock),
            new Stop("read-write lock", Locks::readWriteLock),
            new Stop("condition", Locks::condition),
            new Stop("semaphore", Meetings::semaphore),
            new Stop("event", Meetings::event),
            new Stop("latch", Meetings::latch),
            new Stop("barrier", Meetings::barrier),
            new Stop("plug-in", OwnTypes::plugIn));

    private Tour() {}

    public static void main(String[] args) {
        Findings findings = new Findings(System.out, System.err);
        try (Manager manager = Manager.start(new ManagerOptions().plugins())) {
            for (Stop stop : STOPS) {
                findings.begin(stop.type());
                try {
                    stop.show().of(manager, findings);
                } catch (Exception e) {
                    findings.failed(e);
                }
            }
        }
        System.exit(findings.end());
    }
}
