package dev.holdall.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.holdall.server.key.Accepted;
import dev.holdall.server.state.Attached;
import dev.holdall.server.state.Command;
import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import dev.holdall.server.state.Permit;
import dev.holdall.server.state.Role;
import dev.holdall.v1.Acknowledged;
import dev.holdall.v1.Attach;
import dev.holdall.v1.Call;
import dev.holdall.v1.Challenge;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Code;
import dev.holdall.v1.Error;
import dev.holdall.v1.Hello;
import dev.holdall.v1.Reply;
import dev.holdall.v1.Resume;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.Welcome;
import dev.holdall.wire.FrameMarshaller;
import dev.holdall.wire.Key;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttachmentTest {
    private static final long TOKEN = 17;
    private static final long SESSION = 5;
    private static final ByteString BINDING = ByteString.copyFromUtf8("the certificate of this connection");
    private static final ByteString CLIENT_NONCE = ByteString.copyFromUtf8("c".repeat(32));

    private final Key key = Key.random();
    private final Limits limits = Limits.defaults(64 << 20);
    private final Stream stream = new Stream();
    private final List<ByteString> drawn = new ArrayList<>();
    private final Key second = Key.random();
    private final KeyRing keys = new KeyRing(List.of(accepted("main", key), accepted("second", second)));
    private final Attachment attachment =
            new Attachment(keys, BINDING, limits, new Grace(10_000, 60_000), "1.2.3", TOKEN, this::draw, stream);

    private static Accepted accepted(String name, Key secret) {
        return new Accepted(secret, new Permit(name, secret.id(), Role.ADMIN, List.of()));
    }

    private ByteString draw() {
        drawn.add(ByteString.copyFromUtf8(String.valueOf(drawn.size()).repeat(32)));
        return drawn.get(drawn.size() - 1);
    }

    /** What the attachment did. */
    private static final class Stream implements Attachment.Actions {
        final List<ServerFrame> sent = new ArrayList<>();
        final List<Command> submitted = new ArrayList<>();
        final List<Error> failures = new ArrayList<>();
        /** How long the session may go on, each time that it was left without a stream. */
        final List<Long> graces = new ArrayList<>();

        int finished;
        int rejected;
        /** How many frames can be sent before it is not ready. */
        int room = Integer.MAX_VALUE;

        @Override
        public boolean ready() {
            return sent.size() < room;
        }

        @Override
        public void send(ServerFrame frame) {
            assertThat(over()).as("over before %s", frame).isFalse();
            sent.add(frame);
        }

        @Override
        public void submit(Command command) {
            submitted.add(command);
        }

        @Override
        public void vanished(long session, long attached, long graceMillis) {
            submitted.add(new Command.EndSession(session, attached));
            graces.add(graceMillis);
        }

        @Override
        public void finish() {
            assertThat(over()).isFalse();
            finished++;
        }

        @Override
        public void fail(Error error) {
            assertThat(over()).isFalse();
            failures.add(error);
        }

        @Override
        public void reject(Error error) {
            fail(error);
            rejected++;
        }

        boolean over() {
            return finished + failures.size() > 0;
        }

        ServerFrame last() {
            return sent.get(sent.size() - 1);
        }

        void assertFailed(Code code) {
            assertThat(failures)
                    .singleElement()
                    .satisfies(error -> assertThat(error.getCode()).isEqualTo(code));
        }
    }

    private static ClientFrame hello(int protocol, ByteString nonce) {
        return ClientFrame.newBuilder()
                .setHello(
                        Hello.newBuilder().setProtocol(protocol).setNonce(nonce).setClient("host/1"))
                .build();
    }

    private static ClientFrame attach(ByteString proof) {
        return ClientFrame.newBuilder()
                .setAttach(Attach.newBuilder().setProof(proof))
                .build();
    }

    private Challenge challenged() {
        attachment.received(hello(1, CLIENT_NONCE));
        return stream.last().getChallenge();
    }

    private ByteString proof(Challenge challenge) {
        return key.proof(Key.Side.CLIENT, CLIENT_NONCE, challenge.getNonce(), BINDING);
    }

    private void live() {
        attachment.received(attach(proof(challenged())));
        attachment.opened(new Attached(SESSION, 1, 1, 0, 9));
        stream.sent.clear();
        stream.submitted.clear();
    }

    private static ClientFrame call() {
        return ClientFrame.newBuilder()
                .setFirstSeq(1)
                .addCalls(Call.newBuilder().setMethod(1))
                .build();
    }

    private static Reply reply(long seq, int bytes) {
        return Reply.newBuilder()
                .setSeq(seq)
                .setReply(ByteString.copyFrom(new byte[bytes]))
                .build();
    }

    private static List<Long> seqs(ServerFrame frame) {
        return frame.getRepliesList().stream().map(Reply::getSeq).toList();
    }

    @Nested
    class Handshake {
        @Test
        void whatAClientCallsItselfIsCleanedOnceForAllWhoAreTold() {
            attachment.received(ClientFrame.newBuilder()
                    .setHello(Hello.newBuilder()
                            .setProtocol(1)
                            .setNonce(CLIENT_NONCE)
                            .setClient("a\n\u001b[2J" + "x".repeat(193) + "😀y"))
                    .build());
            attachment.received(attach(proof(stream.last().getChallenge())));
            assertThat(((Command.OpenSession) stream.submitted.get(0)).client())
                    .isEqualTo("a\ufffd\ufffd[2J" + "x".repeat(193) + "😀")
                    .isEqualTo(attachment.client());
        }

        @Test
        void good() {
            Challenge challenge = challenged();
            assertThat(challenge.getProtocol()).isEqualTo(1);
            assertThat(challenge.getNonce()).isEqualTo(drawn.get(0));
            assertThat(key.proves(challenge.getProof(), Key.Side.MANAGER, CLIENT_NONCE, challenge.getNonce(), BINDING))
                    .isTrue();
            assertThat(attachment.client()).isEqualTo("host/1");
            assertThat(stream.submitted).isEmpty();

            attachment.received(attach(proof(challenge)));
            ByteString secret = drawn.get(1).substring(0, 16);
            assertThat(stream.submitted)
                    .containsExactly(new Command.OpenSession(
                            TOKEN, secret, "host/1", accepted("main", key).permit()));
            assertThat(stream.sent).hasSize(1);

            attachment.opened(new Attached(SESSION, 1, 1, 0, 9));
            Welcome welcome = stream.last().getWelcome();
            assertThat(welcome.getSession()).isEqualTo(SESSION);
            assertThat(welcome.getSecret()).isEqualTo(secret);
            assertThat(welcome.getNextSeq()).isEqualTo(1);
            assertThat(welcome.getWindowCalls()).isEqualTo((int) limits.of(Limit.WINDOW_CALLS));
            assertThat(welcome.getWindowBytes()).isEqualTo(limits.of(Limit.WINDOW_BYTES));
            assertThat(welcome.getMaxRequestBytes()).isEqualTo((int) limits.of(Limit.REQUEST_BYTES));
            assertThat(welcome.getManager()).isEqualTo("1.2.3");
            assertThat(stream.over()).isFalse();
        }

        private Challenge challengedWith(ByteString keyId) {
            ClientFrame hello = hello(1, CLIENT_NONCE);
            attachment.received(hello.toBuilder()
                    .setHello(hello.getHello().toBuilder().setKeyId(keyId))
                    .build());
            return stream.last().getChallenge();
        }

        @Test
        void theClientSaysWhichKeyItHas() {
            Challenge challenge = challengedWith(second.id());
            assertThat(second.proves(
                            challenge.getProof(), Key.Side.MANAGER, CLIENT_NONCE, challenge.getNonce(), BINDING))
                    .isTrue();
            attachment.received(attach(second.proof(Key.Side.CLIENT, CLIENT_NONCE, challenge.getNonce(), BINDING)));
            assertThat(stream.submitted)
                    .singleElement()
                    .satisfies(command -> assertThat(((Command.OpenSession) command).permit())
                            .isEqualTo(accepted("second", second).permit()));
            assertThat(attachment.key()).isEqualTo("second");
        }

        @Test
        void theKeyThatWasNamedIsTheOneThatCounts() {
            challengedWith(second.id());
            refusedProof(proof(stream.last().getChallenge()));
        }

        @Test
        void anUnknownKeyIsRefusedLikeAWrongProof() {
            ByteString wrong = ByteString.copyFrom(new byte[32]);
            challengedWith(second.id());
            refusedProof(wrong);
            for (ByteString unknown : List.of(
                    Key.random().id(),
                    ByteString.copyFromUtf8("x"),
                    ByteString.copyFrom(new byte[1_000]),
                    second.id().concat(ByteString.copyFrom(new byte[1])))) {
                AttachmentTest other = new AttachmentTest();
                other.new Handshake().challengedWith(unknown);
                other.attachment.received(attach(wrong));
                assertThat(other.stream.failures).isEqualTo(stream.failures);
                assertThat(other.stream.rejected).isEqualTo(stream.rejected);
                assertThat(other.stream.sent).hasSameSizeAs(stream.sent);
                assertThat(other.stream.last().getSerializedSize())
                        .isEqualTo(stream.last().getSerializedSize());
                assertThat(other.attachment.key()).hasSizeLessThan(40);
            }
        }

        @Test
        void aKeyThatIsRemovedMeanwhileOpensNothing() {
            attachment.received(attach(proof(challenged())));
            keys.replace(List.of(accepted("second", second)));
            attachment.opened(new Attached(SESSION, 1, 1, 0, 9));
            stream.assertFailed(Code.UNAUTHENTICATED);
            assertThat(stream.submitted).contains(new Command.EndSession(SESSION, 1));
            assertThat(stream.sent).noneMatch(ServerFrame::hasWelcome);
        }

        private void refusedProof(ByteString proof) {
            attachment.received(attach(proof));
            stream.assertFailed(Code.UNAUTHENTICATED);
            assertThat(stream.rejected).isEqualTo(1);
            assertThat(stream.submitted).isEmpty();
        }

        @Test
        void wrongProof() {
            Challenge challenge = challenged();
            refusedProof(Key.random().proof(Key.Side.CLIENT, CLIENT_NONCE, challenge.getNonce(), BINDING));
        }

        @Test
        void proofOfAnotherStream() {
            challenged();
            refusedProof(key.proof(Key.Side.CLIENT, CLIENT_NONCE, ByteString.copyFromUtf8("x".repeat(32)), BINDING));
        }

        @Test
        void proofForAConnectionWithAnotherCertificate() {
            Challenge challenge = challenged();
            refusedProof(key.proof(
                    Key.Side.CLIENT,
                    CLIENT_NONCE,
                    challenge.getNonce(),
                    ByteString.copyFromUtf8("another certificate")));
        }

        @Test
        void proofForAConnectionWithoutTls() {
            refusedProof(key.proof(Key.Side.CLIENT, CLIENT_NONCE, challenged().getNonce(), ByteString.EMPTY));
        }

        @Test
        void missingProof() {
            challenged();
            refusedProof(ByteString.EMPTY);
        }

        @Test
        void managersOwnProofSentBack() {
            refusedProof(challenged().getProof());
        }

        @Test
        void missingAndWrongProofAreToldInTheSameWords() {
            challenged();
            refusedProof(ByteString.EMPTY);
            AttachmentTest other = new AttachmentTest();
            other.challenged();
            other.attachment.received(attach(ByteString.copyFromUtf8("wrong")));
            assertThat(other.stream.failures).isEqualTo(stream.failures);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 2, -1})
        void wrongProtocol(int protocol) {
            attachment.received(hello(protocol, CLIENT_NONCE));
            stream.assertFailed(Code.UNIMPLEMENTED);
            assertThat(stream.failures.get(0).getMessage()).contains(Integer.toUnsignedString(protocol));
            assertThat(stream.sent).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 31, 33})
        void nonceOfAnotherLength(int length) {
            attachment.received(hello(1, ByteString.copyFrom(new byte[length])));
            stream.assertFailed(Code.UNAUTHENTICATED);
        }

        @Test
        void streamThatDoesNotBeginWithAHello() {
            attachment.received(attach(ByteString.EMPTY));
            stream.assertFailed(Code.UNAUTHENTICATED);
        }

        @Test
        void callBeforeTheChallengeIsAnswered() {
            challenged();
            attachment.received(call());
            stream.assertFailed(Code.UNAUTHENTICATED);
            assertThat(stream.submitted).isEmpty();
        }

        @Test
        void secondHelloInsteadOfAProof() {
            challenged();
            attachment.received(hello(1, CLIENT_NONCE));
            stream.assertFailed(Code.UNAUTHENTICATED);
        }

        @Test
        void secondHelloLater() {
            live();
            attachment.received(hello(1, CLIENT_NONCE));
            stream.assertFailed(Code.INVALID_ARGUMENT);
            assertThat(stream.submitted).containsExactly(new Command.EndSession(SESSION, 1));
        }

        @Test
        void frameBeforeTheWelcome() {
            attachment.received(attach(proof(challenged())));
            attachment.received(call());
            stream.assertFailed(Code.INVALID_ARGUMENT);
            // The session that begins all the same is ended.
            attachment.opened(new Attached(SESSION, 1, 1, 0, 9));
            assertThat(stream.submitted).last().isEqualTo(new Command.EndSession(SESSION, 1));
        }

        static List<ClientFrame> nothingElse() {
            return List.of(
                    call(),
                    ClientFrame.newBuilder().addWithdrawn(1).build(),
                    ClientFrame.newBuilder().addGiveBack(1).build(),
                    ClientFrame.newBuilder()
                            .setAcknowledged(Acknowledged.getDefaultInstance())
                            .build(),
                    ClientFrame.newBuilder().setGoodbye(true).build());
        }

        @ParameterizedTest
        @MethodSource("nothingElse")
        void helloWithSomethingElseInIt(ClientFrame more) {
            attachment.received(
                    hello(1, CLIENT_NONCE).toBuilder().mergeFrom(more).build());
            stream.assertFailed(Code.INVALID_ARGUMENT);
            assertThat(stream.sent).isEmpty();
        }

        @ParameterizedTest
        @MethodSource("nothingElse")
        void proofWithSomethingElseBesideIt(ClientFrame more) {
            attachment.received(
                    attach(proof(challenged())).toBuilder().mergeFrom(more).build());
            stream.assertFailed(Code.INVALID_ARGUMENT);
            assertThat(stream.submitted).isEmpty();
        }

        private void resume(ByteString secret) {
            Challenge challenge = challenged();
            attachment.received(ClientFrame.newBuilder()
                    .setAttach(Attach.newBuilder()
                            .setProof(proof(challenge))
                            .setResume(Resume.newBuilder().setSession(SESSION).setSecret(secret)))
                    .build());
        }

        @Test
        void resumeAsksForTheSessionAndTheWelcomeSaysWhereItStands() {
            ByteString secret = ByteString.copyFromUtf8("the secret of it");
            resume(secret);
            assertThat(stream.submitted)
                    .containsExactly(new Command.ResumeSession(
                            TOKEN, SESSION, secret, accepted("main", key).permit()));
            attachment.opened(new Attached(SESSION, 3, 12, 4, 9));
            Welcome welcome = stream.last().getWelcome();
            assertThat(welcome.getSession()).isEqualTo(SESSION);
            assertThat(welcome.getSecret()).isEqualTo(secret);
            assertThat(welcome.getNextSeq()).isEqualTo(12);
            assertThat(welcome.getLastNote()).isEqualTo(4);
            assertThat(welcome.getEpoch()).isEqualTo(9);
        }

        @Test
        void resumedIsSaidOnce_andOnlyByWhoResumed() {
            resume(ByteString.copyFromUtf8("the secret of it"));
            attachment.opened(new Attached(SESSION, 3, 12, 4, 9));
            ClientFrame resumed = ClientFrame.newBuilder().setResumed(true).build();
            attachment.received(resumed);
            assertThat(stream.submitted).hasSize(2);
            assertThat(stream.failures).isEmpty();
            attachment.received(resumed);
            stream.assertFailed(Code.INVALID_ARGUMENT);
        }

        @Test
        void resumedIsNotSaidOfANewSession() {
            live();
            attachment.received(ClientFrame.newBuilder().setResumed(true).build());
            stream.assertFailed(Code.INVALID_ARGUMENT);
        }

        @Test
        void repliesToEarlierCallsAreNotHeldAgainstWhoResumed() {
            resume(ByteString.copyFromUtf8("the secret of it"));
            stream.room = 2;
            attachment.opened(new Attached(SESSION, 3, 12, 4, 9));
            attachment.reply(reply(11, 1_000));
            assertThat(attachment.outboxBytes()).isGreaterThan(1_000);
            assertThat(attachment.newOutboxBytes()).isZero();
            attachment.reply(reply(12, 1_000));
            assertThat(attachment.newOutboxBytes()).isBetween(1_000L, 1_100L);
            stream.room = 3;
            attachment.flush();
            assertThat(attachment.outboxBytes()).isZero();
            assertThat(attachment.newOutboxBytes()).isZero();
        }

        @Test
        void resumeOfASessionThatIsGone() {
            resume(ByteString.copyFromUtf8("the secret of it"));
            attachment.refused(Statuses.error(Code.NO_SUCH_SESSION, "the session has ended"));
            stream.assertFailed(Code.NO_SUCH_SESSION);
            assertThat(stream.graces).isEmpty();
        }

        @Test
        void clientThatLeavesWhileItResumesMayComeBack() {
            resume(ByteString.copyFromUtf8("the secret of it"));
            attachment.disconnected();
            attachment.opened(new Attached(SESSION, 3, 12, 4, 9));
            assertThat(stream.submitted).last().isEqualTo(new Command.EndSession(SESSION, 3));
            assertThat(stream.graces).containsExactly(10_000L);
        }

        @Test
        void theGraceTimeIsTheManagersUnlessAnotherOneIsAskedForAndHasABound() {
            assertThat(graceGranted(0)).isEqualTo(10_000);
            assertThat(graceGranted(5)).isEqualTo(5);
            assertThat(graceGranted(60_000)).isEqualTo(60_000);
            assertThat(graceGranted(60_001)).isEqualTo(60_000);
            assertThat(graceGranted(-1)).isEqualTo(60_000);
        }

        private long graceGranted(long asked) {
            Stream one = new Stream();
            Attachment asking =
                    new Attachment(keys, BINDING, limits, new Grace(10_000, 60_000), "1.2.3", TOKEN, Key::nonce, one);
            asking.received(hello(1, CLIENT_NONCE));
            asking.received(ClientFrame.newBuilder()
                    .setAttach(Attach.newBuilder()
                            .setProof(proof(one.last().getChallenge()))
                            .setGraceMillis(asked))
                    .build());
            asking.opened(new Attached(SESSION, 1, 1, 0, 9));
            asking.disconnected();
            assertThat(one.graces).containsExactly(one.last().getWelcome().getGraceMillis());
            return one.graces.get(0);
        }

        @Test
        void resumeWithoutProofIsNotToldWhetherTheSessionExists() {
            challenged();
            attachment.received(ClientFrame.newBuilder()
                    .setAttach(Attach.newBuilder().setResume(Resume.newBuilder().setSession(SESSION)))
                    .build());
            stream.assertFailed(Code.UNAUTHENTICATED);
        }

        @Test
        void thatTakesTooLongSaysNothingOfTheKey_soThatAnHonestClientComesAgain() {
            challenged();
            attachment.handshakeTimedOut();
            stream.assertFailed(Code.UNAVAILABLE);
            attachment.received(attach(ByteString.EMPTY));
            assertThat(stream.failures).hasSize(1);
        }

        @Test
        void thatWasDoneInTime() {
            live();
            attachment.handshakeTimedOut();
            assertThat(stream.over()).isFalse();
        }

        @Test
        void sessionThatIsRefused() {
            attachment.received(attach(proof(challenged())));
            attachment.refused(Statuses.error(Code.LIMIT_EXCEEDED, "too many"));
            stream.assertFailed(Code.LIMIT_EXCEEDED);
            attachment.disconnected();
            assertThat(stream.submitted).hasSize(1);
        }
    }

    @Nested
    class Frames {
        @Test
        void goToTheSessionAsTheyAre() {
            live();
            attachment.received(call());
            assertThat(stream.submitted).containsExactly(new Command.Frame(SESSION, 1, call()));
        }

        @Test
        void repliesThatWaitLeaveInOne() {
            live();
            for (int seq = 1; seq <= 3; seq++) {
                attachment.reply(reply(seq, 10));
            }
            assertThat(stream.sent).isEmpty();
            assertThat(attachment.outboxBytes()).isPositive();
            attachment.flush();
            assertThat(stream.sent)
                    .singleElement()
                    .satisfies(frame -> assertThat(seqs(frame)).containsExactly(1L, 2L, 3L));
            assertThat(attachment.outboxBytes()).isZero();
            attachment.flush();
            assertThat(stream.sent).hasSize(1);
        }

        @Test
        void arePackedIntoAsFewFramesAsTheyFit() {
            live();
            for (int seq = 1; seq <= 100; seq++) {
                attachment.reply(reply(seq, 1_000));
            }
            attachment.flush();
            assertThat(stream.sent).hasSizeBetween(7, 8);
            assertThat(stream.sent).allMatch(frame -> frame.getSerializedSize() <= FrameMarshaller.FILLED_BYTES);
            assertThat(stream.sent.subList(0, stream.sent.size() - 1))
                    .allMatch(frame -> frame.getSerializedSize() > FrameMarshaller.FILLED_BYTES - 1_100);
            assertThat(stream.sent.stream().flatMap(frame -> seqs(frame).stream()))
                    .isSorted()
                    .hasSize(100);
        }

        @Test
        void fullToTheLastByteAreNotTooLargeWithAResend() {
            live();
            int around =
                    ServerFrame.newBuilder().addReplies(reply(1, 5_000)).build().getSerializedSize() - 5_000;
            int each = FrameMarshaller.FILLED_BYTES / 2 - around;
            attachment.reply(reply(1, each));
            attachment.reply(reply(2, each));
            attachment.resend(Long.MAX_VALUE);
            attachment.flush();
            assertThat(stream.sent).allMatch(frame -> frame.getSerializedSize() <= FrameMarshaller.FILLED_BYTES);
            assertThat(stream.sent.stream()
                            .mapToInt(ServerFrame::getRepliesCount)
                            .sum())
                    .isEqualTo(2);
            stream.sent.clear();
            attachment.reply(reply(1, each));
            attachment.reply(reply(2, each));
            attachment.flush();
            assertThat(stream.sent)
                    .singleElement()
                    .satisfies(frame -> assertThat(frame.getSerializedSize()).isEqualTo(FrameMarshaller.FILLED_BYTES));
        }

        @Test
        void oneLargerReplyGoesAlone() {
            live();
            attachment.reply(reply(1, 10));
            attachment.reply(reply(2, 1 << 20));
            attachment.reply(reply(3, 10));
            attachment.flush();
            assertThat(stream.sent.stream().map(AttachmentTest::seqs))
                    .containsExactly(List.of(1L), List.of(2L), List.of(3L));
        }

        @Test
        void waitUntilTheStreamIsReady() {
            live();
            stream.room = 0;
            for (int seq = 1; seq <= 3; seq++) {
                attachment.reply(reply(seq, 200_000));
            }
            attachment.flush();
            assertThat(stream.sent).isEmpty();
            assertThat(attachment.outboxBytes()).isGreaterThan(600_000);
            stream.room = 2;
            attachment.flush();
            assertThat(stream.sent.stream().map(AttachmentTest::seqs)).containsExactly(List.of(1L), List.of(2L));
            assertThat(attachment.outboxBytes()).isBetween(200_000L, 201_000L);
        }

        @Test
        void askToSendAgain() {
            live();
            attachment.resend(7);
            attachment.flush();
            attachment.flush();
            assertThat(stream.sent)
                    .containsExactly(ServerFrame.newBuilder().setResendFrom(7).build());
            attachment.resend(9);
            attachment.reply(reply(8, 1));
            attachment.flush();
            assertThat(stream.last().getResendFrom()).isEqualTo(9);
            assertThat(seqs(stream.last())).containsExactly(8L);
        }

        @Test
        void askToSendAgainBehindAllOthersAndOnce() {
            live();
            attachment.resend(9);
            attachment.resend(9);
            attachment.reply(reply(7, 10_000));
            attachment.reply(reply(8, 10_000));
            attachment.flush();
            assertThat(stream.sent.stream().map(ServerFrame::getResendFrom)).containsExactly(0L, 9L);
            attachment.resend(9);
            stream.sent.clear();
            attachment.flush();
            assertThat(stream.sent).isEmpty();
        }

        @Test
        void passOnCallsBehindAGapWhichTheStateDropsAndAskForThemOnce() {
            live();
            attachment.resend(5);
            attachment.flush();
            stream.submitted.clear();
            ClientFrame stray =
                    call().toBuilder().setFirstSeq(6).addWithdrawn(3).build();
            attachment.received(stray);
            attachment.resend(5);
            attachment.flush();
            assertThat(stream.submitted).containsExactly(new Command.Frame(SESSION, 1, stray));
            assertThat(stream.sent.stream().map(ServerFrame::getResendFrom)).containsExactly(5L);
        }

        @Test
        void passOnWhatFollowsAlthoughTheStateAskedForEarlierCallsMeanwhile() {
            live();
            // The client has sent from 5 on by the time that the state is heard to have missed 5: it will not send 5
            // again.
            attachment.received(call().toBuilder().setFirstSeq(5).build());
            attachment.resend(5);
            attachment.flush();
            stream.submitted.clear();
            ClientFrame next = call().toBuilder().setFirstSeq(6).build();
            attachment.received(next);
            assertThat(stream.submitted).containsExactly(new Command.Frame(SESSION, 1, next));
        }

        @Test
        void askAgainWhatWasSentAgainAndDroppedAgain() {
            live();
            attachment.resend(5);
            attachment.flush();
            attachment.received(call().toBuilder().setFirstSeq(5).build());
            attachment.resend(5);
            attachment.flush();
            assertThat(stream.sent.stream().map(ServerFrame::getResendFrom)).containsExactly(5L, 5L);
        }

        @Test
        void doNotLeaveBeforeTheWelcome() {
            challenged();
            attachment.reply(reply(1, 1));
            attachment.flush();
            assertThat(stream.sent).hasSize(1);
            assertThat(attachment.outboxBytes()).isZero();
        }
    }

    @Nested
    class End {
        @Test
        void goodbyeEndsTheSessionAfterItsFrame() {
            live();
            ClientFrame goodbye = call().toBuilder().setGoodbye(true).build();
            attachment.received(goodbye);
            assertThat(stream.submitted)
                    .containsExactly(new Command.Frame(SESSION, 1, goodbye), new Command.EndSession(SESSION, 1));
            assertThat(stream.finished).isEqualTo(1);
            assertThat(stream.graces).containsExactly(0L);
            attachment.disconnected();
            attachment.received(call());
            attachment.reply(reply(1, 1));
            attachment.flush();
            assertThat(stream.submitted).hasSize(2);
            assertThat(stream.sent).isEmpty();
        }

        @Test
        void disconnectionLeavesTheSessionItsGraceTimeOnce() {
            live();
            attachment.reply(reply(1, 100));
            attachment.disconnected();
            attachment.disconnected();
            assertThat(stream.graces).containsExactly(10_000L);
            assertThat(stream.submitted).containsExactly(new Command.EndSession(SESSION, 1));
            assertThat(attachment.outboxBytes()).isZero();
            attachment.flush();
            assertThat(stream.sent).isEmpty();
        }

        @Test
        void disconnectionBeforeTheSessionBeganEndsItAsSoonAsItDoes() {
            attachment.received(attach(proof(challenged())));
            attachment.disconnected();
            assertThat(stream.submitted).hasSize(1);
            attachment.opened(new Attached(SESSION, 1, 1, 0, 9));
            assertThat(stream.submitted).last().isEqualTo(new Command.EndSession(SESSION, 1));
            assertThat(stream.sent).hasSize(1);
        }

        @Test
        void disconnectionDuringTheHandshakeLeavesNothing() {
            challenged();
            attachment.disconnected();
            attachment.received(attach(ByteString.EMPTY));
            assertThat(stream.submitted).isEmpty();
            assertThat(stream.over()).isFalse();
        }

        @Test
        void clientThatDoesNotReadLosesItsStreamAndKeepsItsSession() {
            live();
            attachment.stuck(Statuses.error(Code.LIMIT_EXCEEDED, "does not read"));
            stream.assertFailed(Code.LIMIT_EXCEEDED);
            assertThat(stream.graces).containsExactly(10_000L);
        }

        @Test
        void streamThatAnotherOneTookThePlaceOfIsClosedAndLeavesTheSessionAlone() {
            live();
            attachment.superseded();
            // Not that there is no session: a client that is still there is to resume it.
            stream.assertFailed(Code.UNAVAILABLE);
            attachment.disconnected();
            assertThat(stream.submitted).isEmpty();
        }

        @Test
        void violationEndsTheSessionAndTellsWhy() {
            live();
            attachment.refused(Statuses.error(Code.LIMIT_EXCEEDED, "window"));
            attachment.refused(Statuses.error(Code.LIMIT_EXCEEDED, "window"));
            stream.assertFailed(Code.LIMIT_EXCEEDED);
            assertThat(stream.submitted).containsExactly(new Command.EndSession(SESSION, 1));
            assertThat(stream.graces).containsExactly(0L);
        }

        @Test
        void stopSendsWhatWaitsAndSaysSo() {
            live();
            attachment.reply(reply(1, 10));
            attachment.stop();
            assertThat(stream.sent).hasSize(2);
            assertThat(seqs(stream.sent.get(0))).containsExactly(1L);
            assertThat(stream.last().getStopping()).isTrue();
            assertThat(stream.submitted).containsExactly(new Command.EndSession(SESSION, 1));
            stream.assertFailed(Code.UNAVAILABLE);
            attachment.stop();
            attachment.disconnected();
            assertThat(stream.submitted).hasSize(1);
        }

        @Test
        void stopSendsWhatWaitsThoughTheStreamIsNotReady() {
            live();
            stream.room = 0;
            for (int seq = 1; seq <= 3; seq++) {
                attachment.reply(reply(seq, 200_000));
            }
            attachment.stop();
            assertThat(stream.sent.stream().flatMap(frame -> seqs(frame).stream()))
                    .containsExactly(1L, 2L, 3L);
            assertThat(stream.last().getStopping()).isTrue();
        }

        @Test
        void stopDuringTheHandshake() {
            attachment.received(attach(proof(challenged())));
            attachment.stop();
            assertThat(stream.sent).hasSize(1);
            stream.assertFailed(Code.UNAVAILABLE);
            attachment.opened(new Attached(SESSION, 1, 1, 0, 9));
            assertThat(stream.submitted).last().isEqualTo(new Command.EndSession(SESSION, 1));
        }
    }
}
