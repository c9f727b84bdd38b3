package dev.holdall.benchmarks.result;

import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Workload;

/** What the systems are compared at: what is done, by how many, with values of how many bytes. */
public record Cell(Workload workload, Mode mode, int bytes) {
    /** For people. */
    public String title() {
        return workload.title() + ", " + bytes + " B, " + mode.title();
    }
}
