package dev.holdall.client.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.v1.PluginFailure;
import org.junit.jupiter.api.Test;

/** What a plug-in throws may be of a class of its own, whose methods do anything. */
class ThrownTest {
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
        PluginFailure failure = Thrown.failure(new Broken());
        assertThat(failure.getKind()).isEqualTo(PluginFailure.Kind.THROWN);
        assertThat(failure.getMessage()).contains(Broken.class.getName());
        assertThat(failure.getThrown().getException()).isEqualTo(Broken.class.getName());
        assertThat(failure.getThrown().getMessage()).isEmpty();
        assertThat(failure.getThrown().hasCause()).isFalse();
    }

    @Test
    void what_says_what_it_is_is_told_with_its_causes() {
        PluginFailure failure = Thrown.failure(new RuntimeException("outer", new IllegalStateException("inner")));
        assertThat(failure.getMessage()).contains("outer");
        assertThat(failure.getThrown().getStackList()).isNotEmpty();
        assertThat(failure.getThrown().getCause().getMessage()).isEqualTo("inner");
    }
}
