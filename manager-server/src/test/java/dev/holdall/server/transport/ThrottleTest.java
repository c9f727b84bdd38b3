package dev.holdall.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private final Throttle throttle = new Throttle();
    private final List<Runnable> later = new ArrayList<>();
    private int answered;

    private static Peer peer(String address) throws Exception {
        return new Peer(address, Peer.group(InetAddress.getByName(address)), null);
    }

    private void fail(Peer peer) {
        throttle.failed(
                peer,
                (what, millis) -> {
                    assertThat(millis).isEqualTo(Throttle.DELAY_MILLIS);
                    later.add(what);
                },
                () -> answered++);
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
    void of_one_address_only_so_many_are_answered_in_a_second() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            fail(peer("10.0.0.1"));
        }
        assertThat(later).hasSize(Throttle.MOST_PENDING);
        aSecondPasses();
        assertThat(answered).isEqualTo(Throttle.MOST_PENDING);
        fail(peer("10.0.0.1"));
        assertThat(later).hasSize(1);
    }

    @Test
    void other_addresses_are_not_concerned() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            fail(peer("10.0.0.1"));
        }
        fail(peer("10.0.0.2"));
        assertThat(later).hasSize(Throttle.MOST_PENDING + 1);
    }

    @Test
    void a_network_of_ipv6_counts_as_one_address() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            fail(peer("2001:db8::" + Integer.toHexString(i)));
        }
        assertThat(later).hasSize(Throttle.MOST_PENDING);
        fail(peer("2001:db8:0:1::1"));
        assertThat(later).hasSize(Throttle.MOST_PENDING + 1);
    }

    @Test
    void the_memory_for_addresses_is_bounded() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            fail(peer("10." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff)));
        }
        assertThat(throttle.addresses()).isEqualTo(10_000);
        aSecondPasses();
        assertThat(throttle.addresses()).isZero();
    }
}
