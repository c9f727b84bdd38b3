package dev.holdall.client.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Timestamp;
import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.codec.EncodedWith;
import dev.holdall.client.json.Json;
import dev.holdall.client.proxy.SharedList;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Codecs of the program's own in the processes that it starts. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerCodecsTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    @EncodedWith(Json.class)
    public static class Order {
        public String title;
        public SharedList<Order> done;
    }

    public static class Foreign {
        public String title;
    }

    /** Adds its order to the list that the order names. */
    public record Delivers(Order order, Timestamp time) implements Runnable {
        @Override
        public void run() {
            order.title += " at " + time.getSeconds();
            order.done.add(order);
        }
    }

    /** Has an argument that a worker cannot read. */
    public record Refused(Foreign argument) implements Runnable {
        @Override
        public void run() {}
    }

    @Test
    void worker_reads_arguments_of_annotated_classes_and_messages() throws Exception {
        Manager manager = MANAGERS.manager();
        Order order = new Order();
        order.title = "one";
        order.done = manager.list(Order.class);

        int exit = manager.worker(
                        Delivers.class,
                        order,
                        Timestamp.newBuilder().setSeconds(7).build())
                .start()
                .join();

        assertThat(exit).isZero();
        assertThat(order.done).hasSize(1);
        assertThat(order.done.get(0).title).isEqualTo("one at 7");
    }

    @Test
    void argument_that_a_worker_could_not_read_is_refused_before_it_starts() {
        try (Manager manager = Manager.connect(
                MANAGERS.server().address(), MANAGERS.clientOptions().json(Foreign.class))) {
            assertThat(manager.list(Foreign.class)).isEmpty();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> manager.worker(Refused.class, new Foreign()))
                    .withMessageContaining(Foreign.class.getName())
                    .withMessageContaining("which a worker does not have")
                    .withMessageContaining("@EncodedWith");
        }
    }

    /** Asks for JSON where there is no Jackson. */
    public static final class WithoutJackson {
        public static void main(String[] args) {
            try {
                new dev.holdall.client.ManagerOptions().json(Foreign.class);
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
            new dev.holdall.client.ManagerOptions().java(Foreign.class);
            System.out.println("the rest works");
        }
    }

    @Test
    void missing_jackson_is_named_as_the_dependency_that_it_is() throws Exception {
        String without = Arrays.stream(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(File.pathSeparator))
                .filter(entry -> !entry.contains("jackson"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        without,
                        WithoutJackson.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(out).contains("tools.jackson.core:jackson-databind").contains("the rest works");
    }
}
