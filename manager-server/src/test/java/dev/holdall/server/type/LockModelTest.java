package dev.holdall.server.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.server.state.Pending;
import dev.holdall.server.state.TestMachine;
import dev.holdall.server.state.TestSession;
import dev.holdall.server.type.LockFixture.Actor;
import dev.holdall.v1.LockAcquireReply;
import dev.holdall.v1.LockAwaitReply;
import dev.holdall.v1.LockStateReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thousands of random steps of several owners on a lock for reading and writing, or for writing only, against a simple model. */
class LockModelTest {
    private static final int STEPS = 3_000;
    private static final int CONDITIONS = 2;

    @RegisterExtension
    final TestMachine machine = new TestMachine().withoutCheckOfEachCall();

    /** An owner, what it holds, and the one call that it waits for. */
    private static final class Person {
        private final Actor actor;
        private int writes;
        private long writeToken;
        private int reads;
        private long readToken;
        private Pending<LockAcquireReply> acquiring;
        private boolean forReading;
        private Pending<LockAwaitReply> awaiting;
        private int gaveUp;
        /** The last call that was granted, as long as it may go back. */
        private Runnable giveBack = () -> {};

        Person(Actor actor) {
            this.actor = actor;
        }

        boolean waits() {
            return acquiring != null || awaiting != null;
        }
    }

    private final Map<TestSession, List<Person>> sessions = new LinkedHashMap<>();
    private Random random = new Random(0);
    private LockFixture writing;
    private LockFixture reading;
    private long lastToken;
    private int granted;
    private int signalled;
    private int returned;

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "1, true", "2, true", "3, true"})
    void nobodyHoldsItBesideAnotherAndNobodyWaitsForWhatIsFree(long seed, boolean readers) {
        random = new Random(seed);
        writing = readers ? ReadWriteLockTypeTest.writing(machine, "l") : LockTypeTest.open(machine, "l");
        reading = readers ? ReadWriteLockTypeTest.reading(writing) : null;
        writing.condition("one");
        for (int i = 0; i < 3; i++) {
            newSession();
        }
        for (int step = 0; step < STEPS; step++) {
            // Holders act half of the time, so that much happens.
            List<Person> holders = everybody().stream()
                    .filter(person -> person.writes + person.reads > 0)
                    .toList();
            act(random.nextBoolean() && !holders.isEmpty() ? any(holders) : any(everybody()));
            settle();
            check();
            if (step % 10 == 0) {
                checkHolds();
            }
        }
        assertThat(granted).isGreaterThan(50);
        assertThat(signalled).isGreaterThan(5);
        assertThat(returned).isGreaterThan(20);
    }

    private void newSession() {
        TestSession session = machine.open();
        sessions.put(
                session,
                List.of(
                        new Person(Actor.thread(session, 1)),
                        new Person(Actor.thread(session, 2)),
                        new Person(Actor.named(session, "job"))));
    }

    private List<Person> everybody() {
        return sessions.values().stream().flatMap(Collection::stream).toList();
    }

    private Person any(List<Person> persons) {
        return persons.get(random.nextInt(persons.size()));
    }

    // What happens -----------------------------------------------------------------------------------------------

    private void act(Person person) {
        TestSession session = person.actor.session();
        switch (random.nextInt(40)) {
            case 0 -> {
                // Both what it holds and what it waits for go with it.
                session.end();
                sessions.remove(session);
                newSession();
            }
            case 1, 2, 3 -> machine.advance(Duration.ofMillis(random.nextInt(20)));
            case 4, 5, 6 -> {
                person.giveBack.run();
                person.giveBack = () -> {};
            }
            case 10, 11, 12 -> {
                // What was granted is received: it goes back no more.
                sessions.get(session).forEach(each -> each.giveBack = () -> {});
                session.acknowledgeBelow(session.nextSeq());
            }
            case 7, 8, 9 -> {
                if (person.acquiring != null) {
                    session.withdraw(person.acquiring);
                } else if (person.awaiting != null) {
                    session.withdraw(person.awaiting);
                }
            }
            default -> {
                if (!person.waits()) {
                    call(person);
                }
            }
        }
    }

    private void call(Person person) {
        int condition = random.nextInt(CONDITIONS);
        boolean read = reading != null && random.nextInt(3) == 0;
        switch (person.writes > 0 ? random.nextInt(8) : random.nextInt(2) * 7) {
            case 0 -> {
                person.forReading = read;
                LockFixture lock = read ? reading : writing;
                person.acquiring =
                        random.nextBoolean() ? lock.acquire(person.actor) : lock.acquire(person.actor, someTime());
            }
            case 1, 2 -> {
                if (person.reads == 0) {
                    person.gaveUp = person.writes;
                    person.writes = 0;
                    person.awaiting = random.nextBoolean()
                            ? writing.await(person.actor, condition)
                            : writing.await(person.actor, condition, someTime());
                }
            }
            case 3 -> assertThat(writing.signal(person.actor, condition, 1)).isTrue();
            case 4 -> assertThat(writing.signalAll(person.actor, condition)).isTrue();
            default -> {
                assertThat(writing.release(person.actor)).isEqualTo(person.writes > 0);
                person.writes = Math.max(0, person.writes - 1);
                if (reading != null) {
                    assertThat(reading.release(person.actor)).isEqualTo(person.reads > 0);
                    person.reads = Math.max(0, person.reads - 1);
                }
            }
        }
    }

    private Duration someTime() {
        return Duration.ofMillis(random.nextInt(3) * 10L);
    }

    /** Takes note of what was answered. */
    private void settle() {
        for (Person person : everybody()) {
            if (person.acquiring != null && !person.acquiring.isParked()) {
                Pending<LockAcquireReply> call = person.acquiring;
                person.acquiring = null;
                if (!call.answer().hasError() && call.reply().getAcquired()) {
                    granted++;
                    acquired(person, call);
                }
            }
            if (person.awaiting != null && !person.awaiting.isParked()) {
                Pending<LockAwaitReply> call = person.awaiting;
                person.awaiting = null;
                awaited(person, call);
            }
        }
    }

    private void acquired(Person person, Pending<LockAcquireReply> call) {
        long token = call.reply().getToken();
        boolean read = person.forReading;
        if (read) {
            assertThat(token == person.readToken).isEqualTo(person.reads > 0);
            person.reads++;
            person.readToken = token;
        } else {
            assertThat(token == person.writeToken).isEqualTo(person.writes > 0);
            person.writes++;
            person.writeToken = token;
        }
        lastToken = Math.max(lastToken, token);
        person.giveBack = () -> {
            returned++;
            person.actor.session().giveBack(call);
            if (read && person.readToken == token) {
                person.reads = Math.max(0, person.reads - 1);
            } else if (!read && person.writeToken == token) {
                person.writes = Math.max(0, person.writes - 1);
            }
        };
    }

    private void awaited(Person person, Pending<LockAwaitReply> call) {
        long token = call.reply().getToken();
        assertThat(token).isGreaterThan(person.writeToken);
        lastToken = Math.max(lastToken, token);
        int count = person.gaveUp;
        person.writes = count;
        person.writeToken = token;
        switch (call.reply().getOutcome()) {
            case LOCK_AWAIT_OUTCOME_SIGNALLED -> signalled++;
            case LOCK_AWAIT_OUTCOME_TIMED_OUT, LOCK_AWAIT_OUTCOME_WITHDRAWN -> {}
            default -> throw new AssertionError(call.reply());
        }
        person.giveBack = () -> {
            returned++;
            person.actor.session().giveBack(call);
            if (person.writeToken == token) {
                person.writes = Math.max(0, person.writes - count);
            }
        };
    }

    // What must be true ------------------------------------------------------------------------------------------

    private void check() {
        List<Person> writers =
                everybody().stream().filter(person -> person.writes > 0).toList();
        List<Person> readers =
                everybody().stream().filter(person -> person.reads > 0).toList();
        assertThat(writers).hasSizeLessThan(2);
        if (!writers.isEmpty()) {
            assertThat(writers).containsAll(readers);
        }
        LockStateReply state = writing.state();
        assertThat(state.getLocked()).isEqualTo(!writers.isEmpty());
        assertThat(state.getReads())
                .isEqualTo(readers.stream().mapToInt(person -> person.reads).sum());
        if (writers.isEmpty() && readers.isEmpty()) {
            assertThat(state.getQueueLength()).as("who waits for a free lock").isZero();
        }
        long parked = everybody().stream().filter(Person::waits).count();
        assertThat(state.getQueueLength()
                        + state.getWaiting()
                        + writing.state(1).getWaiting())
                .isEqualTo(parked);
    }

    private void checkHolds() {
        List<Integer> holds = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        for (Person person : everybody()) {
            holds.add(writing.holds(person.actor));
            expected.add(person.writes);
            if (reading != null) {
                holds.add(reading.holds(person.actor));
                expected.add(person.reads);
            }
        }
        assertThat(holds).isEqualTo(expected);
    }
}
