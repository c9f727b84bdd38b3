package dev.holdall.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.benchmarks.peer.Peer;
import dev.holdall.benchmarks.peer.Peers;
import dev.holdall.benchmarks.result.Cell;
import dev.holdall.benchmarks.result.Measured;
import dev.holdall.benchmarks.result.Results;
import dev.holdall.benchmarks.workload.Mode;
import dev.holdall.benchmarks.workload.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A short run of all systems that are there: each figure comes from operations that the server has counted too. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArenaTest {
    private static final Settings SHORT = new Settings(50, 2, 100);

    private Arena arena;
    private final List<Peer> peers = new ArrayList<>();

    @BeforeAll
    void enter(@TempDir Path directory) throws Exception {
        arena = new Arena(directory);
        for (Peer peer : Peers.all()) {
            if (peer.missing().isEmpty()) {
                peers.add(peer);
                arena.enter(peer);
            }
        }
    }

    @AfterAll
    void leave() throws Exception {
        arena.close();
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, THREADS, 64",
        "GET, ONE, 1024",
        "ADD, THREADS, 64",
        "APPEND, ONE, 64",
        "QUEUE, THREADS, 64",
        "MIX, ONE, 64",
        "HANDING, THREADS, 64",
        "HANDOVER, ONE, 64",
        "PUT, ASYNC, 64",
        "QUEUE, ASYNC, 1024"
    })
    void whatTheClientsCounted_theServersCountedToo(Workload workload, Mode mode, int bytes) throws Exception {
        Cell cell = new Cell(workload, mode, bytes);
        Results results = new Results();

        arena.measure(cell, SHORT, results::add);

        List<String> expected = peers.stream()
                .filter(peer -> peer.does(workload, mode))
                .map(Peer::name)
                .toList();
        assertThat(results.all())
                .extracting(Measured::peer)
                .as("in turns")
                .containsExactlyElementsOf(
                        Stream.concat(expected.stream(), expected.stream()).toList());
        assertThat(results.all()).allSatisfy(turn -> {
            assertThat(turn.calls()).as("%s's operations", turn.peer()).isPositive();
            assertThat(turn.served())
                    .as("what %s's server counted", turn.peer())
                    .isEqualTo(turn.calls());
            assertThat(turn.perSecond()).isPositive();
            assertThat(turn.p50()).isPositive();
            assertThat(turn.p99()).isGreaterThanOrEqualTo(turn.p50());
        });
    }
}
