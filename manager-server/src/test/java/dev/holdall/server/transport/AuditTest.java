package dev.holdall.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditTest {
    private static final Peer PEER = new Peer("10.0.0.1 port 4711", "10.0.0.1", null);

    private final Logs logs = new Logs("holdall.audit", Level.INFO);
    private final List<Runnable> later = new ArrayList<>();
    private long now = 17;
    private final Audit audit = new Audit(() -> now, (what, millis) -> later.add(what));

    @AfterEach
    void close() {
        logs.close();
    }

    private void refuse(String client) {
        audit.refused(PEER, "handshake", "ci", client, "the credentials are missing or wrong");
    }

    @Test
    void a_refusal_is_one_line_with_all_that_is_known() {
        refuse("host/1");
        assertThat(logs.lines())
                .containsExactly("holdall.audit refused from=10.0.0.1 port 4711 tried=\"handshake\" key=\"ci\""
                        + " client=\"host/1\" reason=\"the credentials are missing or wrong\"");
    }

    @Test
    void what_strangers_say_forges_nothing_and_hides_nothing() {
        refuse("a\nrefused from=b\r\u0000\u001b[2J\u202egnp\u200b\u2028\"x\\{} ä😀\u0085\ud800");
        assertThat(logs.lines()).singleElement().satisfies(line -> {
            assertThat(line)
                    .contains(
                            "client=\"a\\u{a}refused from=b\\u{d}\\u{0}\\u{1b}[2J\\u{202e}gnp\\u{200b}\\u{2028}\\\"x\\\\{} ä😀\\u{85}\\u{d800}\"");
            assertThat(line.codePoints())
                    .noneMatch(c -> c != ' '
                            && (Character.isISOControl(c)
                                    || Character.getType(c) == Character.FORMAT
                                    || Character.getType(c) == Character.LINE_SEPARATOR));
        });
    }

    @Test
    void what_strangers_say_is_cut() {
        refuse("x".repeat(1_000_000));
        assertThat(logs.lines())
                .singleElement()
                .satisfies(line -> assertThat(line).hasSizeLessThan(600).contains("xxx..."));
    }

    @Test
    void many_refusals_are_counted() {
        for (int i = 0; i < 1_000; i++) {
            refuse("host");
        }
        assertThat(logs.lines()).hasSize(Audit.MOST_LINES);
        now += TimeUnit.SECONDS.toNanos(1);
        refuse("host");
        assertThat(logs.lines()).hasSize(Audit.MOST_LINES + 2);
        assertThat(logs.lines().get(Audit.MOST_LINES)).contains("refused 980 times more");
    }

    @Test
    void who_is_noisy_hides_nobody_else() {
        for (int i = 0; i < 1_000; i++) {
            refuse("noisy");
        }
        audit.refused(new Peer("10.0.0.2 port 1", "10.0.0.2", null), "handshake", "", "quiet", "no");
        assertThat(logs.lines()).hasSize(Audit.MOST_LINES + 1);
        assertThat(logs.lines().get(Audit.MOST_LINES)).contains("client=\"quiet\"");
    }

    @Test
    void all_addresses_together_write_only_so_much() {
        for (int i = 0; i < 10_000; i++) {
            audit.refused(new Peer("host " + i, i, null), "handshake", "", "", "no");
        }
        assertThat(logs.lines()).hasSize(Audit.MOST_OF_ALL);
        now += TimeUnit.SECONDS.toNanos(1);
        refuse("host");
        assertThat(logs.lines().get(Audit.MOST_OF_ALL)).contains("refused 9500 times more");
    }

    @Test
    void a_name_is_kept_in_whole_characters_that_can_be_seen() {
        assertThat(Audit.name("a\n\u202e\u001b[2J\"\\ ä😀", 200)).isEqualTo("a\ufffd\ufffd\ufffd[2J\"\\ ä😀");
        assertThat(Audit.name("x".repeat(199) + "😀y", 200)).isEqualTo("x".repeat(199) + "😀");
        assertThat(Audit.name("\ud83d", 200)).isEqualTo("\ufffd");
    }

    @Test
    void the_count_comes_even_if_nobody_is_refused_afterwards() {
        for (int i = 0; i < 25; i++) {
            refuse("host");
        }
        assertThat(later).hasSize(1);
        later.get(0).run();
        assertThat(logs.lines().get(Audit.MOST_LINES)).contains("refused 5 times more");
        later.get(0).run();
        assertThat(logs.lines()).hasSize(Audit.MOST_LINES + 1);
    }
}
