package dev.holdall.server.transport;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdall.fuzz.FuzzInput;
import dev.holdall.server.key.Accepted;
import dev.holdall.server.state.Attached;
import dev.holdall.server.state.Command;
import dev.holdall.server.state.Limits;
import dev.holdall.server.state.Permit;
import dev.holdall.server.state.Role;
import dev.holdall.v1.Attach;
import dev.holdall.v1.Call;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Error;
import dev.holdall.v1.Hello;
import dev.holdall.v1.Resume;
import dev.holdall.v1.ServerFrame;
import dev.holdall.wire.Key;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Streams that shake hands in whatever way the input says: proofs of other streams, of other keys, of the manager itself, of other
 * connections, noise. None of them gets a session, or anything done, unless it has proven that it has a key, and then under that key.
 */
final class HandshakeTarget {
    private static final ByteString BINDING = ByteString.copyFromUtf8("this connection");
    private static final Key MAIN = Key.parse("11".repeat(32));
    private static final Key SECOND = Key.parse("22".repeat(32));
    private static final Key STRANGE = Key.parse("33".repeat(32));
    private static final List<Key> KEYS = List.of(MAIN, SECOND, STRANGE);
    private static final int MOST_STREAMS = 4;
    private static final int MOST_FRAMES = 8;

    private final FuzzInput input;
    private final KeyRing keys =
            new KeyRing(List.of(accepted("main", MAIN, Role.ADMIN), accepted("second", SECOND, Role.READ)));
    /** All proofs that were ever seen on the way, and nonces. */
    private final List<ByteString> overheard = new ArrayList<>(List.of(ByteString.EMPTY));

    private int drawn;

    private HandshakeTarget(FuzzInput input) {
        this.input = input;
    }

    static void run(byte[] bytes) {
        HandshakeTarget target = new HandshakeTarget(new FuzzInput(bytes));
        for (int i = 0; i < MOST_STREAMS && !target.input.isUsedUp(); i++) {
            target.new Stream().run();
        }
    }

    /** A stream that gets in, by the main key and by the second, and one that has a strange key. */
    static List<byte[]> samples() {
        return List.of(
                new byte[] {0, 32, 1, 0, 0, 1, 0, 0, 0, 2, 3, 4},
                new byte[] {0, 32, 1, 1, 0, 1, 1, 0, 0, 2, 3, 4},
                new byte[] {0, 32, 1, 2, 0, 1, 2, 0, 0, 2, 3, 4});
    }

    private static Accepted accepted(String name, Key secret, Role role) {
        return new Accepted(secret, new Permit(name, secret.id(), role, List.of()));
    }

    private ByteString draw() {
        byte[] nonce = new byte[32];
        nonce[31] = (byte) ++drawn;
        return ByteString.copyFrom(nonce);
    }

    private final class Stream implements Attachment.Actions {
        private final Attachment attachment = new Attachment(
                keys,
                BINDING,
                Limits.defaults(64 << 20),
                new Grace(10_000, 60_000),
                "fuzz",
                1,
                HandshakeTarget.this::draw,
                this);

        private ByteString clientNonce = ByteString.EMPTY;
        private ByteString managerNonce = ByteString.EMPTY;
        private ByteString sentProof = ByteString.EMPTY;
        /** The keys that the proof which was sent last is right for. */
        private final Set<Key> proven = new HashSet<>();

        private boolean challenged;
        private boolean opened;
        private boolean over;

        void run() {
            for (int i = 0; i < MOST_FRAMES && !input.isUsedUp(); i++) {
                switch (input.below(6)) {
                    case 0 -> hello();
                    case 1 -> attach();
                    case 2 -> {
                        if (opened) {
                            attachment.opened(new Attached(5, 1, 1, 0, 9));
                        }
                    }
                    case 3 ->
                        attachment.received(ClientFrame.newBuilder()
                                .setFirstSeq(input.number())
                                .addCalls(Call.newBuilder().setMethod((int) input.number()))
                                .build());
                    case 4 -> {
                        try {
                            attachment.received(ClientFrame.parseFrom(input.octets(100)));
                        } catch (InvalidProtocolBufferException e) {
                            // gRPC refuses it.
                        }
                    }
                    default -> end();
                }
                attachment.flush();
            }
        }

        private void end() {
            switch (input.below(4)) {
                case 0 -> attachment.disconnected();
                case 1 -> attachment.handshakeTimedOut();
                case 2 -> attachment.stop();
                default -> attachment.resend(input.number());
            }
        }

        private void hello() {
            ByteString nonce = input.once(4) ? input.oneOf(overheard) : ByteString.copyFrom(new byte[input.below(40)]);
            Hello.Builder hello =
                    Hello.newBuilder().setNonce(nonce).setProtocol(input.once(6) ? (int) input.number() : 1);
            hello.setKeyId(input.once(4) ? input.octets(20) : input.oneOf(KEYS).id());
            if (!challenged) {
                clientNonce = nonce;
            }
            attachment.received(more(ClientFrame.newBuilder().setHello(hello.setClient(input.text(30)))));
        }

        private ClientFrame more(ClientFrame.Builder frame) {
            switch (input.below(12)) {
                case 9 -> frame.setGoodbye(true);
                case 10 -> frame.setNote(input.number());
                case 11 -> frame.addWithdrawn(input.number());
                default -> {
                    // Nothing else in it.
                }
            }
            return frame.build();
        }

        private void attach() {
            Key key = input.oneOf(KEYS);
            sentProof = switch (input.below(8)) {
                case 4 -> key.proof(Key.Side.MANAGER, clientNonce, managerNonce, BINDING);
                case 5 -> input.oneOf(overheard);
                case 6 -> key.proof(Key.Side.CLIENT, clientNonce, managerNonce, ByteString.EMPTY);
                case 7 -> input.damaged(key.proof(Key.Side.CLIENT, clientNonce, managerNonce, BINDING));
                default -> key.proof(Key.Side.CLIENT, clientNonce, managerNonce, BINDING);
            };
            overheard.add(sentProof);
            proven.clear();
            for (Key accepted : List.of(MAIN, SECOND)) {
                if (sentProof.equals(accepted.proof(Key.Side.CLIENT, clientNonce, managerNonce, BINDING))) {
                    proven.add(accepted);
                }
            }
            Attach.Builder attach = Attach.newBuilder().setProof(sentProof).setGraceMillis(input.number());
            if (input.once(3)) {
                attach.setResume(Resume.newBuilder().setSession(input.number()).setSecret(input.octets(20)));
            }
            attachment.received(more(ClientFrame.newBuilder().setAttach(attach)));
        }

        @Override
        public boolean ready() {
            return !input.once(10);
        }

        @Override
        public void send(ServerFrame frame) {
            require(!over, "nothing is sent after the end");
            if (frame.hasChallenge()) {
                require(!challenged, "a stream is challenged once");
                challenged = true;
                managerNonce = frame.getChallenge().getNonce();
                overheard.add(frame.getChallenge().getProof());
                overheard.add(managerNonce);
            } else {
                require(opened, "nobody is told anything before a session was opened for him");
            }
        }

        @Override
        public void submit(Command command) {
            Permit permit = null;
            if (command instanceof Command.OpenSession open) {
                permit = open.permit();
            } else if (command instanceof Command.ResumeSession resume) {
                permit = resume.permit();
            }
            if (permit == null) {
                require(opened, "nothing is done before a session was opened");
                return;
            }
            Permit given = permit;
            require(challenged && !opened, "a session is opened once, after the challenge");
            require(
                    proven.stream()
                            .anyMatch(key -> given.equals(
                                    accepted(key == MAIN ? "main" : "second", key, key == MAIN ? Role.ADMIN : Role.READ)
                                            .permit())),
                    "a session comes under the key that was proven");
            opened = true;
        }

        @Override
        public void vanished(long session, long attached, long graceMillis) {
            require(opened, "what was never there does not vanish");
            require(graceMillis >= 0 && graceMillis <= 60_000, "the grace is what the manager grants");
        }

        @Override
        public void finish() {
            require(!over, "a stream ends once");
            over = true;
        }

        @Override
        public void fail(Error error) {
            finish();
            require(
                    !error.getMessage().contains(MAIN.reveal())
                            && !error.getMessage().contains(SECOND.reveal()),
                    "no secret is told");
        }

        @Override
        public void reject(Error error) {
            require(error.equals(Refusals.CREDENTIALS), "the same words for all");
            fail(error);
        }

        private void require(boolean holds, String rule) {
            if (!holds) {
                throw new AssertionError("broken: " + rule);
            }
        }
    }
}
