package dev.holdall.server.state;

import dev.holdall.server.state.snapshot.SnapshotReader;
import dev.holdall.server.state.snapshot.SnapshotWriter;
import dev.holdall.v1.ObjectId;

/**
 * The lock that a call demands to be held, and under which fencing token: {@code Guard} of {@code session.proto}.
 *
 * @param lock its id, and nothing else that a client may have sent with it: a parked call keeps it
 */
record Guard(ObjectId lock, long token) {

    static Guard of(dev.holdall.v1.Guard sent) {
        ObjectId lock = sent.getLock();
        return new Guard(id(lock.getShard(), lock.getEpoch(), lock.getNumber(), lock.getCheck()), sent.getToken());
    }

    private static ObjectId id(int shard, int epoch, long number, long check) {
        return ObjectId.newBuilder()
                .setShard(shard)
                .setEpoch(epoch)
                .setNumber(number)
                .setCheck(check)
                .build();
    }

    void save(SnapshotWriter out) {
        out.number(Integer.toUnsignedLong(lock.getShard()));
        out.number(Integer.toUnsignedLong(lock.getEpoch()));
        out.number(lock.getNumber());
        out.number(lock.getCheck());
        out.number(token);
    }

    static Guard load(SnapshotReader in) {
        return new Guard(id((int) in.number(), (int) in.number(), in.number(), in.number()), in.number());
    }
}
