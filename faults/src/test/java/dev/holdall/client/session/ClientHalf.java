package dev.holdall.client.session;

import com.google.protobuf.ByteString;
import dev.holdall.client.call.CallFailure;
import dev.holdall.client.call.Held;
import dev.holdall.v1.ClientFrame;
import dev.holdall.v1.Error;
import dev.holdall.v1.Guard;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Reply;
import dev.holdall.v1.ServerFrame;
import dev.holdall.v1.Welcome;
import dev.holdall.wire.Key;
import java.util.List;
import java.util.random.RandomGenerator;

/** A client's real session, for a simulation. */
public final class ClientHalf {

    /** What the session does. */
    public interface Actions {
        boolean ready();

        void send(ClientFrame frame);

        void received(List<ObjectId> objects);

        void opened(Welcome welcome);

        void broken(Error why);

        void over(Error why);
    }

    /** Who is told of a call's outcome. */
    public interface Outcome {
        void answered(Reply reply);

        void failed(CallFailure failure);
    }

    /** One call. */
    public static final class Sent {
        private final Exchange exchange;

        /**
         * @param deadline in the simulation's nanoseconds
         * @param session in which the object was found that is called; 0 if it may be any
         */
        public Sent(
                String name,
                int method,
                ByteString request,
                boolean mayPark,
                boolean receipted,
                int thread,
                long deadline,
                int session,
                Outcome outcome) {
            exchange = new Exchange(
                    name, method, request, mayPark, receipted, thread, deadline, session, new Exchange.Outcome() {
                        @Override
                        public void answered(Reply reply) {
                            outcome.answered(reply);
                        }

                        @Override
                        public void failed(CallFailure failure) {
                            outcome.failed(failure);
                        }
                    });
        }

        /** The call is to have its effect only while a lock is held. */
        public void guardedBy(Guard guard) {
            exchange.guard = guard;
        }
    }

    /** The pauses between attempts to connect. */
    public static final class Pauses {
        private final Backoff backoff;

        public Pauses(RandomGenerator random) {
            backoff = new Backoff(random);
        }

        public long nextMillis(long most) {
            return backoff.nextMillis(most);
        }

        public void reset() {
            backoff.reset();
        }
    }

    private final ClientSession session;

    public ClientHalf(int number, Key key, String client, long graceAsked, Actions actions) {
        session =
                new ClientSession(number, key, client, "the simulation", graceAsked, null, new ClientSession.Actions() {
                    @Override
                    public boolean ready() {
                        return actions.ready();
                    }

                    @Override
                    public void send(ClientFrame frame) {
                        actions.send(frame);
                    }

                    @Override
                    public List<Held> received(List<ObjectId> objects) {
                        actions.received(objects);
                        return List.of();
                    }

                    @Override
                    public void opened(Welcome welcome) {
                        actions.opened(welcome);
                    }

                    @Override
                    public void broken(Error why) {
                        actions.broken(why);
                    }

                    @Override
                    public void over(Error why) {
                        actions.over(why);
                    }
                });
    }

    public void connected(ByteString nonce) {
        session.connected(nonce, ByteString.EMPTY);
    }

    public void received(ServerFrame frame) {
        session.received(frame);
    }

    public void disconnected(Error why) {
        session.disconnected(why);
    }

    public boolean isOpen() {
        return session.isOpen();
    }

    public long graceMillis() {
        return session.graceMillis();
    }

    public void unreachable(Error why) {
        session.unreachable(why);
    }

    public void lost(Error why) {
        session.lost(why);
    }

    public void submit(Sent call) {
        session.submit(call.exchange);
    }

    public void release(int number, ObjectId object, long deliveries) {
        session.release(number, object, deliveries);
    }

    public void withdraw(Sent call) {
        session.withdraw(call.exchange);
    }

    public void abandon(Sent call) {
        session.abandon(call.exchange);
    }

    public void acknowledge(Sent call) {
        session.acknowledge(call.exchange);
    }

    public void giveBack(Sent call) {
        session.giveBack(call.exchange);
    }

    public void goodbye() {
        session.goodbye();
    }

    public boolean hasUnanswered() {
        return session.hasUnanswered();
    }

    public void expire(long now) {
        session.expire(now);
    }

    public boolean hasUntold() {
        return session.hasUntold();
    }

    public void flush() {
        session.flush();
    }

    public void tell() {
        session.tell();
    }
}
