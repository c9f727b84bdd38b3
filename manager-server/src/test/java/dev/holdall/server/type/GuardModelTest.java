package dev.holdall.server.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.state.Elements;
import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.server.type.LockFixture.Actor;
import dev.holdall.v1.Code;
import dev.holdall.v1.Guard;
import dev.holdall.v1.LockAcquireReply;
import dev.holdall.v1.ObjectId;
import dev.holdall.v1.OpenValueRequest;
import dev.holdall.v1.QueuePutReply;
import dev.holdall.v1.QueuesGrpc;
import dev.holdall.v1.ValueGetRequest;
import dev.holdall.v1.ValueSetReply;
import dev.holdall.v1.ValueSetRequest;
import dev.holdall.v1.ValuesGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A register, and a bounded queue, that several sessions write under a lock: each with any token that it ever had, its own or another's.
 * Whatever happens, what is written was written under the token under which the lock was held then, and so tokens only rise.
 */
class GuardModelTest {
    private static final int STEPS = 4_000;

    @RegisterExtension
    final TestMachine machine = new TestMachine().withoutCheckOfEachCall();

    private final Random random = new Random(0);
    private final List<Actor> actors = new ArrayList<>();
    private final Map<Actor, Pending<LockAcquireReply>> acquiring = new HashMap<>();
    private final List<Put> puts = new ArrayList<>();
    private final List<Long> tokens = new ArrayList<>();
    private LockFixture lock;
    private ObjectId register;
    private ObjectId queue;
    /** What the model says: who holds the lock, under which token; 0 if nobody does. */
    private Actor holder;

    private long held;
    private String written = "0";

    private record Put(Actor by, long token, Pending<QueuePutReply> call) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void onlyTheTokenUnderWhichTheLockIsHeld_writes(long seed) {
        random.setSeed(seed);
        lock = LockTypeTest.open(machine, "l");
        register = machine.call(
                        ValuesGrpc.getOpenMethod(),
                        OpenValueRequest.newBuilder()
                                .setName("r")
                                .setInitial(Elements.of("0"))
                                .build())
                .getId();
        queue = machine.call(QueuesGrpc.getOpenMethod(), QueueCalls.open("q", 2))
                .getId();
        for (int i = 0; i < 4; i++) {
            newSession();
        }
        int ran = 0;
        int refused = 0;
        long lastWritten = 0;
        for (int step = 0; step < STEPS; step++) {
            Actor actor = actors.get(random.nextInt(actors.size()));
            switch (random.nextInt(12)) {
                case 0, 1 -> acquire(actor);
                case 2, 3 -> release(holder == null || random.nextInt(4) == 0 ? actor : holder);
                case 4 -> put(actor);
                case 5 -> taken();
                case 6 -> {
                    if (random.nextInt(10) == 0) {
                        end(actor);
                    } else if (random.nextInt(10) == 0) {
                        machine.verify();
                    } else {
                        machine.advance(Duration.ofMillis(random.nextInt(20)));
                    }
                }
                default -> {
                    long token = anyToken();
                    if (write(actor, token)) {
                        assertThat(token).isEqualTo(held).isGreaterThanOrEqualTo(lastWritten);
                        lastWritten = token;
                        ran++;
                    } else {
                        assertThat(token).isNotEqualTo(held);
                        refused++;
                    }
                }
            }
            settle();
            assertThat(read()).isEqualTo(written);
        }
        assertThat(ran).isGreaterThan(100);
        assertThat(refused).isGreaterThan(100);
        assertThat(putsRan).isGreaterThan(20);
        assertThat(putsRefused).isGreaterThan(20);
    }

    private int putsRan;
    private int putsRefused;

    private void newSession() {
        TestSession session = machine.open();
        actors.add(Actor.thread(session, 1));
        actors.add(Actor.thread(session, 2));
    }

    private void acquire(Actor actor) {
        if (!acquiring.containsKey(actor) && actor != holder) {
            acquiring.put(actor, lock.acquire(actor));
        }
    }

    private void release(Actor actor) {
        if (acquiring.containsKey(actor)) {
            return;
        }
        boolean holds = actor == holder;
        assertThat(lock.release(actor)).isEqualTo(holds);
        if (holds) {
            free();
        }
    }

    private void free() {
        holder = null;
        held = 0;
    }

    private void end(Actor actor) {
        TestSession session = actor.session();
        if (holder != null && holder.session() == session) {
            free();
        }
        actors.removeIf(each -> each.session() == session);
        acquiring.keySet().removeIf(each -> each.session() == session);
        puts.removeIf(put -> put.by().session() == session);
        session.end();
        newSession();
    }

    /** Who waited for the lock and has it now. */
    private void settle() {
        for (Iterator<Map.Entry<Actor, Pending<LockAcquireReply>>> each =
                        acquiring.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<Actor, Pending<LockAcquireReply>> entry = each.next();
            if (!entry.getValue().isParked()) {
                assertThat(holder).isNull();
                holder = entry.getKey();
                held = LockFixture.token(entry.getValue());
                tokens.add(held);
                each.remove();
            }
        }
    }

    /** Half of the time that which counts. */
    private long anyToken() {
        if (held != 0 && random.nextBoolean()) {
            return held;
        }
        return tokens.isEmpty() ? 1 : tokens.get(random.nextInt(tokens.size()));
    }

    private Guard guard(long token) {
        return Guard.newBuilder().setLock(lock.lock()).setToken(token).build();
    }

    private boolean write(Actor actor, long token) {
        String value = token + " " + random.nextInt();
        Pending<ValueSetReply> call = actor.session()
                .start(
                        ValuesGrpc.getSetMethod(),
                        ValueSetRequest.newBuilder()
                                .setValue(register)
                                .setNewValue(Elements.of(value))
                                .build(),
                        guard(token));
        if (call.answer().hasError()) {
            assertThat(call.error().getCode()).isEqualTo(Code.STALE_GUARD);
            return false;
        }
        written = value;
        return true;
    }

    private String read() {
        return Elements.text(machine.call(
                        ValuesGrpc.getGetMethod(),
                        ValueGetRequest.newBuilder().setValue(register).build())
                .getValue());
    }

    /** Puts under a token, and perhaps waits for room. */
    private void put(Actor actor) {
        long token = anyToken();
        Put put = new Put(
                actor,
                token,
                actor.session()
                        .start(QueuesGrpc.getPutMethod(), QueueCalls.put(queue, "under " + token), guard(token)));
        puts.add(put);
        check(put, held);
    }

    private void taken() {
        long before = held;
        machine.call(QueuesGrpc.getPollMethod(), QueueCalls.poll(queue, 1));
        List.copyOf(puts).forEach(put -> check(put, before));
    }

    /** A put that is answered now was let in under the token that counts, or refused under another. */
    private void check(Put put, long current) {
        if (put.call().isParked()) {
            return;
        }
        puts.remove(put);
        if (put.call().answer().hasError()) {
            assertThat(put.call().error().getCode()).isEqualTo(Code.STALE_GUARD);
            assertThat(put.token()).isNotEqualTo(current);
            putsRefused++;
        } else {
            assertThat(put.call().reply().getAccepted()).isTrue();
            assertThat(put.token()).isEqualTo(current);
            putsRan++;
        }
    }
}
