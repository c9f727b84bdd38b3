package dev.holdall.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private final Throttle throttle = new Throttle();
    private final List<Runnable> later = new ArrayList<>();
    private final List<String> decided = new ArrayList<>();
    private int answered;
    private int dropped;

    /** On a connection of its own. */
    private static Peer peer(String address) throws Exception {
        return new Peer(address, Peer.group(InetAddress.getByName(address)), null);
    }

    private void attempt(Peer peer, String name, boolean right) {
        throttle.decide(new Throttle.Attempt(
                peer,
                (what, millis) -> {
                    if (millis == 0) {
                        what.run();
                    } else {
                        assertThat(millis).isEqualTo(Throttle.DELAY_MILLIS);
                        later.add(what);
                    }
                },
                () -> {
                    decided.add(name);
                    return right;
                },
                () -> answered++,
                () -> dropped++));
    }

    private void fail(Peer peer) {
        attempt(peer, "wrong", false);
    }

    private void aSecondPasses() {
        List<Runnable> due = new ArrayList<>(later);
        later.clear();
        due.forEach(Runnable::run);
    }

    @Test
    void a_failure_is_answered_later_and_leaves_nothing_behind() throws Exception {
        fail(peer("10.0.0.1"));
        assertThat(answered).isZero();
        assertThat(throttle.addresses()).isEqualTo(1);
        aSecondPasses();
        assertThat(answered).isEqualTo(1);
        assertThat(throttle.addresses()).isZero();
    }

    @Test
    void who_is_right_waits_for_nobody_and_leaves_nothing_behind() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            attempt(peer("10.0.0.1"), "right", true);
        }
        assertThat(decided).hasSize(1_000);
        assertThat(throttle.addresses()).isZero();
    }

    @Test
    void of_one_address_only_so_many_are_decided_in_a_second() throws Exception {
        for (int second = 0; second < 20; second++) {
            for (int i = 0; i < 1_000; i++) {
                fail(peer("10.0.0.1"));
            }
            assertThat(decided).hasSize((second + 1) * Throttle.MOST_PENDING);
            aSecondPasses();
        }
        assertThat(answered).isEqualTo(20 * Throttle.MOST_PENDING);
    }

    @Test
    void what_is_right_is_not_decided_before_its_turn_either() throws Exception {
        for (int i = 0; i < Throttle.MOST_PENDING; i++) {
            fail(peer("10.0.0.1"));
        }
        decided.clear();
        attempt(peer("10.0.0.1"), "right", true);
        attempt(peer("10.0.0.1"), "wrong", false);
        attempt(peer("10.0.0.1"), "right too", true);
        assertThat(decided).isEmpty();
        assertThat(dropped).isZero();
        later.remove(0).run();
        // Who is right takes no place.
        assertThat(decided).containsExactly("right", "wrong");
        later.remove(0).run();
        assertThat(decided).containsExactly("right", "wrong", "right too");
    }

    @Test
    void a_line_that_is_too_long_is_cut_whoever_is_right() throws Exception {
        for (int i = 0; i < Throttle.MOST_PENDING; i++) {
            fail(peer("10.0.0.1"));
        }
        for (int i = 0; i < ThrottleLine.MOST_WAITING; i++) {
            fail(peer("10.0.0.1"));
        }
        assertThat(dropped).isZero();
        fail(peer("10.0.0.1"));
        assertThat(dropped).isEqualTo(1);
        attempt(peer("10.0.0.1"), "right", true);
        assertThat(dropped).isEqualTo(2);
        aSecondPasses();
        assertThat(decided).doesNotContain("right");
    }

    @Test
    void connections_take_turns_and_the_one_with_the_most_is_cut() throws Exception {
        Peer many = peer("10.0.0.1");
        for (int i = 0; i < Throttle.MOST_PENDING + ThrottleLine.MOST_WAITING - 1; i++) {
            fail(many);
        }
        decided.clear();
        attempt(peer("10.0.0.1"), "right", true);
        later.remove(0).run();
        later.remove(0).run();
        assertThat(decided).containsExactly("wrong", "right", "wrong");
        decided.clear();
        for (int i = 0; i < 4; i++) {
            attempt(peer("10.0.0.1"), "right", true);
        }
        assertThat(dropped).isEqualTo(1);
        aSecondPasses();
        // Nothing is left of the one that was cut.
        assertThat(decided).containsExactly("right", "right", "right", "right");
    }

    @Test
    void other_addresses_are_not_concerned() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            fail(peer("10.0.0.1"));
        }
        attempt(peer("10.0.0.2"), "right", true);
        assertThat(decided).contains("right");
    }

    @Test
    void a_network_of_ipv6_counts_as_one_address() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            fail(peer("2001:db8::" + Integer.toHexString(i)));
        }
        assertThat(decided).hasSize(Throttle.MOST_PENDING);
        fail(peer("2001:db8:0:1::1"));
        assertThat(decided).hasSize(Throttle.MOST_PENDING + 1);
    }

    @Test
    void the_memory_for_addresses_is_bounded_and_those_beyond_share_their_places() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            fail(peer("10." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff)));
        }
        assertThat(throttle.addresses()).isEqualTo(10_000);
        assertThat(decided).hasSize(10_000 + Throttle.MOST_PENDING);
        IntStream.range(0, 10).forEach(i -> aSecondPasses());
        assertThat(throttle.addresses()).isZero();
        assertThat(later).isEmpty();
    }

    @Test
    void a_fault_while_deciding_gives_the_place_back() throws Exception {
        Peer peer = peer("10.0.0.1");
        assertThatThrownBy(() -> throttle.decide(new Throttle.Attempt(
                        peer,
                        (what, millis) -> {},
                        () -> {
                            throw new IllegalStateException("odd");
                        },
                        () -> {},
                        () -> {})))
                .hasMessage("odd");
        assertThat(throttle.addresses()).isZero();
    }
}
