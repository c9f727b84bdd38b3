package dev.holdall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The programs of multiprocessing tutorials print what the tutorials promise. */
class TutorialsTest {
    @Test
    void records_areSharedByThreeProcesses() throws Exception {
        Run.example("records")
                .printed(
                        "New record added!",
                        "Name: Sam",
                        "Score: 10",
                        "Name: Adam",
                        "Score: 9",
                        "Name: Kevin",
                        "Score: 9",
                        "Name: Jeff",
                        "Score: 8");
    }

    @Test
    void squaresQueue_passesElementsInOrder() throws Exception {
        Run.example("squares-queue").printed("Queue elements:", "1", "4", "9", "16", "Queue is now empty!");
    }

    @Test
    void squaresShared_showsWhatIsSharedAndWhatIsNot() throws Exception {
        Run.example("squares-shared")
                .printed(
                        "Result (in the worker): [1, 4, 9, 16]",
                        "Sum of squares: 30 (in the worker)",
                        "Ordinary list (in the worker): [1, 4, 9, 16]",
                        "Result (in the parent): [1, 4, 9, 16]",
                        "Sum of squares: 30 (in the parent)",
                        "Ordinary list (in the parent): []");
    }

    @Test
    void squaresSharedMemory_areThereForBoth() throws Exception {
        Run.example("squares-shared-memory")
                .printed(
                        "Result (in the worker): [1, 4, 9, 16]",
                        "Sum of squares: 30 (in the worker)",
                        "Result (in the parent): [1, 4, 9, 16]",
                        "Sum of squares: 30 (in the parent)");
    }

    @Test
    void pipe_bringsMessagesInTheirOrder() throws Exception {
        Run run = Run.example("pipe").succeeded();

        assertThat(run.out().lines().filter(line -> line.startsWith("Sent")))
                .containsExactly(
                        "Sent the message: hello",
                        "Sent the message: hey",
                        "Sent the message: hru?",
                        "Sent the message: END");
        assertThat(run.out().lines().filter(line -> line.startsWith("Received")))
                .containsExactly(
                        "Received the message: hello", "Received the message: hey", "Received the message: hru?");
        assertThat(run.out().lines()).hasSize(7);
        assertThat(run.err()).isEmpty();
    }
}
