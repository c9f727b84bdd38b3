package dev.holdall.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import org.junit.jupiter.api.Test;

class StreamsTest {
    private final Streams streams =
            new Streams(Limits.defaults(1 << 30).with(Limit.STREAMS, 3).with(Limit.ADDRESS_HANDSHAKES, 2));

    private String refusal(Streams.Place place) {
        return place.refusal() == null ? "" : place.refusal().getLimit().getName();
    }

    @Test
    void handshakesAreCountedByAddress() {
        Streams.Place first = streams.enter("a");
        streams.enter("a");
        assertThat(refusal(streams.enter("a"))).isEqualTo("address-handshakes");
        assertThat(refusal(streams.enter("b"))).isEmpty();
        first.shookHands();
        first.shookHands();
        assertThat(refusal(streams.enter("a"))).isEqualTo("streams");
    }

    @Test
    void refusedStreamsAreNotCounted() {
        streams.enter("a");
        streams.enter("a");
        Streams.Place refused = streams.enter("a");
        refused.shookHands();
        refused.leave();
        assertThat(streams.count()).isEqualTo(2);
        assertThat(refusal(streams.enter("a"))).isEqualTo("address-handshakes");
    }

    @Test
    void whoLeavesMakesRoomOnce_andNothingIsKeptOfHim() {
        Streams.Place first = streams.enter("a");
        Streams.Place second = streams.enter("b");
        second.shookHands();
        first.leave();
        first.leave();
        second.leave();
        second.leave();
        assertThat(streams.count()).isZero();
        assertThat(streams.addresses()).isZero();
    }
}
