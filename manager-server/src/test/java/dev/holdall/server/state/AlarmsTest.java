package dev.holdall.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.v1.DeleteRequest;
import dev.holdall.v1.ListSizeReply;
import dev.holdall.v1.ListSizeRequest;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.ObjectsGrpc;
import dev.holdall.v1.OpenListRequest;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Objects that ask to be told of the time. */
class AlarmsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HALF = Duration.ofMillis(500);

    @RegisterExtension
    final TestMachine machine = new TestMachine(new OddType());

    private ObjectId open(String name) {
        return machine.call(
                        OddType.OPEN, OpenListRequest.newBuilder().setName(name).build())
                .getId();
    }

    private Pending<ListSizeReply> start(MethodDescriptor<ListSizeRequest, ListSizeReply> method, ObjectId object) {
        return machine.start(
                method, ListSizeRequest.newBuilder().setList(object).build());
    }

    /** How often it was told. */
    private long count(ObjectId object) {
        return start(OddType.GRANT, object).reply().getSize();
    }

    @Test
    void objectIsToldOnce_whenItsTimeHasCome() {
        ObjectId object = open("o");
        assertThat(machine.untilDeadline()).isNull();
        start(OddType.ALARM, object);
        assertThat(machine.untilDeadline()).isEqualTo(SECOND);
        machine.advance(SECOND.minusNanos(1));
        assertThat(count(object)).isZero();
        machine.advance(Duration.ofNanos(1));
        assertThat(count(object)).isEqualTo(1);
        assertThat(machine.untilDeadline()).isNull();
        machine.advance(SECOND);
        assertThat(count(object)).isEqualTo(1);
    }

    @Test
    void laterTime_takesThePlaceOfTheFormer() {
        ObjectId object = open("o");
        start(OddType.ALARM, object);
        machine.advance(HALF);
        start(OddType.ALARM, object);
        machine.advance(HALF);
        assertThat(count(object)).isZero();
        machine.advance(HALF);
        assertThat(count(object)).isEqualTo(1);
    }

    @Test
    void alarmCanBeTakenBack() {
        ObjectId object = open("o");
        start(OddType.ALARM, object);
        start(OddType.NO_ALARM, object);
        assertThat(machine.untilDeadline()).isNull();
        machine.advance(SECOND);
        assertThat(count(object)).isZero();
    }

    @Test
    void deletedObject_isToldNothing() {
        ObjectId object = open("o");
        start(OddType.ALARM, object);
        machine.call(
                ObjectsGrpc.getDeleteMethod(),
                DeleteRequest.newBuilder().setId(object).build());
        assertThat(machine.untilDeadline()).isNull();
        machine.advance(SECOND);
    }

    @Test
    void whoeverComesNext_findsTheObjectTold() {
        ObjectId object = open("o");
        start(OddType.ALARM, object);
        machine.advanceSilently(SECOND);
        assertThat(count(object)).isEqualTo(1);
    }

    @Test
    void alarmWakes() {
        ObjectId object = open("o");
        start(OddType.ALARM, object);
        machine.advance(HALF);
        Pending<ListSizeReply> waiting = start(OddType.WAIT_A_SECOND, object);
        machine.advance(HALF);
        assertThat(waiting.reply().getSize()).isEqualTo(1);
    }

    @Test
    void alarm_comesTooLateForWhoseWaitingWasOverBefore() {
        ObjectId object = open("o");
        Pending<ListSizeReply> first = start(OddType.WAIT_A_SECOND, object);
        machine.advance(HALF);
        start(OddType.ALARM, object);
        Pending<ListSizeReply> second = start(OddType.WAIT_A_SECOND, object);
        // All of it is over by now: first the one wait, then the alarm's second.
        machine.advance(SECOND.multipliedBy(5));
        assertThat(first.reply().getSize()).isZero();
        assertThat(second.reply().getSize()).isZero();
        assertThat(count(object)).isEqualTo(1);
    }

    @Test
    void alarm_comesInTimeForWhoseWaitingIsOverLater() {
        ObjectId object = open("o");
        start(OddType.ALARM, object);
        machine.advance(HALF);
        Pending<ListSizeReply> waiting = start(OddType.WAIT_A_SECOND, object);
        machine.advance(SECOND.multipliedBy(5));
        assertThat(waiting.reply().getSize()).isEqualTo(1);
    }

    @Test
    void objectThatAsksForATimeThatHasPassed_isToldWithTheNextCommand() {
        ObjectId object = open("o");
        start(OddType.ALARM_AGAIN, object);
        machine.advance(SECOND);
        for (int i = 0; i < 5; i++) {
            assertThat(machine.untilDeadline()).isEqualTo(Duration.ofNanos(1));
            machine.advance(SECOND);
        }
        assertThat(count(object)).isEqualTo(6);
        start(OddType.NO_ALARM, object);
    }

    @Test
    void failure_harmsNoOtherAlarm() {
        ObjectId bad = open("bad");
        ObjectId good = open("good");
        start(OddType.ALARM_AND_FAIL, bad);
        start(OddType.ALARM, good);
        machine.expectFaults(1);
        machine.advance(SECOND);
        assertThat(count(good)).isEqualTo(1);
    }
}
