package dev.holdall.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.server.type.QueueCalls;
import dev.holdall.v1.Acknowledged;
import dev.holdall.v1.Call;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.ListAppendReply;
import dev.holdall.v1.ListAppendRequest;
import dev.holdall.v1.ListGetRequest;
import dev.holdall.v1.ListSizeReply;
import dev.holdall.v1.ListSizeRequest;
import dev.holdall.v1.ListsGrpc;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenListRequest;
import dev.holdall.v1.QueuePutRequest;
import dev.holdall.v1.QueueTakeReply;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.Range;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class SessionTest {
    @RegisterExtension
    final TestMachine machine = new TestMachine();

    private ObjectId list() {
        return machine.call(
                        ListsGrpc.getOpenMethod(),
                        OpenListRequest.newBuilder().setName("list").build())
                .getId();
    }

    private ObjectId queue() {
        return machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("queue", 0))
                .getId();
    }

    private long size(ObjectId list) {
        return machine.call(
                        ListsGrpc.getSizeMethod(),
                        ListSizeRequest.newBuilder().setList(list).build())
                .getSize();
    }

    private static ListAppendRequest append(ObjectId list, ByteString element) {
        return ListAppendRequest.newBuilder().setList(list).setElement(element).build();
    }

    private static Call appendCall(ObjectId list) {
        return TestSession.encode(ListsGrpc.getAppendMethod(), append(list, Elements.of("x")));
    }

    private static Call takeCall(ObjectId queue) {
        return TestSession.encode(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
    }

    private static ClientFrame.Builder calls(long firstSeq, Call... calls) {
        return ClientFrame.newBuilder().setFirstSeq(firstSeq).addAllCalls(List.of(calls));
    }

    private Error lastError(TestSession session) {
        Recorded.Event last =
                machine.recorded().events().get(machine.recorded().events().size() - 1);
        assertThat(last.kind()).isEqualTo("reply");
        assertThat(last.to()).isEqualTo(session.id());
        return ((dev.holdall.v1.Reply) last.what()).getError();
    }

    @Nested
    class SentAgain {
        @Test
        void callTakesEffectOnceAndIsAnsweredAgain() {
            ObjectId list = list();
            TestSession session = machine.open();
            Pending<ListAppendReply> append = session.pending(ListsGrpc.getAppendMethod(), 1);
            session.send(calls(1, appendCall(list)));
            session.send(calls(1, appendCall(list), appendCall(list)));
            session.skipTo(3);
            assertThat(append.answers()).isEqualTo(2);
            assertThat(session.pending(ListsGrpc.getAppendMethod(), 2).answers())
                    .isEqualTo(1);
            assertThat(size(list)).isEqualTo(2);
        }

        @Test
        void answerIsTheOneOfThenWhateverTheStateIsNow() {
            ObjectId list = list();
            TestSession session = machine.open();
            Call sizeCall = TestSession.encode(
                    ListsGrpc.getSizeMethod(),
                    ListSizeRequest.newBuilder().setList(list).build());
            session.send(calls(1, sizeCall));
            machine.call(ListsGrpc.getAppendMethod(), append(list, Elements.of("x")));
            session.send(calls(1, sizeCall));
            session.skipTo(2);
            List<Recorded.Event> replies = machine.recorded().events("reply");
            assertThat(replies).hasSize(2);
            assertThat(replies.get(1)).isEqualTo(replies.get(0));
        }

        @Test
        void refusalIsKeptToo() {
            TestSession session = machine.open();
            Call get = TestSession.encode(
                    ListsGrpc.getGetMethod(),
                    ListGetRequest.newBuilder().setList(list()).build());
            session.send(calls(1, get));
            session.send(calls(1, get));
            session.skipTo(2);
            List<Recorded.Event> replies = machine.recorded().events("reply");
            assertThat(lastError(session).getCode()).isEqualTo(Code.OUT_OF_RANGE);
            assertThat(replies.get(1)).isEqualTo(replies.get(0));
        }

        @Test
        void parkedCallStaysParkedOnce() {
            ObjectId queue = queue();
            TestSession session = machine.open();
            Pending<QueueTakeReply> take = session.pending(QueuesGrpc.getTakeMethod(), 1);
            session.send(calls(1, takeCall(queue)));
            session.send(calls(1, takeCall(queue)));
            session.skipTo(2);
            assertThat(take.isParked()).isTrue();
            machine.call(QueuesGrpc.getOfferAllMethod(), QueueCalls.offerAll(queue, "a", "b"));
            assertThat(Elements.text(take.reply().getElement())).isEqualTo("a");
            assertThat(machine.call(QueuesGrpc.getSizeMethod(), QueueCalls.size(queue))
                            .getSize())
                    .isEqualTo(1);
        }

        @Test
        void grantedCallIsAnsweredAgainWithTheSameElement() {
            ObjectId queue = queue();
            machine.call(QueuesGrpc.getOfferAllMethod(), QueueCalls.offerAll(queue, "a", "b"));
            TestSession session = machine.open();
            session.send(calls(1, takeCall(queue)));
            session.send(calls(1, takeCall(queue)));
            session.skipTo(2);
            List<Recorded.Event> replies = machine.recorded().events("reply");
            assertThat(replies).hasSize(2);
            assertThat(replies.get(1)).isEqualTo(replies.get(0));
            session.end();
            assertThat(machine.call(QueuesGrpc.getSizeMethod(), QueueCalls.size(queue))
                            .getSize())
                    .isEqualTo(2);
        }

        @Test
        void acknowledgedCallIsNotDoneAgain() {
            ObjectId list = list();
            TestSession session = machine.open();
            Pending<ListAppendReply> append =
                    session.start(ListsGrpc.getAppendMethod(), append(list, Elements.of("x")));
            session.acknowledge(append);
            session.send(calls(1, appendCall(list)));
            assertThat(lastError(session).getCode()).isEqualTo(Code.ALREADY_ANSWERED);
            assertThat(size(list)).isEqualTo(1);
        }
    }

    @Nested
    class Numbers {
        @Test
        void gapDropsTheCallsAndAsksForThem() {
            ObjectId list = list();
            TestSession session = machine.open();
            session.send(calls(1, appendCall(list)));
            session.send(calls(3, appendCall(list)));
            assertThat(machine.recorded().events("resend"))
                    .containsExactly(new Recorded.Event("resend", session.id(), 2L));
            assertThat(size(list)).isEqualTo(1);
            session.send(calls(2, appendCall(list), appendCall(list)));
            session.skipTo(4);
            assertThat(size(list)).isEqualTo(3);
        }

        @Test
        void numberAboveAllSignedOnesIsAGapToo() {
            ObjectId list = list();
            TestSession session = machine.open();
            session.send(calls(Long.MIN_VALUE, appendCall(list)));
            session.send(calls(-1, appendCall(list)));
            assertThat(machine.recorded().events("resend")).hasSize(2);
            assertThat(machine.recorded().events("reply")).isEmpty();
            assertThat(size(list)).isZero();
        }

        @Test
        void callsWithoutANumberAreAViolation() {
            ObjectId list = list();
            TestSession session = machine.open();
            session.send(calls(0, appendCall(list), appendCall(list)));
            assertThat(machine.recorded().events("violation")).hasSize(1);
            assertThat(machine.recorded().events("reply")).isEmpty();
            assertThat(size(list)).isZero();
        }

        @Test
        void frameWithoutCallsNeedsNoNumber() {
            TestSession session = machine.open();
            session.send(ClientFrame.newBuilder());
            session.send(ClientFrame.newBuilder().setFirstSeq(77));
            assertThat(machine.recorded().events()).hasSize(1);
        }
    }

    @Nested
    class Acknowledgements {
        @Test
        void rangesAboveAParkedCallFreeTheirReplies() {
            machine.limit("window-calls", 3);
            ObjectId queue = queue();
            ObjectId list = list();
            TestSession session = machine.open();
            Pending<QueueTakeReply> parked = session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
            for (int i = 0; i < 20; i++) {
                Pending<ListAppendReply> first =
                        session.start(ListsGrpc.getAppendMethod(), append(list, Elements.of("x")));
                session.start(ListsGrpc.getAppendMethod(), append(list, Elements.of("x")));
                session.send(ClientFrame.newBuilder()
                        .setAcknowledged(Acknowledged.newBuilder()
                                .setBelow(parked.seq())
                                .addRanges(
                                        Range.newBuilder().setFirst(first.seq()).setLast(first.seq() + 1))));
            }
            assertThat(size(list)).isEqualTo(40);
            assertThat(machine.recorded().events("violation")).isEmpty();
            assertThat(parked.isParked()).isTrue();
        }

        @Test
        void ofWhatIsParkedOrWasNeverCalledCountForNothing() {
            ObjectId queue = queue();
            TestSession session = machine.open();
            Pending<QueueTakeReply> take = session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
            session.acknowledgeBelow(100);
            session.acknowledgeBelow(-1);
            session.acknowledge(take);
            machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "a"));
            assertThat(take.reply().hasElement()).isTrue();
            // The grant was not acknowledged, for it was not there when the acknowledgement came; a later low mark does
            // it.
            session.acknowledgeBelow(2);
            session.end();
            assertThat(machine.call(QueuesGrpc.getSizeMethod(), QueueCalls.size(queue))
                            .getSize())
                    .isZero();
        }

        @Test
        void lowMarkBeyondAllSignedNumbersIsAboveAll() {
            ObjectId queue = queue();
            machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "a"));
            TestSession session = machine.open();
            session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
            session.acknowledgeBelow(-1);
            session.end();
            assertThat(machine.call(QueuesGrpc.getSizeMethod(), QueueCalls.size(queue))
                            .getSize())
                    .isZero();
        }

        @Test
        void rangesThatHoldNothingAcknowledgeNothing() {
            ObjectId queue = queue();
            machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "a"));
            TestSession session = machine.open();
            session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
            session.send(ClientFrame.newBuilder()
                    .setAcknowledged(Acknowledged.newBuilder()
                            .addRanges(Range.newBuilder().setFirst(2).setLast(1))
                            .addRanges(Range.newBuilder().setFirst(2).setLast(-1))
                            .addRanges(Range.newBuilder().setFirst(-1).setLast(1))));
            session.end();
            assertThat(machine.call(QueuesGrpc.getSizeMethod(), QueueCalls.size(queue))
                            .getSize())
                    .isEqualTo(1);
        }

        @Tag("size")
        @Test
        @Timeout(20)
        void rangesMayBeLongAndMany() {
            machine.limit("window-calls", 60_000).withoutCheckOfEachCall();
            ObjectId queue = queue();
            ObjectId list = list();
            TestSession session = machine.open();
            session.start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
            ClientFrame.Builder many = ClientFrame.newBuilder().setFirstSeq(2);
            for (int i = 0; i < 50_000; i++) {
                many.addCalls(appendCall(list));
            }
            session.send(many);
            session.skipTo(50_002);
            Acknowledged.Builder acknowledged = Acknowledged.newBuilder();
            for (int i = 0; i < 100_000; i++) {
                acknowledged.addRanges(Range.newBuilder().setFirst(1).setLast(Long.MAX_VALUE));
            }
            session.send(ClientFrame.newBuilder().setAcknowledged(acknowledged));
            session.send(calls(50_001, appendCall(list)));
            assertThat(lastError(session).getCode()).isEqualTo(Code.ALREADY_ANSWERED);
        }
    }

    @Nested
    class Windows {
        @Test
        void callBeyondTheWindowIsAViolationAndNotDone() {
            machine.limit("window-calls", 2);
            ObjectId list = list();
            TestSession session = machine.open();
            session.send(calls(1, appendCall(list), appendCall(list), appendCall(list)));
            assertThat(size(list)).isEqualTo(2);
            assertThat(machine.recorded().events("violation")).singleElement().satisfies(event -> {
                Error error = (Error) event.what();
                assertThat(event.to()).isEqualTo(session.id());
                assertThat(error.getLimit().getName()).isEqualTo("window-calls");
                assertThat(error.getLimit().getAllowed()).isEqualTo(2);
                assertThat(error.getLimit().getAsked()).isEqualTo(3);
            });
            // Nothing is lost by it: what is acknowledged makes room.
            session.acknowledgeBelow(3);
            session.send(calls(3, appendCall(list)));
            session.skipTo(4);
            assertThat(size(list)).isEqualTo(3);
        }

        @Test
        void parkedCallsCount() {
            machine.limit("window-calls", 2);
            ObjectId queue = queue();
            TestSession session = machine.open();
            session.send(calls(1, takeCall(queue), takeCall(queue), takeCall(queue)));
            assertThat(machine.recorded().events("violation")).hasSize(1);
            machine.call(QueuesGrpc.getOfferAllMethod(), QueueCalls.offerAll(queue, "a", "b", "c"));
            assertThat(machine.call(QueuesGrpc.getSizeMethod(), QueueCalls.size(queue))
                            .getSize())
                    .isEqualTo(1);
            session.skipTo(3);
        }

        @Test
        void parkedCallsOfASessionAreFewerThanItsWindow() {
            machine.limit("session-waiters", 2);
            ObjectId queue = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("full", 1))
                    .getId();
            machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "a"));
            TestSession session = machine.open();
            Pending<?> first = session.start(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "b"));
            session.start(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "c"));
            Error error = session.refused(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "d"));
            assertThat(error.getLimit().getName()).isEqualTo("session-waiters");
            assertThat(error.getLimit().getAsked()).isEqualTo(3);
            // Another session has its own, and one that leaves makes room.
            assertThat(machine.open()
                            .start(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "e"))
                            .isParked())
                    .isTrue();
            session.withdraw(first);
            assertThat(session.start(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "f"))
                            .isParked())
                    .isTrue();
        }

        @Test
        void requestsOfParkedUnaryCallsAreLimitedInBytes() {
            machine.limit("unary-waiter-bytes", 1_000);
            ObjectId queue = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("full", 1))
                    .getId();
            machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "a"));
            QueuePutRequest large = QueueCalls.put(queue, Elements.sized(600));
            Pending<?> first = machine.start(QueuesGrpc.getPutMethod(), large);
            assertThat(first.isParked()).isTrue();
            assertThat(machine.refused(QueuesGrpc.getPutMethod(), large)
                            .getLimit()
                            .getName())
                    .isEqualTo("unary-waiter-bytes");
            machine.withdraw(first);
            assertThat(machine.start(QueuesGrpc.getPutMethod(), large).isParked())
                    .isTrue();
        }

        @Test
        void requestsOfParkedCallsAreLimitedInBytes() {
            machine.limit("window-bytes", 1_000);
            ObjectId queue = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("full", 1))
                    .getId();
            machine.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "a"));
            TestSession session = machine.open();
            QueuePutRequest large = QueueCalls.put(queue, Elements.sized(600));
            // One may be larger than the window, as long as it is alone.
            Pending<?> first = session.start(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, Elements.sized(2_000)));
            assertThat(first.isParked()).isTrue();
            Error error = session.refused(QueuesGrpc.getPutMethod(), large);
            assertThat(error.getCode()).isEqualTo(Code.LIMIT_EXCEEDED);
            assertThat(error.getLimit().getName()).isEqualTo("window-bytes");
            assertThat(error.getLimit().getAllowed()).isEqualTo(1_000);
            assertThat(error.getLimit().getAsked()).isGreaterThan(2_600);
            session.withdraw(first);
            assertThat(session.start(QueuesGrpc.getPutMethod(), large).isParked())
                    .isTrue();
            assertThat(session.refused(QueuesGrpc.getPutMethod(), large)
                            .getLimit()
                            .getName())
                    .isEqualTo("window-bytes");
            // Another session has a window of its own.
            assertThat(machine.open().start(QueuesGrpc.getPutMethod(), large).isParked())
                    .isTrue();
        }

        @Test
        void callsAreTakenLaterWhileTooManyBytesOfRepliesAreUnacknowledged() {
            machine.limit("kept-reply-bytes", 1_000);
            ObjectId list = list();
            machine.call(ListsGrpc.getAppendMethod(), append(list, Elements.sized(1_100)));
            TestSession session = machine.open();
            ListGetRequest get = ListGetRequest.newBuilder().setList(list).build();
            Pending<?> large = session.start(ListsGrpc.getGetMethod(), get);
            assertThat(large.answer().hasReply()).isTrue();

            session.send(calls(2, appendCall(list), appendCall(list)));
            assertThat(machine.recorded().events("resend"))
                    .containsExactly(new Recorded.Event("resend", session.id(), 2L));
            assertThat(size(list)).isEqualTo(1);

            session.acknowledge(large);
            session.send(calls(2, appendCall(list), appendCall(list)));
            session.skipTo(4);
            assertThat(size(list)).isEqualTo(3);
            assertThat(machine.recorded().events("resend")).hasSize(1);
        }

        @Test
        void keptErrorsCountAsWell() {
            machine.limit("kept-reply-bytes", 1_000);
            ObjectId list = list();
            TestSession session = machine.open();
            ListGetRequest get = ListGetRequest.newBuilder().setList(list).build();
            int refused = 0;
            while (refused < 1_000 && machine.recorded().events("resend").isEmpty()) {
                session.start(ListsGrpc.getGetMethod(), get);
                refused++;
            }
            assertThat(refused).isLessThan(100);
        }

        @Test
        void requestBeyondTheLimitIsRefused() {
            machine.limit("request-bytes", 100);
            ObjectId list = list();
            ListAppendRequest large = append(list, Elements.sized(200));
            for (Error error : List.of(
                    machine.open().refused(ListsGrpc.getAppendMethod(), large),
                    machine.refused(ListsGrpc.getAppendMethod(), large))) {
                assertThat(error.getCode()).isEqualTo(Code.LIMIT_EXCEEDED);
                assertThat(error.getLimit().getName()).isEqualTo("request-bytes");
                assertThat(error.getLimit().getAllowed()).isEqualTo(100);
                assertThat(error.getLimit().getAsked()).isEqualTo(large.getSerializedSize());
            }
            assertThat(size(list)).isZero();
        }
    }

    @Nested
    class BeginAndEnd {
        @Test
        void sessionsAreLimited() {
            machine.limit("sessions", 2);
            TestSession first = machine.open();
            machine.open();
            machine.apply(new Command.OpenSession(99, ByteString.EMPTY, "test", Permits.ALL));
            assertThat(machine.recorded().events("session-refused"))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.to()).isEqualTo(99);
                        assertThat(((Error) event.what()).getLimit().getName()).isEqualTo("sessions");
                        assertThat(((Error) event.what()).getLimit().getAsked()).isEqualTo(3);
                    });
            first.end();
            assertThat(machine.open().id()).isEqualTo(3);
        }

        @Test
        void commandsOfAnOlderStreamAreIgnored() {
            ObjectId list = list();
            TestSession session = machine.open();
            ClientFrame append = calls(1, appendCall(list)).build();
            for (long attached : new long[] {session.attached() - 1, session.attached() + 1}) {
                machine.apply(new Command.Frame(session.id(), attached, append));
                machine.apply(new Command.EndSession(session.id(), attached));
            }
            assertThat(size(list)).isZero();
            assertThat(machine.recorded().events("ended")).isEmpty();
            session.send(append.toBuilder());
            session.skipTo(2);
            assertThat(size(list)).isEqualTo(1);
        }

        @Test
        void framesOfAnEndedSessionAreIgnored() {
            ObjectId list = list();
            TestSession session = machine.open();
            session.end();
            session.send(calls(1, appendCall(list)));
            session.end();
            assertThat(size(list)).isZero();
            assertThat(machine.recorded().events("reply")).isEmpty();
            assertThat(machine.recorded().events("ended")).hasSize(1);
        }

        @Test
        void idsAreNotUsedAgain() {
            TestSession first = machine.open();
            first.end();
            assertThat(machine.open().id()).isNotEqualTo(first.id());
        }

        @Test
        void timeDoesNotGoBack() {
            ObjectId queue = queue();
            machine.advance(Duration.ofSeconds(10));
            Pending<QueueTakeReply> take =
                    machine.open().start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue, Duration.ofSeconds(1)));
            machine.advanceSilently(Duration.ofSeconds(-5));
            Pending<QueueTakeReply> later =
                    machine.open().start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue, Duration.ofSeconds(1)));
            machine.advance(Duration.ofSeconds(5));
            assertThat(List.of(take, later)).allMatch(Pending::isParked);
            machine.advance(Duration.ofSeconds(1));
            assertThat(take.reply().hasElement()).isFalse();
            assertThat(later.reply().hasElement()).isFalse();
        }
    }

    @Nested
    class Faults {
        @RegisterExtension
        final TestMachine odd = new TestMachine(new OddType());

        private ListSizeRequest counter() {
            return ListSizeRequest.newBuilder()
                    .setList(odd.call(
                                    OddType.OPEN,
                                    OpenListRequest.newBuilder().setName("odd").build())
                            .getId())
                    .build();
        }

        @Test
        void methodOfASessionIsRefusedToAUnaryCall() {
            ListSizeRequest counter = counter();
            assertThat(odd.refused(OddType.OWN, counter).getCode()).isEqualTo(Code.SESSION_REQUIRED);
            assertThat(odd.open().call(OddType.OWN, counter).getSize()).isZero();
        }

        @Test
        void unknownMethodIsUnimplemented() {
            TestSession session = odd.open();
            session.send(calls(1, Call.newBuilder().setMethod(0x12345678).build()));
            session.skipTo(2);
            Pending<ListSizeReply> call = session.pending(OddType.OWN, 1);
            assertThat(call.error().getCode()).isEqualTo(Code.UNIMPLEMENTED);
            odd.apply(new Command.UnaryCall(77, -1, ByteString.EMPTY, Permits.ALL));
            assertThat(odd.recorded().events("unary")).hasSize(1);
        }

        @Test
        void aCallThatNamesNoMethodIsOfTheMethodBeforeItInItsFrame() {
            Call named = TestSession.encode(OddType.OWN, counter());
            Call unnamed = named.toBuilder().clearMethod().build();
            TestSession session = odd.open();
            session.send(calls(1, named, unnamed));
            session.skipTo(5);

            assertThat(session.pending(OddType.OWN, 2).reply()).isEqualTo(ListSizeReply.getDefaultInstance());

            // The first two were seen before; the third relies on the first all the same.
            session.send(calls(1, named, unnamed, unnamed));
            session.send(calls(4, unnamed));

            assertThat(session.pending(OddType.OWN, 3).reply()).isEqualTo(ListSizeReply.getDefaultInstance());
            assertThat(session.pending(OddType.OWN, 4).error().getCode()).isEqualTo(Code.UNIMPLEMENTED);
        }

        @Test
        void requestThatCannotBeReadIsRefused() {
            TestSession session = odd.open();
            session.send(calls(
                    1,
                    TestSession.encode(OddType.OWN, counter()).toBuilder()
                            .setRequest(ByteString.copyFrom(new byte[] {0x0a, 0x7f}))
                            .build()));
            session.skipTo(2);
            assertThat(session.pending(OddType.OWN, 1).error().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        }

        @Test
        void handlerThatThrowsAnswersWithTheManagersStackAndHarmsNobodyElse() {
            ListSizeRequest counter = counter();
            TestSession session = odd.open();
            session.send(calls(1, TestSession.encode(OddType.FAIL, counter), TestSession.encode(OddType.OWN, counter)));
            session.skipTo(3);
            Error error = session.pending(OddType.FAIL, 1).error();
            assertThat(error.getCode()).isEqualTo(Code.INTERNAL);
            assertThat(error.getException()).isEqualTo(IllegalStateException.class.getName());
            assertThat(error.getMessage()).contains("odd");
            assertThat(error.getStack(0).getType()).isEqualTo(OddType.class.getName());
            // What it had changed is booked, and the next call sees it.
            assertThat(session.pending(OddType.OWN, 2).reply().getSize()).isEqualTo(1);
            assertThat(odd.bytes()).isEqualTo(1);
        }

        @Test
        void keptFaultIsAnsweredAgain() {
            ListSizeRequest counter = counter();
            TestSession session = odd.open();
            Call fail = TestSession.encode(OddType.FAIL, counter);
            session.send(calls(1, fail));
            session.send(calls(1, fail));
            session.skipTo(2);
            assertThat(lastErrorOf(session).getCode()).isEqualTo(Code.INTERNAL);
            assertThat(lastErrorOf(session).getException()).isEqualTo(IllegalStateException.class.getName());
            assertThat(odd.recorded().events("reply")).hasSize(2);
            assertThat(odd.bytes()).isEqualTo(1);
        }

        private Error lastErrorOf(TestSession session) {
            List<Recorded.Event> events = odd.recorded().events("reply");
            return ((dev.holdall.v1.Reply) events.get(events.size() - 1).what()).getError();
        }

        @Test
        void snapshotDoesNotDependOnWhereTheManagerWasWhenItFailed() {
            ListSizeRequest counter = counter();
            TestSession session = odd.open();
            // Replayed from elsewhere, this leaves another stack.
            Runnable deeper = () -> session.start(OddType.FAIL, counter);
            deeper.run();
            assertThat(session.pending(OddType.FAIL, 1).error().getStackCount()).isPositive();
        }

        @Test
        void handlerThatNeitherRepliesNorParksIsAFault() {
            assertThat(odd.start(OddType.KEEP_SILENT, counter()).error().getCode())
                    .isEqualTo(Code.INTERNAL);
        }

        @Test
        void parkedCallThatThrowsWhenItIsTriedAgainIsAnsweredAndGone() {
            ListSizeRequest counter = counter();
            Pending<ListSizeReply> first = odd.open().start(OddType.FAIL_LATER, counter);
            Pending<ListSizeReply> second = odd.open().start(OddType.FAIL_LATER, counter);
            assertThat(first.isParked()).isTrue();
            assertThat(odd.call(OddType.POKE, counter).getSize()).isEqualTo(1);
            assertThat(first.error().getCode()).isEqualTo(Code.INTERNAL);
            assertThat(second.error().getCode()).isEqualTo(Code.INTERNAL);
            assertThat(odd.call(OddType.POKE, counter).getSize()).isEqualTo(2);
        }

        @Test
        void parkedCallThatKeepsSilentWhenItIsTriedAgainIsAnsweredAndGone() {
            ListSizeRequest counter = counter();
            Pending<ListSizeReply> first = odd.open().start(OddType.KEEP_SILENT_LATER, counter);
            Pending<ListSizeReply> second = odd.open().start(OddType.FAIL_LATER, counter);
            assertThat(odd.call(OddType.POKE, counter).getSize()).isEqualTo(1);
            assertThat(first.error().getCode()).isEqualTo(Code.INTERNAL);
            assertThat(second.error().getCode()).isEqualTo(Code.INTERNAL);
        }

        @Test
        void grantThatItsTypeCannotTakeBackHarmsNoOther() {
            odd.expectFaults(2);
            ListSizeRequest counter = counter();
            ObjectId queue = odd.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("queue", 0))
                    .getId();
            odd.call(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "a"));
            TestSession session = odd.open();
            Pending<ListSizeReply> bad = session.start(OddType.GRANT, counter);
            session.call(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
            Pending<QueueTakeReply> waiting = odd.open().start(QueuesGrpc.getTakeMethod(), QueueCalls.take(queue));
            session.giveBack(bad);
            session.start(OddType.GRANT, counter);
            session.end();
            assertThat(odd.recorded().events("ended")).hasSize(1);
            assertThat(waiting.reply().getRedelivered()).isTrue();
        }
    }
}
