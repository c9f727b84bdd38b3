package dev.holdall.server.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.v1.Code;
import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.LatchAwaitReply;
import dev.holdall.v1.LatchAwaitRequest;
import dev.holdall.v1.LatchCountDownRequest;
import dev.holdall.v1.LatchGetCountRequest;
import dev.holdall.v1.LatchesGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenLatchRequest;
import dev.holdall.v1.Wait;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Latches. */
class LatchTypeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private static OpenLatchRequest opening(int count) {
        return OpenLatchRequest.newBuilder().setName("l").setCount(count).build();
    }

    private ObjectId latch(int count) {
        return machine.call(LatchesGrpc.getOpenMethod(), opening(count)).getId();
    }

    private static LatchCountDownRequest counting(ObjectId latch, int by) {
        return LatchCountDownRequest.newBuilder().setLatch(latch).setBy(by).build();
    }

    private void countDown(ObjectId latch, int by) {
        machine.call(LatchesGrpc.getCountDownMethod(), counting(latch, by));
    }

    private int count(ObjectId latch) {
        return machine.call(
                        LatchesGrpc.getGetCountMethod(),
                        LatchGetCountRequest.newBuilder().setLatch(latch).build())
                .getCount();
    }

    private static LatchAwaitRequest awaiting(ObjectId latch) {
        return LatchAwaitRequest.newBuilder().setLatch(latch).build();
    }

    private static LatchAwaitRequest awaiting(ObjectId latch, Duration wait) {
        return awaiting(latch).toBuilder()
                .setWait(Wait.newBuilder().setNanos(wait.toNanos()))
                .build();
    }

    private static Pending<LatchAwaitReply> await(TestSession session, ObjectId latch) {
        return session.start(LatchesGrpc.getAwaitMethod(), awaiting(latch));
    }

    @Test
    void countDown_toZeroAndNoFurther() {
        ObjectId latch = latch(3);
        countDown(latch, 1);
        assertThat(count(latch)).isEqualTo(2);
        countDown(latch, 0);
        assertThat(count(latch)).isEqualTo(2);
        countDown(latch, 5);
        assertThat(count(latch)).isZero();
        countDown(latch, 1);
        countDown(latch, Integer.MAX_VALUE);
        assertThat(count(latch)).isZero();
    }

    @Test
    void await_isReleasedAtZero_everybodyAtOnce() {
        ObjectId latch = latch(2);
        Pending<LatchAwaitReply> first = await(machine.open(), latch);
        Pending<LatchAwaitReply> second = await(machine.open(), latch);
        Pending<LatchAwaitReply> unary = machine.start(LatchesGrpc.getAwaitMethod(), awaiting(latch));
        countDown(latch, 1);
        assertThat(first.isParked()).isTrue();
        assertThat(second.isParked()).isTrue();
        countDown(latch, 1);
        assertThat(first.reply().getOpen()).isTrue();
        assertThat(second.reply().getOpen()).isTrue();
        assertThat(unary.reply().getOpen()).isTrue();
        assertThat(await(machine.open(), latch).reply().getOpen()).isTrue();
    }

    @Test
    void await_ofCountZeroDoesNotWait() {
        ObjectId latch = latch(0);
        assertThat(await(machine.open(), latch).reply().getOpen()).isTrue();
        assertThat(machine.call(LatchesGrpc.getAwaitMethod(), awaiting(latch, Duration.ZERO))
                        .getOpen())
                .isTrue();
    }

    @Test
    void await_endsWhenItsTimeHasPassed() {
        ObjectId latch = latch(1);
        assertThat(machine.call(LatchesGrpc.getAwaitMethod(), awaiting(latch, Duration.ZERO))
                        .getOpen())
                .isFalse();
        Pending<LatchAwaitReply> waiting = machine.open().start(LatchesGrpc.getAwaitMethod(), awaiting(latch, SECOND));
        machine.advance(SECOND.minusNanos(1));
        assertThat(waiting.isParked()).isTrue();
        machine.advance(Duration.ofNanos(1));
        assertThat(waiting.reply().getOpen()).isFalse();
        assertThat(count(latch)).isEqualTo(1);
    }

    @Test
    void await_thatIsWithdrawnOrWhoseSessionEndsLeavesNoTrace() {
        ObjectId latch = latch(1);
        TestSession session = machine.open();
        Pending<LatchAwaitReply> withdrawn = await(session, latch);
        session.withdraw(withdrawn);
        assertThat(withdrawn.error().getCode()).isEqualTo(Code.CANCELLED);
        Pending<LatchAwaitReply> ended = await(session, latch);
        Pending<LatchAwaitReply> other = await(machine.open(), latch);
        session.end();
        assertThat(count(latch)).isEqualTo(1);
        countDown(latch, 1);
        assertThat(ended.answers()).isZero();
        assertThat(other.reply().getOpen()).isTrue();
    }

    @Test
    void whatASessionCountedDown_staysSoWhenItEnds() {
        ObjectId latch = latch(2);
        TestSession session = machine.open();
        session.call(LatchesGrpc.getCountDownMethod(), counting(latch, 1));
        session.end();
        assertThat(count(latch)).isEqualTo(1);
    }

    @Test
    void theSameNameWithAnotherCount_isAMismatch() {
        ObjectId latch = latch(2);
        countDown(latch, 1);
        assertThat(latch(2)).isEqualTo(latch);
        assertThat(machine.refused(LatchesGrpc.getOpenMethod(), opening(1)).getCode())
                .isEqualTo(Code.MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE})
    void numbersTooLarge(int number) {
        assertThat(machine.refused(LatchesGrpc.getOpenMethod(), opening(number)).getCode())
                .isEqualTo(Code.INVALID_ARGUMENT);
        ObjectId latch = latch(5);
        assertThat(machine.refused(LatchesGrpc.getCountDownMethod(), counting(latch, number))
                        .getMessage())
                .contains(Integer.toUnsignedString(number));
        assertThat(count(latch)).isEqualTo(5);
    }

    @Test
    void deletedOne_failsThoseWhoWait() {
        Pending<LatchAwaitReply> waiting = await(machine.open(), latch(1));
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setName("l").build());
        assertThat(waiting.error().getCode()).isEqualTo(Code.NO_SUCH_OBJECT);
    }
}
