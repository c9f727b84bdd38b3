package dev.holdall.server.type;

import com.google.protobuf.ByteString;
import dev.holdall.server.state.StoredObject;
import dev.holdall.server.state.page.PagedLog;
import dev.holdall.server.state.page.Watcher;
import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import java.util.Objects;

/** One pipe: two ends, each with the messages that have arrived there. */
final class PipeState implements StoredObject {
    /** The session of an end that belongs to nobody yet. */
    static final long NOBODY = 0;

    private final boolean oneWay;
    private final long capacity;
    private final End first;
    private final End second;

    /** @param capacity 0: no bound */
    PipeState(boolean oneWay, long capacity) {
        this(oneWay, capacity, new End(0, new PagedLog()), new End(1, new PagedLog()));
    }

    private PipeState(boolean oneWay, long capacity, End first, End second) {
        this.oneWay = oneWay;
        this.capacity = capacity;
        this.first = first;
        this.second = second;
        first.other = second;
        second.other = first;
    }

    /** One end. */
    static final class End {
        private final int index;
        private final PagedLog arrived;
        private End other = this;
        private long session = NOBODY;
        private boolean closed;
        private long sent;

        private End(int index, PagedLog arrived) {
            this.index = index;
            this.arrived = arrived;
        }

        End other() {
            return other;
        }

        /** 0 or 1. */
        int index() {
            return index;
        }

        /** Whose it is. */
        long session() {
            return session;
        }

        boolean isClosed() {
            return closed;
        }

        /** How many messages wait here. */
        long size() {
            return arrived.size();
        }

        /** Where those wait who want to receive here. */
        int message() {
            return index;
        }

        /** Where those wait who want to know whether there is something to receive here. */
        int readiness() {
            return 2 + index;
        }

        /** Where those wait who want to send here. */
        int room() {
            return 4 + index;
        }

        /** Whether receiving here need not wait. */
        boolean isReady() {
            return closed || other.closed || arrived.size() > 0;
        }

        void attach(long newSession) {
            session = newSession;
        }

        /** A message arrives. */
        void add(ByteString message) {
            arrived.put(++sent, ByteString.EMPTY, message);
        }

        /** The number of the message that is the next one; 0 if there is none. */
        long next() {
            return arrived.first();
        }

        ByteString take(long number) {
            ByteString message = Objects.requireNonNull(arrived.value(number));
            arrived.remove(number);
            return message;
        }

        /** A message that was handed over comes back to its place; if the end was closed meanwhile, it is gone as it would have been there. */
        void giveBack(long number, ByteString message) {
            if (!closed) {
                arrived.put(number, ByteString.EMPTY, message);
            }
        }

        void close() {
            closed = true;
            arrived.clear();
        }

        private void save(SnapshotWriter out) {
            out.number(session);
            out.flag(closed);
            out.number(sent);
            arrived.save(out);
        }

        private static End load(int index, SnapshotReader in) {
            long session = in.number();
            boolean closed = in.flag();
            long sent = in.number();
            End end = new End(index, PagedLog.load(in));
            end.session = session;
            end.closed = closed;
            end.sent = sent;
            return end;
        }
    }

    boolean isOneWay() {
        return oneWay;
    }

    long capacity() {
        return capacity;
    }

    boolean hasRoom(End end) {
        return capacity == 0 || end.size() < capacity;
    }

    End first() {
        return first;
    }

    End second() {
        return second;
    }

    @Override
    public long elements() {
        return first.size() + second.size();
    }

    @Override
    public long bytes() {
        return first.arrived.bytes() + second.arrived.bytes();
    }

    @Override
    public void watch(Watcher watcher) {
        first.arrived.watch(watcher);
        second.arrived.watch(watcher);
    }

    @Override
    public void save(SnapshotWriter out) {
        out.flag(oneWay);
        out.number(capacity);
        first.save(out);
        second.save(out);
    }

    static PipeState load(SnapshotReader in) {
        boolean oneWay = in.flag();
        long capacity = in.number();
        return new PipeState(oneWay, capacity, End.load(0, in), End.load(1, in));
    }
}
