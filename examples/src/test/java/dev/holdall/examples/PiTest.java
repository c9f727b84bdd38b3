package dev.holdall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A pool whose workers run on other hosts. */
class PiTest {
    @Test
    void twoHosts_shareTheTasksOfAProgramThatDoesNotKnowThem() throws Exception {
        Run run = Run.example("pi").succeeded();

        assertThat(run.out()).as(run.toString()).matches("""
                        Network: .*
                        At (10\\.77\\.0\\.2|127\\.0\\.0\\.1): worker-1 is ready for tasks of the pool pi
                        At (10\\.77\\.0\\.3|127\\.0\\.0\\.1): worker-1 is ready for tasks of the pool pi
                        pi is about 3\\.14., by 40000000 darts in 40 tasks
                        At (10\\.77\\.0\\.2|127\\.0\\.0\\.1): threw darts
                        At (10\\.77\\.0\\.3|127\\.0\\.0\\.1): threw darts
                        Check passed: two workers that the program does not know shared its tasks
                        """);
    }

    @Test
    void arguments_areRefused() throws Exception {
        Run.example("pi", "3.14").refused(2, "pi: takes no arguments");
    }
}
