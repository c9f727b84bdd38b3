package dev.holdall.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.v1.BlockedCall;
import dev.holdall.v1.BlockedObject;
import dev.holdall.v1.BlockedReply;
import dev.holdall.v1.Deadlock;
import dev.holdall.v1.DeadlockStep;
import dev.holdall.v1.Holder;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.Party;
import org.junit.jupiter.api.Test;

/** What {@code admin.proto} tells, in words. */
class AdminWordsTest {
    private static final long SECOND = 1_000_000_000;
    private static final ObjectId LOCK = ObjectId.newBuilder().setNumber(7).build();

    private static Party party(int session, String thread) {
        return Party.newBuilder()
                .setSession(session)
                .setClient("worker@host pid " + session)
                .setThread(1)
                .setThreadName(thread)
                .build();
    }

    private static BlockedCall.Builder call(String name) {
        return BlockedCall.newBuilder()
                .setCaller(party(2, "pool-1"))
                .setMethod("holdall.v1.Locks/Acquire")
                .setWaitsFor("the lock")
                .setObject(LOCK)
                .setName(name)
                .setService("holdall.v1.Locks")
                .setWaitedNanos(3 * SECOND + SECOND / 4);
    }

    private static Holder.Builder holder() {
        return Holder.newBuilder()
                .setParty(party(1, "main"))
                .setHolds("holds it")
                .setCount(1)
                .setToken(4)
                .setHeldNanos(5 * SECOND);
    }

    private static BlockedObject.Builder object() {
        return BlockedObject.newBuilder().setObject(LOCK).setName("jobs").setService("holdall.v1.Locks");
    }

    @Test
    void nobodyWaits() {
        assertThat(AdminWords.of(BlockedReply.getDefaultInstance())).isEqualTo("nobody waits");
    }

    @Test
    void anObjectIsALineWithItsHolder_andEachCallALine() {
        BlockedReply blocked = BlockedReply.newBuilder()
                .addObjects(object().addHolders(holder()))
                .addCalls(call("jobs"))
                .addCalls(call("jobs").setLeftNanos(60 * SECOND))
                .setMoreCalls(3)
                .build();

        assertThat(AdminWords.of(blocked)).isEqualTo("""
                        jobs (lock): worker@host pid 1 session 1 thread main holds it under the token 4 for 5.0 s
                          waiting: worker@host pid 2 session 2 thread pool-1 for 3.2 s, for the lock (Locks/Acquire)
                          waiting: worker@host pid 2 session 2 thread pool-1 for 3.2 s, for the lock (Locks/Acquire), \
                        gives up in 1 min 0 s
                        3 further calls wait""");
    }

    @Test
    void severalHoldersAreALineEach() {
        BlockedReply blocked = BlockedReply.newBuilder()
                .addObjects(object().setState("0 permits are there")
                        .addHolders(holder().setHolds("has 2 permits").setToken(0))
                        .addHolders(holder().setCount(3))
                        .setMoreHolders(5))
                .addCalls(call("jobs"))
                .build();

        assertThat(AdminWords.of(blocked).lines())
                .startsWith(
                        "jobs (lock): 0 permits are there",
                        "  worker@host pid 1 session 1 thread main has 2 permits for 5.0 s",
                        "  worker@host pid 1 session 1 thread main holds it 3 times under the token 4 for 5.0 s",
                        "  5 further holders");
    }

    @Test
    void deadlocksComeFirst() {
        BlockedReply blocked = BlockedReply.newBuilder()
                .addObjects(object())
                .addCalls(call("jobs"))
                .addDeadlocks(Deadlock.newBuilder()
                        .addSteps(
                                DeadlockStep.newBuilder().setCall(call("jobs")).setHolder(holder()))
                        .addSteps(DeadlockStep.newBuilder()
                                .setCall(call("").setLeftNanos(SECOND))
                                .setHolder(holder()))
                        .setMoreSteps(2))
                .setMoreDeadlocks(1)
                .build();

        assertThat(AdminWords.of(blocked).lines())
                .startsWith(
                        "DEADLOCK: 4 wait for each other",
                        "  worker@host pid 2 session 2 thread pool-1 waits for the lock of jobs (lock); "
                                + "worker@host pid 1 session 1 thread main holds it under the token 4 for 5.0 s",
                        "  worker@host pid 2 session 2 thread pool-1 waits for the lock (gives up in 1.0 s) of number 7 "
                                + "(lock); worker@host pid 1 session 1 thread main holds it under the token 4 for 5.0 s",
                        "  and 2 more",
                        "1 further deadlocks");
    }

    @Test
    void aPossibleDeadlockSaysSo() {
        Deadlock deadlock = Deadlock.newBuilder()
                .setPossible(true)
                .addSteps(DeadlockStep.newBuilder().setCall(call("a")).setHolder(holder()))
                .build();

        assertThat(AdminWords.of(deadlock)).startsWith("POSSIBLE DEADLOCK: one waits for what it has itself, unless ");
    }

    @Test
    void aPartyIsNamedAsFarAsItIsKnown() {
        assertThat(AdminWords.of(Party.getDefaultInstance())).isEqualTo("a call without a session");
        assertThat(AdminWords.of(Party.newBuilder().setSession(3).setThread(9).build()))
                .isEqualTo("session 3 thread number 9");
        assertThat(AdminWords.of(
                        Party.newBuilder().setSession(3).setOwner("job 7").build()))
                .isEqualTo("session 3 'job 7'");
    }

    @Test
    void theSiteIsToldWhereItIsKnown() {
        BlockedCall call = call("jobs")
                .setCaller(party(2, "pool-1").toBuilder().setSite("app.Worker.run(Worker.java:17)"))
                .build();

        assertThat(AdminWords.of(call)).endsWith(" at app.Worker.run(Worker.java:17)");
    }

    @Test
    void typesAreNamedAsPeopleCallThem() {
        assertThat(AdminWords.type("holdall.v1.Locks")).isEqualTo("lock");
        assertThat(AdminWords.type("holdall.v1.ReadWriteLocks")).isEqualTo("read write lock");
        assertThat(AdminWords.type("holdall.v1.Latches")).isEqualTo("latch");
        assertThat(AdminWords.type("holdall.v1.Namespaces")).isEqualTo("namespace");
        assertThat(AdminWords.type("com.acme.Matrices")).isEqualTo("com.acme.Matrices");
    }

    @Test
    void durationsHaveTheUnitThatFits() {
        assertThat(AdminWords.duration(0)).isEqualTo("0 us");
        assertThat(AdminWords.duration(999_999)).isEqualTo("999 us");
        assertThat(AdminWords.duration(SECOND - 1)).isEqualTo("999 ms");
        assertThat(AdminWords.duration(59 * SECOND + 990_000_000)).isEqualTo("59.9 s");
        assertThat(AdminWords.duration(61 * SECOND)).isEqualTo("1 min 1 s");
        assertThat(AdminWords.duration(3_661 * SECOND)).isEqualTo("1 h 1 min");
        assertThat(AdminWords.duration(90_000 * SECOND)).isEqualTo("1 d 1 h");
    }
}
