package dev.holdall.client.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdall.client.call.CallFailure;
import dev.holdall.client.call.Held;
import dev.holdall.fuzz.FuzzInput;
import dev.holdall.v1.Challenge;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Error;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Reply;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.Welcome;
import dev.holdall.wire.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A manager that says whatever the input says to a real client's session, while its program calls, withdraws and gives up. The client never
 * crashes; who has not proven that he has the key gets no proof and no session's secret; no call changes its number or is told twice what
 * became of it.
 */
final class ManagerTarget {
    private static final Key KEY = Key.parse("11".repeat(32));
    private static final Key STRANGE = Key.parse("22".repeat(32));
    private static final ByteString BINDING = ByteString.copyFromUtf8("this connection");
    private static final int MOST_STEPS = 80;

    private final FuzzInput input;
    private final List<Exchange> exchanges = new ArrayList<>();
    private final Map<Long, ByteString> sentAs = new HashMap<>();
    private ClientSession session;
    private int made;
    private int nonces;
    /** Of the stream that is there. */
    private ByteString clientNonce = ByteString.EMPTY;

    private boolean proven;
    private boolean welcomed;
    private boolean greeted;
    private boolean over;

    private ManagerTarget(FuzzInput input) {
        this.input = input;
        this.session = fresh();
    }

    static void run(byte[] bytes) {
        ManagerTarget target = new ManagerTarget(new FuzzInput(bytes));
        for (int i = 0; i < MOST_STEPS && !target.input.isUsedUp(); i++) {
            target.step();
        }
    }

    /** A handshake, some calls and their answers, and a resume. */
    static List<byte[]> samples() {
        return List.of(new byte[] {
            0, 1, 0, 0, 0, 2, 5, 9, 64, 3, 6, 1, 3, 6, 2, 8, 4, 3, 1, 0, 1, 4, 3, 1, 0, 2, 5, 0, 0, 1, 0, 0, 0, 2, 5, 9,
            64
        });
    }

    private ClientSession fresh() {
        over = false;
        proven = false;
        welcomed = false;
        sentAs.clear();
        return new ClientSession(++made, KEY, "fuzz", "there:1", 0, null, new Checked());
    }

    private void step() {
        if (over) {
            session = fresh();
        }
        switch (input.below(16)) {
            case 0 -> connect();
            case 1 -> challenge();
            case 2 -> receive(ServerFrame.newBuilder().setWelcome(welcome()));
            case 3, 4 -> call();
            case 5 -> {
                proven = false;
                welcomed = false;
                session.disconnected(error());
            }
            case 6, 7, 8, 9 -> receive(answers());
            case 10 -> {
                try {
                    receive(ServerFrame.parseFrom(input.octets(60)).toBuilder());
                } catch (InvalidProtocolBufferException e) {
                    // gRPC ends the stream.
                }
            }
            case 11 -> change();
            case 12 -> session.expire(input.number());
            case 13 -> session.tell();
            case 14 -> session.release(made, id(), input.number());
            default -> {
                switch (input.below(4)) {
                    case 0 -> session.goodbye();
                    case 1 -> session.unreachable(error());
                    default -> session.flush();
                }
            }
        }
        session.flush();
    }

    private void connect() {
        if (!greeted || !welcomed) {
            greeted = false;
            clientNonce = ByteString.copyFrom(new byte[] {(byte) ++nonces}).concat(ByteString.copyFrom(new byte[31]));
            session.connected(clientNonce, BINDING);
        }
    }

    private void challenge() {
        ByteString nonce = input.once(4) ? clientNonce : ByteString.copyFrom(new byte[32]);
        ByteString proof = switch (input.below(8)) {
            case 4 -> STRANGE.proof(Key.Side.MANAGER, clientNonce, nonce, BINDING);
            case 5 -> KEY.proof(Key.Side.CLIENT, clientNonce, nonce, BINDING);
            case 6 -> KEY.proof(Key.Side.MANAGER, clientNonce, nonce, ByteString.EMPTY);
            case 7 -> input.damaged(KEY.proof(Key.Side.MANAGER, clientNonce, nonce, BINDING));
            default -> KEY.proof(Key.Side.MANAGER, clientNonce, nonce, BINDING);
        };
        int protocol = input.once(8) ? (int) input.number() : 1;
        if (proof.equals(KEY.proof(Key.Side.MANAGER, clientNonce, nonce, BINDING)) && protocol == 1) {
            proven = true;
        }
        receive(ServerFrame.newBuilder()
                .setChallenge(Challenge.newBuilder()
                        .setProtocol(protocol)
                        .setNonce(nonce)
                        .setProof(proof)));
    }

    private Welcome welcome() {
        return Welcome.newBuilder()
                .setSession(input.number())
                .setSecret(input.octets(20))
                .setWindowCalls((int) input.number())
                .setWindowBytes(input.number())
                .setMaxRequestBytes((int) input.number())
                .setNextSeq(input.number())
                .setLastNote(input.number())
                .setGraceMillis(input.number())
                .build();
    }

    private void receive(ServerFrame.Builder frame) {
        session.received(frame.build());
    }

    private ServerFrame.Builder answers() {
        ServerFrame.Builder frame = ServerFrame.newBuilder();
        for (int left = input.below(4); left > 0; left--) {
            Reply.Builder reply = Reply.newBuilder().setSeq(input.once(5) ? input.number() : input.below(20));
            if (input.once(3)) {
                reply.setError(error());
            } else {
                reply.setReply(input.octets(20));
            }
            for (int ids = input.below(3); ids > 0; ids--) {
                reply.addReferences(id());
            }
            frame.addReplies(reply);
        }
        if (input.once(4)) {
            frame.setResendFrom(input.once(3) ? input.number() : input.below(20));
        }
        return frame.setStopping(input.once(40));
    }

    private ObjectId id() {
        return ObjectId.newBuilder()
                .setEpoch((int) input.number())
                .setNumber(input.below(5))
                .build();
    }

    private Error error() {
        return Error.newBuilder()
                .setCodeValue(input.below(20))
                .setMessage(input.once(2) ? input.text(10) : "there is no manager at there:1")
                .build();
    }

    private void call() {
        int number = exchanges.size();
        ByteString request = ByteString.copyFromUtf8(number + " ").concat(ByteString.copyFrom(new byte[input.octet()]));
        Exchange exchange = new Exchange(
                "Lists/Append",
                7,
                request,
                input.once(2),
                input.once(2),
                1,
                input.once(2) ? Long.MAX_VALUE : input.number(),
                input.once(2) ? 0 : made,
                new Exchange.Outcome() {
                    private boolean told;

                    @Override
                    public void answered(Reply reply) {
                        tell();
                    }

                    @Override
                    public void failed(CallFailure failure) {
                        tell();
                    }

                    private void tell() {
                        require(!told, "a call is told once what became of it");
                        told = true;
                    }
                });
        exchanges.add(exchange);
        session.submit(exchange);
    }

    private void change() {
        if (exchanges.isEmpty()) {
            return;
        }
        Exchange exchange = exchanges.get(input.octet() % exchanges.size());
        switch (input.below(4)) {
            case 0 -> session.withdraw(exchange);
            case 1 -> session.abandon(exchange);
            case 2 -> session.acknowledge(exchange);
            default -> session.giveBack(exchange);
        }
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new AssertionError("broken: " + rule);
        }
    }

    private final class Checked implements ClientSession.Actions {
        @Override
        public boolean ready() {
            return !input.once(12);
        }

        @Override
        public void send(ClientFrame frame) {
            require(!over, "nothing is sent after the end");
            if (frame.hasHello()) {
                require(frame.getSerializedSize() < 200 && !frame.hasAttach(), "a hello says nothing else");
                greeted = true;
                proven = false;
                welcomed = false;
                return;
            }
            require(proven, "nothing but the hello goes to who has not proven that he has the key");
            require(frame.hasAttach() || welcomed, "nothing but the proof goes out before the welcome");
            for (int i = 0; i < frame.getCallsCount(); i++) {
                ByteString request = frame.getCalls(i).getRequest();
                ByteString before = sentAs.put(frame.getFirstSeq() + i, request);
                require(before == null || before.equals(request), "a number belongs to one call");
            }
        }

        @Override
        public List<Held> received(List<ObjectId> objects) {
            return List.of();
        }

        @Override
        public void opened(Welcome welcome) {
            require(proven, "a session is opened by who has proven that he has the key");
            welcomed = true;
        }

        @Override
        public void broken(Error why) {
            welcomed = false;
            proven = false;
            greeted = false;
        }

        @Override
        public void over(Error why) {
            require(!over, "a session ends once");
            over = true;
            greeted = false;
        }
    }
}
