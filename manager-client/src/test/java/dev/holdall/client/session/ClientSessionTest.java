package dev.holdall.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.client.call.CallFailure;
import dev.holdall.client.call.Held;
import dev.holdall.v1.Call;
import dev.holdall.v1.Challenge;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.DictPutRequest;
import dev.holdall.v1.Error;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Range;
import dev.holdall.v1.Released;
import dev.holdall.v1.Reply;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.Value;
import dev.holdall.v1.Welcome;
import dev.holdall.wire.FrameMarshaller;
import dev.holdall.wire.Key;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The client's half of the protocol without a network: events in, frames out. */
class ClientSessionTest {
    private static final long NEVER = Long.MAX_VALUE;
    private static final ByteString SECRET = ByteString.copyFromUtf8("a secret of sixt");

    private final Key key = Key.random();
    private final List<ClientFrame> sent = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private boolean ready = true;
    private final ClientSession session =
            new ClientSession(1, key, "test", "here:1", 0, null, new ClientSession.Actions() {
                @Override
                public boolean ready() {
                    return ready;
                }

                @Override
                public void send(ClientFrame frame) {
                    sent.add(frame);
                }

                @Override
                public List<Held> received(List<ObjectId> objects) {
                    told.add("received "
                            + objects.stream().map(ObjectId::getNumber).toList());
                    return List.of();
                }

                @Override
                public void opened(Welcome welcome) {
                    told.add("opened " + welcome.getSession());
                }

                @Override
                public void broken(Error why) {
                    told.add("broken " + why.getCode());
                }

                @Override
                public void over(Error why) {
                    told.add("over " + why.getCode());
                }
            });

    /** Notes what a call was told. */
    private final class Noted implements Exchange.Outcome {
        private final String name;

        Noted(String name) {
            this.name = name;
        }

        @Override
        public void answered(Reply reply) {
            told.add(name + " answered");
        }

        @Override
        public void failed(CallFailure failure) {
            told.add(name + " " + failure.kind());
        }
    }

    private Exchange call(String name) {
        return call(name, 10, false, NEVER);
    }

    private Exchange call(String name, int bytes, boolean receipted, long deadline) {
        return call(name, ByteString.copyFrom(new byte[bytes]), receipted, deadline);
    }

    private Exchange call(String name, ByteString request, boolean receipted, long deadline) {
        return new Exchange("Lists/Append", 7, request, false, receipted, 0, deadline, 0, new Noted(name));
    }

    private void open(int windowCalls, long windowBytes) {
        session.connected(Key.nonce(), ByteString.EMPTY);
        ByteString nonce = Key.nonce();
        session.received(ServerFrame.newBuilder()
                .setChallenge(Challenge.newBuilder()
                        .setProtocol(Handshake.PROTOCOL)
                        .setNonce(nonce)
                        .setProof(key.proof(
                                Key.Side.MANAGER, sent.get(0).getHello().getNonce(), nonce, ByteString.EMPTY)))
                .build());
        session.received(ServerFrame.newBuilder()
                .setWelcome(Welcome.newBuilder()
                        .setSession(5)
                        .setSecret(SECRET)
                        .setNextSeq(1)
                        .setWindowCalls(windowCalls)
                        .setWindowBytes(windowBytes)
                        .setMaxRequestBytes(1 << 20))
                .build());
        assertThat(told).containsExactly("opened 5");
        sent.clear();
        told.clear();
    }

    private void open() {
        open(100, 1 << 20);
    }

    private ClientFrame flushed() {
        sent.clear();
        session.flush();
        assertThat(sent).hasSize(1);
        return sent.get(0);
    }

    private void answer(long... seqs) {
        ServerFrame.Builder frame = ServerFrame.newBuilder();
        for (long seq : seqs) {
            frame.addReplies(Reply.newBuilder().setSeq(seq).setReply(ByteString.EMPTY));
        }
        session.received(frame.build());
    }

    // Handshake

    @Test
    void proves_itself_only_to_a_manager_that_has_proved_itself() {
        session.connected(Key.nonce(), ByteString.EMPTY);
        ByteString nonce = Key.nonce();

        session.received(ServerFrame.newBuilder()
                .setChallenge(Challenge.newBuilder()
                        .setProtocol(Handshake.PROTOCOL)
                        .setNonce(nonce)
                        .setProof(Key.random()
                                .proof(Key.Side.MANAGER, sent.get(0).getHello().getNonce(), nonce, ByteString.EMPTY)))
                .build());

        assertThat(sent).hasSize(1);
        assertThat(told).containsExactly("over UNAUTHENTICATED");
    }

    @Test
    void a_managers_proof_cannot_be_its_own_reflected() {
        session.connected(Key.nonce(), ByteString.EMPTY);
        ByteString nonce = Key.nonce();
        ByteString clientsOwn =
                key.proof(Key.Side.CLIENT, sent.get(0).getHello().getNonce(), nonce, ByteString.EMPTY);

        session.received(ServerFrame.newBuilder()
                .setChallenge(Challenge.newBuilder()
                        .setProtocol(Handshake.PROTOCOL)
                        .setNonce(nonce)
                        .setProof(clientsOwn))
                .build());

        assertThat(told).containsExactly("over UNAUTHENTICATED");
    }

    @Test
    void calls_made_before_the_session_is_open_leave_when_it_is() {
        session.submit(call("early"));
        session.flush();
        assertThat(sent).isEmpty();

        session.connected(Key.nonce(), ByteString.EMPTY);
        ByteString nonce = Key.nonce();
        session.received(ServerFrame.newBuilder()
                .setChallenge(Challenge.newBuilder()
                        .setProtocol(Handshake.PROTOCOL)
                        .setNonce(nonce)
                        .setProof(key.proof(
                                Key.Side.MANAGER, sent.get(0).getHello().getNonce(), nonce, ByteString.EMPTY)))
                .build());
        session.received(ServerFrame.newBuilder()
                .setWelcome(Welcome.newBuilder()
                        .setWindowCalls(1)
                        .setWindowBytes(100)
                        .setMaxRequestBytes(100))
                .build());

        assertThat(sent.get(sent.size() - 1).getCallsCount()).isEqualTo(1);
    }

    // Sending

    @Test
    void all_that_waits_leaves_in_one_frame_with_numbers_without_a_gap() {
        open();
        session.submit(call("a"));
        session.submit(call("b"));
        assertThat(flushed().getFirstSeq()).isEqualTo(1);
        assertThat(sent.get(0).getCallsCount()).isEqualTo(2);

        session.submit(call("c"));
        assertThat(flushed().getFirstSeq()).isEqualTo(3);
    }

    @Test
    void a_call_of_the_method_before_it_in_its_frame_does_not_name_it_again() {
        open();
        session.submit(call("a"));
        session.submit(call("b"));
        session.submit(new Exchange("Lists/Size", 8, ByteString.EMPTY, false, false, 0, NEVER, 0, new Noted("c")));
        session.submit(call("d"));

        assertThat(flushed().getCallsList()).extracting(Call::getMethod).containsExactly(7, 0, 8, 7);

        session.submit(call("e"));
        assertThat(flushed().getCallsList()).extracting(Call::getMethod).containsExactly(7);
    }

    @Test
    void a_frame_is_filled_to_its_size_and_a_larger_call_goes_alone() {
        open(1000, 100 << 20);
        int half = FrameMarshaller.FILLED_BYTES / 2;
        session.submit(call("a", half, false, NEVER));
        session.submit(call("b", half, false, NEVER));
        session.submit(call("large", 3 * half, false, NEVER));
        session.submit(call("c"));
        session.flush();

        assertThat(sent).extracting(ClientFrame::getCallsCount).containsExactly(1, 1, 1, 1);
        assertThat(sent).extracting(ClientFrame::getFirstSeq).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void a_put_among_others_costs_no_more_than_32_bytes_beside_its_key_and_value() {
        open(1 << 20, 100 << 20);
        ObjectId dict = ObjectId.newBuilder()
                .setEpoch(-1)
                .setNumber(10_000)
                .setCheck(-1)
                .build();
        int content = 0;
        int puts = 1_000;
        for (int i = 0; i < puts; i++) {
            String key = "key-" + i;
            content += key.length() + 64;
            DictPutRequest put = DictPutRequest.newBuilder()
                    .setDict(dict)
                    .setKey(Value.newBuilder().setString(key).build().toByteString())
                    .setValue(Value.newBuilder()
                            .setBytes(ByteString.copyFrom(new byte[64]))
                            .build()
                            .toByteString())
                    .build();
            session.submit(call(key, put.toByteString(), false, NEVER));
        }
        sent.clear();
        session.flush();

        // A message of gRPC has a header of 5 bytes, a frame of HTTP/2 one of 9.
        int wire =
                sent.stream().mapToInt(frame -> frame.getSerializedSize() + 14).sum();
        assertThat(sent.stream().mapToInt(ClientFrame::getCallsCount).sum()).isEqualTo(puts);
        assertThat(wire - content).isBetween(20 * puts, 32 * puts);
    }

    @Test
    void the_window_of_calls_counts_until_they_are_acknowledged() {
        open(2, 1 << 20);
        Exchange kept = call("kept", 10, true, NEVER);
        session.submit(kept);
        session.submit(call("b"));
        session.submit(call("c"));
        assertThat(flushed().getCallsCount()).isEqualTo(2);

        answer(1);
        sent.clear();
        session.flush();
        assertThat(sent).isEmpty();

        session.acknowledge(kept);
        assertThat(flushed().getCallsCount()).isEqualTo(1);
    }

    @Test
    void the_window_of_bytes_holds_calls_back_but_lets_one_larger_call_go_alone() {
        open(100, 50);
        session.submit(call("a", 40, false, NEVER));
        session.submit(call("b", 40, false, NEVER));
        session.submit(call("larger than the window", 80, false, NEVER));
        assertThat(flushed().getCallsCount()).isEqualTo(1);
        answer(1);
        assertThat(flushed().getCallsCount()).isEqualTo(1);
        answer(2);
        assertThat(flushed().getCallsCount()).isEqualTo(1);
        answer(3);
        assertThat(told).containsExactly("a answered", "b answered", "larger than the window answered");
    }

    @Test
    void nothing_is_sent_while_the_connection_is_not_ready() {
        open();
        ready = false;
        session.submit(call("a"));
        session.flush();
        assertThat(sent).isEmpty();

        ready = true;
        assertThat(flushed().getCallsCount()).isEqualTo(1);
    }

    @Test
    void a_request_above_the_managers_limit_is_refused_here_and_harms_nobody() {
        open();
        session.submit(call("huge", (1 << 20) + 1, false, NEVER));
        session.submit(call("small"));

        assertThat(told).containsExactly("huge ANSWERED");
        assertThat(flushed().getCallsCount()).isEqualTo(1);
    }

    @Test
    void calls_that_the_manager_asks_for_again_go_first_and_keep_their_numbers() {
        open();
        for (String name : List.of("a", "b", "c")) {
            session.submit(call(name));
        }
        flushed();
        answer(1);
        session.submit(call("d"));
        sent.clear();

        session.received(ServerFrame.newBuilder().setResendFrom(2).build());
        session.flush();

        assertThat(sent).extracting(ClientFrame::getFirstSeq).containsExactly(2L, 4L);
        assertThat(sent).extracting(ClientFrame::getCallsCount).containsExactly(2, 1);
        answer(2, 3, 4);
        assertThat(told).containsExactly("a answered", "b answered", "c answered", "d answered");
        sent.clear();
        session.flush();
        assertThat(sent).isEmpty();
    }

    @Test
    void a_withdrawal_of_a_call_that_is_sent_again_is_told_again() {
        open();
        session.submit(call("a"));
        Exchange take = call("take", 10, true, NEVER);
        session.submit(take);
        flushed();
        session.withdraw(take);
        assertThat(flushed().getWithdrawnList()).containsExactly(2L);

        session.received(ServerFrame.newBuilder().setResendFrom(1).build());

        assertThat(flushed().getWithdrawnList()).containsExactly(2L);
    }

    @Test
    void a_withdrawal_goes_with_the_frame_that_its_call_is_sent_again_in_not_before() {
        open(100, 1L << 30);
        session.submit(call("a", 10 << 10, false, NEVER));
        session.submit(call("b", 10 << 10, false, NEVER));
        Exchange take = call("take", 10, true, NEVER);
        session.submit(take);
        session.flush();
        breaks();
        session.withdraw(take);
        resumes(1, 0);

        assertThat(sent).extracting(ClientFrame::getFirstSeq).containsExactly(1L, 2L);
        assertThat(sent).extracting(ClientFrame::getWithdrawnList).containsExactly(List.of(), List.of(3L));
        sent.clear();
        session.flush();
        assertThat(sent).isEmpty();
    }

    // Answers

    @Test
    void an_answer_is_delivered_once_however_often_it_comes() {
        open();
        session.submit(call("a"));
        flushed();
        answer(1);
        answer(1);
        assertThat(told).containsExactly("a answered");
    }

    @Test
    void acknowledges_by_a_low_mark_and_by_ranges_above_a_parked_call() {
        open();
        for (String name : List.of("parked", "b", "c", "d")) {
            session.submit(call(name));
        }
        flushed();
        answer(2, 3);
        session.submit(call("e"));
        ClientFrame first = flushed();
        assertThat(first.getAcknowledged().getBelow()).isEqualTo(1);
        assertThat(first.getAcknowledged().getRangesList())
                .containsExactly(Range.newBuilder().setFirst(2).setLast(3).build());

        answer(1, 4);
        session.submit(call("f"));
        ClientFrame second = flushed();
        assertThat(second.getAcknowledged().getBelow()).isEqualTo(5);
        assertThat(second.getAcknowledged().getRangesList()).isEmpty();
    }

    @Test
    void acknowledgements_without_a_call_to_carry_them_are_told_alone() {
        open();
        session.submit(call("a"));
        flushed();
        answer(1);
        assertThat(session.hasUntold()).isTrue();
        sent.clear();
        session.flush();
        assertThat(sent).isEmpty();

        session.tell();

        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).getAcknowledged().getBelow()).isEqualTo(2);
        assertThat(session.hasUntold()).isFalse();
    }

    @Test
    void an_answer_with_a_receipt_is_acknowledged_by_its_caller_only() {
        open();
        Exchange take = call("take", 10, true, NEVER);
        session.submit(take);
        flushed();
        answer(1);
        assertThat(session.hasUntold()).isFalse();

        session.acknowledge(take);
        assertThat(session.hasUntold()).isTrue();
    }

    @Test
    void an_answer_that_its_caller_gives_back_is_told_so() {
        open();
        Exchange take = call("take", 10, true, NEVER);
        session.submit(take);
        flushed();
        answer(1);
        session.giveBack(take);

        ClientFrame frame = flushed();
        assertThat(frame.getGiveBackList()).containsExactly(1L);
        assertThat(frame.getAcknowledged().getBelow()).isEqualTo(2);
        session.acknowledge(take);
        session.giveBack(take);
        sent.clear();
        session.flush();
        assertThat(sent).isEmpty();
    }

    @Test
    void an_answer_that_its_caller_cannot_read_is_told_so_until_that_is_heard() {
        open();
        Exchange take = call("take", 10, true, NEVER);
        session.submit(take);
        flushed();
        answer(1);
        session.undecodable(take);

        ClientFrame frame = flushed();
        assertThat(frame.getUndecodableList()).containsExactly(1L);
        assertThat(frame.getGiveBackList()).isEmpty();
        assertThat(frame.getNote()).isEqualTo(1);
        assertThat(frame.getAcknowledged().getBelow()).isEqualTo(2);
        session.undecodable(take);
        session.giveBack(take);
        sent.clear();
        session.flush();
        assertThat(sent).isEmpty();

        breaks();
        resumes(2, 0);

        assertThat(sent).singleElement().satisfies(again -> {
            assertThat(again.getNote()).isEqualTo(1);
            assertThat(again.getUndecodableList()).containsExactly(1L);
        });
    }

    // Withdrawal

    @Test
    void an_abandoned_call_is_withdrawn_and_what_it_is_granted_all_the_same_goes_back() {
        open();
        Exchange take = call("take", 10, true, NEVER);
        session.submit(take);
        flushed();
        session.abandon(take);
        assertThat(flushed().getWithdrawnList()).containsExactly(1L);

        answer(1);

        assertThat(flushed().getGiveBackList()).containsExactly(1L);
        assertThat(told).isEmpty();
    }

    @Test
    void a_call_abandoned_after_its_answer_gives_it_back() {
        open();
        Exchange take = call("take", 10, true, NEVER);
        session.submit(take);
        flushed();
        answer(1);
        session.abandon(take);
        assertThat(flushed().getGiveBackList()).containsExactly(1L);
    }

    @Test
    void a_call_abandoned_before_it_left_never_leaves_and_leaves_no_gap() {
        open();
        ready = false;
        Exchange a = call("a");
        session.submit(a);
        session.submit(call("b"));
        session.abandon(a);
        ready = true;

        ClientFrame frame = flushed();
        assertThat(frame.getCallsCount()).isEqualTo(1);
        assertThat(frame.getFirstSeq()).isEqualTo(1);
        answer(1);
        assertThat(told).containsExactly("b answered");
    }

    @Test
    void a_withdrawn_call_still_hears_its_answer() {
        open();
        Exchange take = call("take", 10, true, NEVER);
        session.submit(take);
        flushed();
        session.withdraw(take);
        assertThat(flushed().getWithdrawnList()).containsExactly(1L);
        answer(1);
        assertThat(told).containsExactly("take answered");
    }

    @Test
    void a_call_withdrawn_before_it_left_is_answered_as_cancelled() {
        open();
        ready = false;
        Exchange take = call("take");
        session.submit(take);
        session.withdraw(take);
        assertThat(told).containsExactly("take ANSWERED");
        ready = true;
        sent.clear();
        session.flush();
        assertThat(sent).isEmpty();
    }

    // Time

    @Test
    void a_sent_call_that_is_late_fails_as_unanswered_and_is_withdrawn() {
        open();
        session.submit(call("late", 10, false, 1_000));
        session.submit(call("patient"));
        flushed();

        session.expire(999);
        assertThat(told).isEmpty();
        session.expire(1_000);
        assertThat(told).containsExactly("late UNANSWERED");
        assertThat(flushed().getWithdrawnList()).containsExactly(1L);

        answer(1);
        assertThat(told).containsExactly("late UNANSWERED");
        assertThat(flushed().getGiveBackList()).containsExactly(1L);
    }

    @Test
    void a_late_call_that_never_left_fails_as_not_sent() {
        open(1, 1 << 20);
        session.submit(call("a"));
        session.submit(call("late", 10, false, 1_000));
        flushed();
        session.expire(1_000);
        assertThat(told).containsExactly("late NOT_SENT");
        answer(1);
        sent.clear();
        session.flush();
        assertThat(sent).isEmpty();
    }

    // The end

    @Test
    void the_end_of_the_stream_fails_each_call_once_and_says_how_far_it_came() {
        open(1, 1 << 20);
        session.submit(call("sent"));
        session.submit(call("waiting"));
        flushed();
        Error gone = Error.newBuilder().setCode(Code.UNAVAILABLE).build();

        session.lost(gone);
        session.lost(gone);
        session.submit(call("later"));
        answer(1);

        assertThat(told)
                .containsExactly("over UNAVAILABLE", "sent LOST_DURING", "waiting LOST_BEFORE", "later LOST_BEFORE");
    }

    @Test
    void a_manager_that_stops_answers_first_and_then_ends_the_session() {
        open();
        session.submit(call("a"));
        session.submit(call("b"));
        flushed();

        session.received(ServerFrame.newBuilder()
                .addReplies(Reply.newBuilder().setSeq(1).setReply(ByteString.EMPTY))
                .setStopping(true)
                .build());

        assertThat(told).containsExactly("a answered", "over UNAVAILABLE", "b LOST_DURING");
    }

    @Test
    void tells_what_is_released_with_the_next_frame_or_alone() {
        open();
        session.submit(call("open", 10, false, NEVER));
        flushed();
        ObjectId object = ObjectId.newBuilder().setEpoch(1).setNumber(7).build();
        session.received(ServerFrame.newBuilder()
                .addReplies(
                        Reply.newBuilder().setSeq(1).setReply(ByteString.EMPTY).addReferences(object))
                .build());
        assertThat(told).containsSubsequence("received [7]", "open answered");

        session.release(1, object, 1);
        assertThat(session.hasUntold()).isTrue();
        sent.clear();
        session.tell();
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).getReleasedList())
                .containsExactly(
                        Released.newBuilder().setObject(object).setDeliveries(1).build());
        session.tell();
        assertThat(sent).as("told once").hasSize(1);
    }

    @Test
    void calls_that_may_park_do_not_keep_back_the_call_that_they_wait_for() {
        open(100, 50);
        for (String name : List.of("put 1", "put 2", "put 3")) {
            session.submit(new Exchange(
                    "Lists/Append", 7, ByteString.copyFrom(new byte[40]), true, false, 0, NEVER, 0, new Noted(name)));
        }
        session.submit(call("poll", 10, false, NEVER));
        assertThat(flushed().getCallsCount()).isEqualTo(4);
    }

    @Test
    void says_with_the_goodbye_what_was_received_and_what_was_not() {
        open();
        Exchange received = call("received", 10, true, NEVER);
        Exchange returned = call("returned", 10, true, NEVER);
        session.submit(received);
        session.submit(returned);
        flushed();
        answer(1, 2);
        session.acknowledge(received);
        session.giveBack(returned);
        ready = false;
        sent.clear();

        session.goodbye();

        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).getGoodbye()).isTrue();
        assertThat(sent.get(0).getAcknowledged().getBelow()).isEqualTo(3);
        assertThat(sent.get(0).getGiveBackList()).containsExactly(2L);
    }

    @Test
    void a_peer_that_does_not_speak_the_protocol_is_left() {
        session.connected(Key.nonce(), ByteString.EMPTY);
        session.received(ServerFrame.getDefaultInstance());
        assertThat(told).containsExactly("over UNIMPLEMENTED");
    }

    @Test
    void says_goodbye_behind_all_calls() {
        open();
        session.submit(call("a"));
        session.goodbye();
        assertThat(sent).hasSize(2);
        assertThat(sent.get(0).getCallsCount()).isEqualTo(1);
        assertThat(sent.get(1).getGoodbye()).isTrue();
    }

    // Resuming

    private void breaks() {
        session.disconnected(Error.newBuilder().setCode(Code.UNAVAILABLE).build());
        sent.clear();
    }

    /** Another stream, up to the welcome. */
    private ClientFrame resumes(long nextSeq, long lastNote) {
        sent.clear();
        session.connected(Key.nonce(), ByteString.EMPTY);
        ByteString nonce = Key.nonce();
        session.received(ServerFrame.newBuilder()
                .setChallenge(Challenge.newBuilder()
                        .setProtocol(Handshake.PROTOCOL)
                        .setNonce(nonce)
                        .setProof(key.proof(
                                Key.Side.MANAGER, sent.get(0).getHello().getNonce(), nonce, ByteString.EMPTY)))
                .build());
        ClientFrame attach = sent.get(1);
        sent.clear();
        session.received(ServerFrame.newBuilder()
                .setWelcome(Welcome.newBuilder()
                        .setSession(5)
                        .setNextSeq(nextSeq)
                        .setLastNote(lastNote)
                        .setWindowCalls(100)
                        .setWindowBytes(1 << 20)
                        .setMaxRequestBytes(1 << 20))
                .build());
        return attach;
    }

    @Test
    void a_broken_stream_fails_no_call_and_the_next_one_resumes_the_session() {
        open();
        session.submit(call("seen"));
        session.submit(call("unseen"));
        flushed();
        breaks();
        session.submit(call("meanwhile"));

        ClientFrame attach = resumes(2, 0);

        assertThat(attach.getAttach().getResume().getSession()).isEqualTo(5);
        assertThat(attach.getAttach().getResume().getSecret()).isEqualTo(SECRET);
        assertThat(sent).hasSize(2);
        assertThat(sent.get(0).getResumed()).isTrue();
        assertThat(sent.get(0).getFirstSeq()).isEqualTo(2);
        assertThat(sent.get(0).getCallsCount()).isEqualTo(1);
        assertThat(sent.get(1).getResumed()).isFalse();
        assertThat(sent.get(1).getFirstSeq()).isEqualTo(3);
        answer(1, 2, 3);
        assertThat(told)
                .containsExactly(
                        "broken UNAVAILABLE", "opened 5", "seen answered", "unseen answered", "meanwhile answered");
    }

    @Test
    void says_that_it_has_resumed_though_there_is_nothing_to_repeat() {
        open();
        breaks();
        resumes(1, 0);
        assertThat(sent)
                .singleElement()
                .satisfies(frame -> assertThat(frame.getResumed()).isTrue());
    }

    @Test
    void a_reply_that_comes_a_second_time_is_not_delivered_again() {
        open();
        session.submit(call("a"));
        flushed();
        answer(1);
        breaks();
        resumes(2, 0);
        answer(1);
        assertThat(told).containsExactly("a answered", "broken UNAVAILABLE", "opened 5");
    }

    @Test
    void what_went_back_and_may_not_have_been_heard_goes_back_again_in_front_of_what_is_acknowledged() {
        open();
        Exchange heard = call("heard", 10, true, NEVER);
        Exchange unheard = call("unheard", 10, true, NEVER);
        session.submit(heard);
        session.submit(unheard);
        session.submit(call("plain"));
        flushed();
        answer(1, 2, 3);
        session.giveBack(heard);
        assertThat(flushed().getNote()).isEqualTo(1);
        session.giveBack(unheard);
        assertThat(flushed().getNote()).isEqualTo(2);
        breaks();
        ObjectId object = ObjectId.newBuilder().setNumber(8).build();
        session.release(1, object, 2);

        resumes(4, 1);

        assertThat(sent).singleElement().satisfies(frame -> {
            assertThat(frame.getNote()).isEqualTo(2);
            assertThat(frame.getGiveBackList()).containsExactly(2L);
            assertThat(frame.getReleasedList())
                    .containsExactly(Released.newBuilder()
                            .setObject(object)
                            .setDeliveries(2)
                            .build());
            assertThat(frame.getAcknowledged().getBelow()).isEqualTo(4);
        });
    }

    @Test
    void what_an_answer_shows_to_have_been_heard_is_not_told_again() {
        open();
        Exchange unwanted = call("unwanted", 10, true, NEVER);
        session.submit(unwanted);
        flushed();
        answer(1);
        session.giveBack(unwanted);
        session.submit(call("next"));
        assertThat(flushed().getGiveBackList()).containsExactly(1L);
        answer(2);
        breaks();

        // A manager never says so; it shows what the client remembers.
        resumes(3, 0);

        assertThat(sent.get(0).getGiveBackList()).isEmpty();
    }

    @Test
    void all_acknowledgements_are_repeated_those_above_a_parked_call_too() {
        open();
        session.submit(call("parked"));
        session.submit(call("b"));
        session.submit(call("c"));
        flushed();
        answer(2, 3);
        session.tell();
        breaks();
        resumes(4, 0);
        assertThat(sent.get(0).getAcknowledged().getBelow()).isEqualTo(1);
        assertThat(sent.get(0).getAcknowledged().getRangesList())
                .containsExactly(Range.newBuilder().setFirst(2).setLast(3).build());
    }

    @Test
    void calls_withdrawn_before_or_meanwhile_are_withdrawn_again() {
        open();
        Exchange before = call("before");
        Exchange meanwhile = call("meanwhile");
        session.submit(before);
        session.submit(meanwhile);
        flushed();
        session.withdraw(before);
        assertThat(flushed().getWithdrawnList()).containsExactly(1L);
        breaks();
        session.withdraw(meanwhile);
        resumes(3, 0);
        assertThat(sent.get(0).getWithdrawnList()).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void a_session_that_the_manager_has_ended_is_lost_once() {
        open();
        session.submit(call("sent"));
        flushed();
        breaks();
        session.submit(call("waiting"));
        session.connected(Key.nonce(), ByteString.EMPTY);

        session.disconnected(Error.newBuilder().setCode(Code.NO_SUCH_SESSION).build());

        assertThat(told)
                .containsExactly(
                        "broken UNAVAILABLE", "over NO_SUCH_SESSION", "sent LOST_DURING", "waiting LOST_BEFORE");
    }

    @Test
    void time_runs_out_for_calls_while_there_is_no_stream() {
        open();
        session.submit(call("sent", 10, false, 1_000));
        flushed();
        breaks();
        session.submit(call("waiting", 10, false, 1_000));
        session.expire(1_000);
        assertThat(told).containsExactly("broken UNAVAILABLE", "sent UNANSWERED", "waiting NOT_SENT");
        resumes(2, 0);
        assertThat(sent.get(0).getWithdrawnList()).containsExactly(1L);
        assertThat(sent.get(0).getCallsCount()).isZero();
    }

    @Test
    void calls_on_what_was_found_in_another_session_are_not_sent() {
        open();
        session.submit(new Exchange(
                "Lists/Append", 7, ByteString.EMPTY, false, false, 0, NEVER, 2, new Noted("of another session")));
        session.submit(
                new Exchange("Lists/Append", 7, ByteString.EMPTY, false, false, 0, NEVER, 1, new Noted("of this")));
        assertThat(told).containsExactly("of another session LOST_BEFORE");
        assertThat(flushed().getCallsCount()).isEqualTo(1);
    }

    @Test
    void answers_of_an_earlier_session_are_nothing_to_a_later_one() {
        open();
        Exchange exchange = call("a", 10, true, NEVER);
        session.submit(exchange);
        flushed();
        answer(1);
        Exchange other = call("b", 10, true, NEVER);
        other.state = Exchange.State.ANSWERED;
        other.seq = 1;
        session.giveBack(other);
        session.acknowledge(other);
        sent.clear();
        session.flush();
        assertThat(sent).isEmpty();
        assertThat(session.hasUntold()).isFalse();
    }

    @Test
    void calls_fail_at_once_where_there_is_no_manager_to_wait_for() {
        session.submit(call("waiting"));
        session.unreachable(Error.newBuilder().setCode(Code.UNAVAILABLE).build());
        session.submit(call("later"));
        assertThat(told).containsExactly("waiting UNREACHABLE", "later UNREACHABLE");
        told.clear();
        sent.clear();
        open();
        session.submit(call("again"));
        assertThat(flushed().getCallsCount()).isEqualTo(1);
    }

    @Test
    void without_a_stream_there_is_nobody_to_say_goodbye_to() {
        open();
        breaks();
        assertThat(session.goodbye()).isFalse();
        resumes(1, 0);
        assertThat(session.goodbye()).isTrue();
    }

    @Test
    void what_is_sent_again_keeps_its_numbers_around_what_was_answered_meanwhile() {
        open();
        for (String name : List.of("a", "b", "c", "d")) {
            session.submit(call(name));
        }
        session.flush();
        session.received(ServerFrame.newBuilder()
                .addReplies(Reply.newBuilder().setSeq(2).setReply(ByteString.EMPTY))
                .build());
        sent.clear();
        session.received(ServerFrame.newBuilder().setResendFrom(1).build());
        session.flush();

        assertThat(sent).map(ClientFrame::getFirstSeq).containsExactly(1L, 3L);
        assertThat(sent).map(ClientFrame::getCallsCount).containsExactly(1, 2);
    }
}
