package dev.holdall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** By itself: it sets the properties and the standard error of the process. */
@Isolated
class CommandLoggingTest {
    private static final String LEVEL = "holdall.log.level";
    private static final int THREADS = 16;
    private static final String FILE = "logback.configurationFile";

    private final PrintStream standardError = System.err;
    /** Commands that other tests run in this process have set it. */
    private final @Nullable String levelBefore = System.getProperty(LEVEL);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void capture() {
        System.clearProperty(LEVEL);
        // As SLF4J's provider makes it.
        context.setMDCAdapter(new LogbackMDCAdapter());
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(standardError);
        if (levelBefore == null) {
            System.clearProperty(LEVEL);
        } else {
            System.setProperty(LEVEL, levelBefore);
        }
        System.clearProperty(FILE);
        context.stop();
    }

    private ExecutionStatus configure() {
        CommandLogging logging = new CommandLogging();
        logging.setContext(context);
        return logging.configure(context);
    }

    @Test
    void a_line_tells_when_how_serious_who_and_what() {
        CommandLogging.use("INFO");
        configure();

        context.getLogger("some.where.Part").info("it has {} sides", 2);
        context.getLogger("some.where.Part").debug("not to be seen");

        assertThat(written.toString(StandardCharsets.UTF_8))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  Part: it has 2 sides\\R");
    }

    @Test
    void who_was_refused_is_told_however_little_is_asked_for_and_the_libraries_words_are_not() {
        CommandLogging.use("ERROR");
        configure();

        context.getLogger("some.where.Part").warn("not to be seen");
        context.getLogger("io.netty.bootstrap.Bootstrap").warn("not to be seen");
        context.getLogger("holdall.audit").info("somebody was refused");

        assertThat(written.toString(StandardCharsets.UTF_8)).endsWith(" INFO  audit: somebody was refused\n");
        assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("not to be seen");
    }

    @Test
    void no_line_is_lost_when_many_threads_write_the_first_one() throws Exception {
        CommandLogging.use("INFO");
        configure();
        CyclicBarrier together = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> writing = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            writing.add(threads.submit(() -> {
                together.await();
                context.getLogger("some.where.Part").info("here");
                return null;
            }));
        }
        for (Future<?> each : writing) {
            each.get();
        }
        threads.shutdown();

        assertThat(written.toString(StandardCharsets.UTF_8).lines())
                .hasSize(THREADS)
                .allMatch(line -> line.endsWith("INFO  Part: here"));
    }

    @Test
    void who_names_a_file_has_it_his_way() {
        CommandLogging.use("INFO");
        System.setProperty(FILE, "mine.xml");

        assertThat(configure()).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
    }

    @Test
    void a_program_that_embeds_a_manager_keeps_its_own_logging() {
        assertThat(configure()).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
    }
}
