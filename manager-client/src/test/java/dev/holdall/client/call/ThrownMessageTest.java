package dev.holdall.client.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.client.RemoteFailure;
import dev.holdall.v1.Thrown;
import org.junit.jupiter.api.Test;

/** What a program throws may be of a class of its own, whose methods do anything. */
class ThrownMessageTest {
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("in getMessage");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("in getCause");
        }
    }

    @Test
    void what_cannot_say_what_it_is_is_told_by_its_class() {
        Thrown message = ThrownMessage.of(new Broken());
        assertThat(ThrownMessage.line(new Broken())).contains(Broken.class.getName());
        assertThat(message.getException()).isEqualTo(Broken.class.getName());
        assertThat(message.getMessage()).isEmpty();
        assertThat(message.hasCause()).isFalse();
    }

    @Test
    void what_says_what_it_is_is_told_with_its_stack_and_its_causes() {
        RuntimeException thrown = new RuntimeException("outer", new IllegalStateException("inner"));

        RemoteFailure read = ThrownMessage.read(ThrownMessage.of(thrown), "a test");

        assertThat(read).hasMessage("thrown in a test: java.lang.RuntimeException: outer");
        assertThat(read.getStackTrace()[0].getMethodName())
                .isEqualTo("what_says_what_it_is_is_told_with_its_stack_and_its_causes");
        assertThat(read.getCause()).hasMessageContaining("inner");
    }

    @Test
    void what_is_very_long_is_shortened() {
        Throwable deep = new IllegalStateException("x".repeat(1_000_000));
        for (int i = 0; i < 100; i++) {
            deep = new IllegalStateException("y".repeat(100_000), deep);
        }

        assertThat(ThrownMessage.of(deep).getSerializedSize()).isLessThan(200_000);
        assertThat(ThrownMessage.line(deep)).hasSizeLessThan(10_000);
    }
}
