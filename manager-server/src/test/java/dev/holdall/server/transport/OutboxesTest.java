package dev.holdall.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import org.junit.jupiter.api.Test;

class OutboxesTest {
    private final Outboxes outboxes =
            new Outboxes(Limits.defaults(1 << 30).with(Limit.OUTBOX_BYTES, 600).with(Limit.OUTBOXES_BYTES, 1_000));

    private static final class Client implements Outboxes.Reader {
        long tookAt;
        int stalled;

        @Override
        public long tookAt() {
            return tookAt;
        }

        @Override
        public void stalled() {
            stalled++;
        }
    }

    private final Client one = new Client();
    private final Client other = new Client();

    @Test
    void clientOfWhomTooMuchWaitsIsCutOff_whateverOthersHave() {
        assertThat(outboxes.refusal(600)).isNull();
        assertThat(outboxes.refusal(601).getLimit().getName()).isEqualTo("outbox-bytes");
        assertThat(outboxes.refusal(601).getLimit().getAsked()).isEqualTo(601);
    }

    @Test
    void ifAllHaveTooMuch_whoHasMoreThanHisShareIsCutOff() {
        outboxes.changed(one, 0, 550);
        outboxes.changed(other, 0, 450);
        assertThat(outboxes.refusal(550)).isNull();
        assertThat(outboxes.refusal()).isNull();
        outboxes.changed(other, 450, 460);
        assertThat(outboxes.refusal(550).getLimit().getName()).isEqualTo("outboxes-bytes");
        assertThat(outboxes.refusal(550).getLimit().getAsked()).isEqualTo(1_010);
        assertThat(outboxes.refusal(460)).isNull();
        assertThat(outboxes.refusal().getLimit().getName()).isEqualTo("outboxes-bytes");
        outboxes.changed(one, 550, 0);
        assertThat(outboxes.refusal()).isNull();
        assertThat(outboxes.bytes()).isEqualTo(460);
    }

    @Test
    void whoTakesNothingForAMinuteIsSentAway() {
        outboxes.changed(one, 0, 10);
        outboxes.changed(other, 0, 10);
        other.tookAt = 1;
        outboxes.sweep(Outboxes.STALL_NANOS);
        assertThat(one.stalled).isZero();
        outboxes.sweep(Outboxes.STALL_NANOS + 1);
        assertThat(one.stalled).isEqualTo(1);
        assertThat(other.stalled).isZero();
    }

    @Test
    void whoHasTakenAllIsNotWaitedFor() {
        outboxes.changed(one, 0, 10);
        outboxes.changed(one, 10, 0);
        outboxes.sweep(Long.MAX_VALUE / 2);
        assertThat(one.stalled).isZero();
    }
}
