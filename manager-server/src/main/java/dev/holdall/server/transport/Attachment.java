package dev.holdall.server.transport;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.holdall.server.state.Attached;
import dev.holdall.server.state.Command;
import dev.holdall.server.state.Limit;
import dev.holdall.server.state.Limits;
import dev.holdall.server.state.Permit;
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
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The manager's half of the stream protocol of {@code session.proto}, as a plain object: events in, actions out.
 *
 * <p>Knows no gRPC, no thread and no clock. Not thread-safe: whoever drives it does so from one thread at a time, the stream's
 * event loop or a simulation.
 */
final class Attachment {
    /** Protocol version. */
    static final int PROTOCOL = 1;

    private static final int NONCE_BYTES = 32;
    private static final int SECRET_BYTES = 16;
    /** So much is kept of what a client says of itself, in characters. */
    private static final int MOST_OF_A_NAME = 200;
    /** And so much of what it says to be a key's id, in bytes. */
    private static final int MOST_OF_AN_ID = 16;

    /** What the attachment does. */
    interface Actions {
        /** Whether a frame can be sent now without piling up in memory. */
        boolean ready();

        void send(ServerFrame frame);

        void submit(Command command);

        /** The session has no stream any more; it ends unless another one speaks for it within so many milliseconds. */
        void vanished(long session, long attached, long graceMillis);

        /** Ends the stream in good order. */
        void finish();

        /** Ends the stream and says why. */
        void fail(Error error);

        /** Ends the stream of somebody whose credentials are missing or wrong, and says so. */
        void reject(Error error);
    }

    private enum Phase {
        HELLO,
        PROOF,
        OPENING,
        LIVE,
        OVER
    }

    private final KeyRing keys;
    private final ByteString binding;
    private final Limits limits;
    private final Grace grace;
    private final String version;
    private final long token;
    private final Supplier<ByteString> random;
    private final Actions actions;

    private final ArrayDeque<Reply> outbox = new ArrayDeque<>();
    private long outboxBytes;
    /** Of which so many are of calls that came on this stream. */
    private long newBytes;
    /** The number of the first call that came on this stream. */
    private long firstNew;

    /** From where the client is yet to be asked to send again; 0 for nowhere. */
    private long resendFrom;
    /** From where it was asked to, and has not done so yet; 0 for nowhere. */
    private long asked;

    private Phase phase = Phase.HELLO;
    private ByteString clientNonce = ByteString.EMPTY;
    private ByteString nonce = ByteString.EMPTY;
    private ByteString secret = ByteString.EMPTY;
    private String client = "";
    private boolean resuming;
    private long graceMillis;
    private ByteString keyId = ByteString.EMPTY;
    private KeyRing.@Nullable Entry entry;
    private @Nullable Permit permit;
    private long session;
    private long attached;

    /**
     * @param binding what ties the proofs to this connection, see {@code session.proto}; empty without TLS
     * @param token under which the answer to a command that opens or resumes a session comes back
     * @param random draws 32 unpredictable bytes
     */
    Attachment(
            KeyRing keys,
            ByteString binding,
            Limits limits,
            Grace grace,
            String version,
            long token,
            Supplier<ByteString> random,
            Actions actions) {
        this.keys = keys;
        this.binding = binding;
        this.limits = limits;
        this.grace = grace;
        this.version = version;
        this.token = token;
        this.random = random;
        this.actions = actions;
    }

    // Events -----------------------------------------------------------------------------------------------------

    /** A frame arrived. */
    void received(ClientFrame frame) {
        switch (phase) {
            case HELLO -> hello(frame);
            case PROOF -> attach(frame);
            case LIVE -> live(frame);
            case OPENING -> fail(Code.INVALID_ARGUMENT, "no frame follows before the welcome");
            case OVER -> {
                // It was on its way when the stream ended.
            }
        }
    }

    /** The session that was asked for began, or is resumed. */
    void opened(Attached opened) {
        session = opened.session();
        attached = opened.attached();
        firstNew = opened.nextSeq();
        if (phase != Phase.OPENING) {
            // The client went away meanwhile. It will come back to a session that it knows; nobody knows a new one.
            actions.vanished(session, attached, resuming ? graceMillis : 0);
            return;
        }
        phase = Phase.LIVE;
        if (permit == null || !keys.holds(permit)) {
            refused(Refusals.REMOVED);
            return;
        }
        actions.send(ServerFrame.newBuilder()
                .setWelcome(Welcome.newBuilder()
                        .setSession(session)
                        .setSecret(secret)
                        .setNextSeq(opened.nextSeq())
                        .setLastNote(opened.lastNote())
                        .setEpoch(opened.epoch())
                        .setGraceMillis(graceMillis)
                        .setWindowCalls((int) limits.of(Limit.WINDOW_CALLS))
                        .setWindowBytes(limits.of(Limit.WINDOW_BYTES))
                        .setMaxRequestBytes((int) limits.of(Limit.REQUEST_BYTES))
                        .setManager(version))
                .build());
    }

    /** The session that was asked for was refused, or broke a rule. */
    void refused(Error error) {
        if (phase != Phase.OVER) {
            end(0);
            actions.fail(error);
        }
    }

    /** The client does not read what is sent to it. Its session lives on, for a while. */
    void stuck(Error error) {
        if (phase != Phase.OVER) {
            end(graceMillis);
            actions.fail(error);
        }
    }

    /**
     * Another stream speaks for the session. If this one's client is still there, that was an earlier stream of its own, which it gave up and
     * which was late: it is told to come again, and does not lose a session that lives.
     */
    void superseded() {
        if (phase != Phase.OVER) {
            phase = Phase.OVER;
            forgetReplies();
            actions.fail(Statuses.error(Code.UNAVAILABLE, "another stream has resumed the session"));
        }
    }

    /** A reply is to be sent. */
    void reply(Reply reply) {
        if (phase == Phase.LIVE) {
            outbox.add(reply);
            booked(reply, 1);
        }
    }

    private void booked(Reply reply, int sign) {
        int bytes = sign * reply.getSerializedSize();
        outboxBytes += bytes;
        if (reply.getSeq() >= firstNew) {
            newBytes += bytes;
        }
    }

    /** The client is to send again from a number on. It is asked once. */
    void resend(long fromSeq) {
        if (asked != fromSeq) {
            asked = fromSeq;
            resendFrom = fromSeq;
        }
    }

    /** Replies may go out: all that waits, in as few frames as they fit. */
    void flush() {
        while (phase == Phase.LIVE && somethingWaits() && actions.ready()) {
            actions.send(nextFrame());
        }
    }

    private boolean somethingWaits() {
        return !outbox.isEmpty() || resendFrom != 0;
    }

    private ServerFrame nextFrame() {
        ServerFrame.Builder frame = ServerFrame.newBuilder();
        int size = 0;
        while (!outbox.isEmpty()) {
            int next = CodedOutputStream.computeMessageSize(ServerFrame.REPLIES_FIELD_NUMBER, outbox.peek());
            if (size > 0 && size + next > FrameMarshaller.FILLED_BYTES) {
                break;
            }
            Reply reply = outbox.remove();
            booked(reply, -1);
            frame.addReplies(reply);
            size += next;
        }
        // Behind all replies: what the client has received by then it acknowledges with what it sends again.
        int room = FrameMarshaller.FILLED_BYTES
                - CodedOutputStream.computeUInt64Size(ServerFrame.RESEND_FROM_FIELD_NUMBER, resendFrom);
        if (resendFrom != 0 && outbox.isEmpty() && size <= room) {
            frame.setResendFrom(resendFrom);
            resendFrom = 0;
        }
        return frame.build();
    }

    /** The manager is stopping. */
    void stop() {
        if (phase == Phase.OVER) {
            return;
        }
        boolean live = phase == Phase.LIVE;
        while (live && somethingWaits()) {
            // Ready or not: there is no later.
            actions.send(nextFrame());
        }
        end(graceMillis);
        if (live) {
            actions.send(ServerFrame.newBuilder().setStopping(true).build());
        }
        actions.fail(Statuses.error(Code.UNAVAILABLE, "the manager is stopping"));
    }

    /** The stream broke, or the client ended it. */
    void disconnected() {
        if (phase != Phase.OVER) {
            end(graceMillis);
        }
    }

    /** The handshake took too long: nothing is said of the key, and a client that was stopped for a while may come again. */
    void handshakeTimedOut() {
        if (phase == Phase.HELLO || phase == Phase.PROOF) {
            fail(Code.UNAVAILABLE, "the handshake took too long");
        }
    }

    /** Whether the next frame is to prove that the client has a key. */
    boolean awaitsProof() {
        return phase == Phase.PROOF;
    }

    /** Bytes of replies that wait for the client to read. */
    long outboxBytes() {
        return outboxBytes;
    }

    /**
     * Bytes of replies to what came on this stream. Replies to earlier calls of a session that was resumed come all at once, through no fault of
     * the client's, and cost nothing: the state keeps them anyway.
     */
    long newOutboxBytes() {
        return newBytes;
    }

    /** Who the client says it is, for people. */
    String client() {
        return client;
    }

    /** The name of the client's key if it has proven that it has it, the id of the key that it named if not. */
    String key() {
        return permit != null
                ? permit.key()
                : keyId.isEmpty() ? "" : "id " + HexFormat.of().formatHex(keyId.toByteArray());
    }

    // Handshake --------------------------------------------------------------------------------------------------

    private void hello(ClientFrame frame) {
        Hello hello = frame.getHello();
        if (!frame.hasHello() || hello.getNonce().size() != NONCE_BYTES) {
            fail(Code.UNAUTHENTICATED, "a stream begins with a hello and a nonce of " + NONCE_BYTES + " bytes");
        } else if (frame.hasAttach() || hasMore(frame)) {
            fail(Code.INVALID_ARGUMENT, "the frame of a hello has nothing else in it");
        } else if (hello.getProtocol() != PROTOCOL) {
            fail(
                    Code.UNIMPLEMENTED,
                    "this manager speaks protocol " + PROTOCOL + ", not "
                            + Integer.toUnsignedString(hello.getProtocol()));
        } else {
            // Here and nowhere later: it is told to other clients, too.
            client = Audit.name(hello.getClient(), MOST_OF_A_NAME);
            clientNonce = hello.getNonce();
            keyId = hello.getKeyId().substring(0, Math.min(hello.getKeyId().size(), MOST_OF_AN_ID));
            entry = keys.ofId(hello.getKeyId());
            nonce = random.get();
            phase = Phase.PROOF;
            actions.send(ServerFrame.newBuilder()
                    .setChallenge(Challenge.newBuilder()
                            .setProtocol(PROTOCOL)
                            .setNonce(nonce)
                            .setProof(entry.proof(clientNonce, nonce, binding)))
                    .build());
        }
    }

    private void attach(ClientFrame frame) {
        permit = entry == null ? null : entry.proven(frame.getAttach().getProof(), clientNonce, nonce, binding);
        if (permit == null) {
            end(0);
            actions.reject(Refusals.CREDENTIALS);
        } else if (frame.hasHello() || hasMore(frame)) {
            fail(Code.INVALID_ARGUMENT, "the frame of a proof has nothing else in it");
        } else {
            phase = Phase.OPENING;
            graceMillis = grace.granted(frame.getAttach().getGraceMillis());
            resuming = frame.getAttach().hasResume();
            secret = resuming
                    ? frame.getAttach().getResume().getSecret()
                    : random.get().substring(0, SECRET_BYTES);
            if (frame.getAttach().hasReplaces()) {
                Resume replaced = frame.getAttach().getReplaces();
                actions.submit(new Command.AbandonSession(replaced.getSession(), replaced.getSecret(), permit));
            }
            actions.submit(
                    resuming
                            ? new Command.ResumeSession(
                                    token, frame.getAttach().getResume().getSession(), secret, permit)
                            : new Command.OpenSession(token, secret, client, permit));
        }
    }

    /** Whether a frame of the handshake has something that would go unheard. */
    private static boolean hasMore(ClientFrame frame) {
        return frame.getCallsCount() > 0
                || frame.hasAcknowledged()
                || frame.getWithdrawnCount() > 0
                || frame.getGiveBackCount() > 0
                || frame.getUndecodableCount() > 0
                || frame.getReleasedCount() > 0
                || frame.getNote() != 0
                || frame.getResumed()
                || frame.getGoodbye();
    }

    // Life -------------------------------------------------------------------------------------------------------

    private void live(ClientFrame frame) {
        if (frame.hasHello() || frame.hasAttach()) {
            fail(Code.INVALID_ARGUMENT, "a stream shakes hands once");
            return;
        }
        if (frame.getResumed() && !resuming) {
            // All that is kept would be sent again, as often as somebody likes.
            fail(Code.INVALID_ARGUMENT, "a stream resumes a session once, and only if it did so in its handshake");
            return;
        }
        resuming &= !frame.getResumed();
        if (asked != 0 && frame.getCallsCount() > 0 && Long.compareUnsigned(frame.getFirstSeq(), asked) <= 0) {
            asked = 0;
        }
        // Calls behind the gap, which were under way when the client was asked, go on too: the state knows which number
        // comes next, and drops
        // them. What is known here may be older than the frame.
        actions.submit(new Command.Frame(session, attached, frame));
        if (frame.getGoodbye() && phase == Phase.LIVE) {
            end(0);
            actions.finish();
        }
    }

    private void fail(Code code, String message) {
        end(0);
        actions.fail(Statuses.error(code, message));
    }

    /** @param millis how long the session may go on without a stream */
    private void end(long millis) {
        boolean hadSession = phase == Phase.LIVE;
        phase = Phase.OVER;
        forgetReplies();
        if (hadSession) {
            actions.vanished(session, attached, millis);
        }
    }

    /** They are kept in the state until they are acknowledged. */
    private void forgetReplies() {
        outbox.clear();
        outboxBytes = 0;
        newBytes = 0;
    }
}
