package dev.holdall.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

class InvocationTest {
    /** Otherwise the frame that it came in would stay in memory for as long as it waits. */
    @Test
    void aParkedCallHasBytesOfItsOwn() {
        ByteString frame = ByteString.copyFrom(new byte[100_000]);
        ByteString request = frame.substring(10, 20);
        Invocation call = new Invocation(new CallId(1, 1), Permits.ALL, Origin.UNKNOWN, request, null);

        Invocation parked = call.parked(Origin.UNKNOWN);

        assertThat(parked).isEqualTo(call);
        // A part of other bytes is of a class that refers to them.
        assertThat(request.getClass()).isNotEqualTo(frame.getClass());
        assertThat(parked.request().getClass()).isEqualTo(frame.getClass());
    }
}
