package dev.holdall.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

class CommandTest {
    private static final ByteString SECRET = ByteString.copyFromUtf8("this is secret");

    @Test
    void no_command_shows_the_secret_of_a_session() {
        assertThat(new Command.OpenSession(7, SECRET, "host/1", Permits.ALL).toString())
                .contains("token=7", "host/1")
                .doesNotContain("this is secret")
                .doesNotContain(SECRET.toString());
        assertThat(new Command.ResumeSession(7, 8, SECRET, Permits.ALL).toString())
                .contains("token=7", "session=8")
                .doesNotContain("this is secret")
                .doesNotContain(SECRET.toString());
    }
}
