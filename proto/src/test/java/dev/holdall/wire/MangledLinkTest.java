package dev.holdall.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A link that lost its # on the way is still a secret. */
class MangledLinkTest {
    @ParameterizedTest
    @ValueSource(strings = {"%23", "", " ", "/#", "\uFF03"})
    void no_error_repeats_the_key(String insteadOfTheHash) {
        Key key = Key.random();
        String link = new JoinLink(
                        new Address.Tcp("10.0.0.5", 7411), new Fingerprint(ByteString.copyFrom(new byte[32])), key)
                .reveal()
                .replace("#", insteadOfTheHash);
        Throwable thrown = catchThrowable(() -> Address.parse(link));
        assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
        assertThat(thrown.getMessage()).doesNotContain(key.base64()).contains("host:port");
    }

    @Test
    void what_is_no_secret_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Address.parse("worker-17.eu-central.example.com"))
                .withMessageContaining("'worker-17.eu-central.example.com' is no address");
    }
}
