package dev.holdall.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinLinkTest {
    private static final String SECRET = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo";
    private static final String PIN = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private static final String LINK = "holdall://10.0.0.5:7411#v1." + PIN + "." + SECRET;

    @Test
    void a_link_is_read_as_it_was_written() {
        JoinLink link = JoinLink.parse(LINK);

        assertThat(link.address()).isEqualTo(new Address.Tcp("10.0.0.5", 7411));
        assertThat(link.certificate().toString()).startsWith("000102").hasSize(64);
        assertThat(link.key().reveal()).isEqualTo("aa".repeat(32));
        assertThat(link.reveal()).isEqualTo(LINK);
    }

    @Test
    void white_space_around_it_and_a_missing_scheme_do_not_matter() {
        assertThat(JoinLink.parse(" " + LINK.substring("holdall://".length()) + "\n")
                        .reveal())
                .isEqualTo(LINK);
    }

    @Test
    void an_ipv6_host_stands_in_brackets() {
        JoinLink link = JoinLink.parse(LINK.replace("10.0.0.5", "[fd00::5]"));
        assertThat(link.address().host()).isEqualTo("fd00::5");
        assertThat(link.reveal()).startsWith("holdall://[fd00::5]:7411#");
    }

    @Test
    void the_secret_does_not_show() {
        assertThat(JoinLink.parse(LINK).toString()).isEqualTo("holdall://10.0.0.5:7411#hidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.5:7411",
                "10.0.0.5:7411#",
                "10.0.0.5:7411#v2." + PIN + "." + SECRET,
                "10.0.0.5:7411#v1." + PIN,
                "10.0.0.5:7411#v1." + PIN + "." + SECRET + ".more",
                "10.0.0.5:7411#v1." + PIN + "." + SECRET + "qqqq",
                "10.0.0.5:7411#v1." + PIN + ".-" + SECRET,
                "10.0.0.5:7411#v1." + PIN + ".!" + SECRET,
                "10.0.0.5:7411#v1.." + SECRET,
                "10.0.0.5#v1." + PIN + "." + SECRET,
                "#v1." + PIN + "." + SECRET,
                "unix:/run/x#v1." + PIN + "." + SECRET
            })
    void what_is_no_link_is_refused_without_repeating_a_secret(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JoinLink.parse(text))
                .satisfies(e -> {
                    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                        assertThat(cause.toString()).doesNotContain(SECRET.substring(0, 20));
                    }
                });
    }

    @Test
    void an_address_is_no_link_and_a_link_no_address() {
        assertThat(JoinLink.isLink("holdall://10.0.0.5:7411")).isFalse();
        assertThat(JoinLink.isLink("unix:/run/a#b")).isFalse();
        assertThat(JoinLink.isLink("holdall://unix:/run/a#b")).isFalse();
        assertThat(JoinLink.isLink(LINK)).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Address.parse(LINK))
                .withMessageContaining("'holdall://10.0.0.5:7411#...'")
                .satisfies(
                        e -> assertThat(e.getMessage()).doesNotContain(SECRET).doesNotContain(PIN));
    }

    @Test
    void a_fingerprint_is_read_as_openssl_prints_it() {
        Fingerprint fingerprint = new Fingerprint(ByteString.copyFrom(new byte[32]));

        assertThat(Fingerprint.parse("00:".repeat(31) + "00")).isEqualTo(fingerprint);
        assertThat(Fingerprint.parse("AB".repeat(32))).hasToString("ab".repeat(32));
        for (String text : new String[] {"", "00", "zz".repeat(32), "00".repeat(33)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Fingerprint.parse(text))
                    .withMessageContaining("64 hexadecimal digits");
        }
    }
}
