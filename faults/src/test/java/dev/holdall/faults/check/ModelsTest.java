package dev.holdall.faults.check;

import static dev.holdall.faults.check.ModelKind.COUNTER;
import static dev.holdall.faults.check.ModelKind.LIST;
import static dev.holdall.faults.check.ModelKind.LOCK;
import static dev.holdall.faults.check.ModelKind.QUEUE;
import static dev.holdall.faults.check.ModelKind.REGISTER;
import static dev.holdall.faults.check.Verdict.Kind.BROKEN;
import static dev.holdall.faults.check.Verdict.Kind.LINEARIZABLE;
import static dev.holdall.faults.check.Verdict.Kind.UNDECIDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.faults.history.History;
import dev.holdall.faults.history.Operation;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Histories made by hand, good ones and bad ones of each kind that the models are there to tell. */
class ModelsTest {
    private static final long MOST_STATES = 100_000;

    private static Verdict check(ModelKind kind, List<Operation> operations) {
        return kind.check(operations, new History(operations), MOST_STATES);
    }

    private static void assertGood(ModelKind kind, String... lines) {
        assertThat(check(kind, Told.operations(lines)).kind()).isEqualTo(LINEARIZABLE);
    }

    private static void assertBroken(ModelKind kind, String... lines) {
        assertThat(check(kind, Told.operations(lines)).kind()).isEqualTo(BROKEN);
    }

    @Nested
    class Register {
        @Test
        void readsOfConcurrentWrites_mayBeEither() {
            assertGood(REGISTER, "a 0-10 put(1)", "b 5-15 put(2) = 1", "c 7-20 get() = 1", "c 21-22 get() = 2");
        }

        @Test
        void staleRead_isBroken() {
            assertBroken(REGISTER, "a 0-10 put(1)", "a 11-20 put(2) = 1", "b 21-30 get() = 1");
        }

        @Test
        void readsThatGoBack_areBroken() {
            assertBroken(REGISTER, "a 0-100 put(1)", "b 10-20 get() = 1", "c 30-40 get()");
        }

        @Test
        void lostUpdate_isBroken() {
            assertBroken(REGISTER, "a 0-1 put(0)", "a 10-20 replace(0,1) = true", "b 10-20 replace(0,2) = true");
        }

        @Test
        void twoFirsts_areBroken() {
            assertBroken(REGISTER, "a 0-10 putIfAbsent(1)", "b 0-10 putIfAbsent(2)");
        }

        @Test
        void removedValue_comesBackForNobody() {
            assertBroken(REGISTER, "a 0-1 put(1)", "b 2-3 remove() = 1", "a 4-5 remove() = 1");
        }

        @Test
        void openWrite_mayTakeEffectLateOrNever() {
            assertGood(REGISTER, "b 0-1 put(1)", "a 2- put(2)", "b 10-11 get() = 1", "b 50-51 get() = 2");
            assertGood(REGISTER, "b 0-1 put(1)", "a 2- put(2)", "b 50-51 get() = 1");
        }

        @Test
        void openWrite_takesEffectOnce() {
            assertBroken(REGISTER, "a 2- put(2)", "b 10-11 get() = 2", "b 20-21 put(3) = 2", "b 30-31 get() = 2");
        }

        @Test
        void openWrite_takesNoEffectBeforeItsCall() {
            assertBroken(REGISTER, "b 0-1 get() = 2", "a 2- put(2)");
        }
    }

    @Nested
    class Counter {
        @Test
        void eachNumberOnce_isGood() {
            assertGood(COUNTER, "a 0-10 increment() = 2", "b 0-10 increment() = 1", "a 11-12 get() = 2");
        }

        @Test
        void sameNumberTwice_isBroken() {
            assertBroken(COUNTER, "a 0-10 increment() = 1", "b 0-10 increment() = 1");
        }

        @Test
        void incrementDoneTwice_isBroken() {
            assertBroken(COUNTER, "a 0-10 increment() = 1", "b 20-30 get() = 2");
        }

        @Test
        void openIncrement_countsOnceOrNot() {
            assertGood(COUNTER, "a 0- increment()", "b 20-30 increment() = 2");
            assertBroken(COUNTER, "a 0- increment()", "b 20-30 increment() = 3");
        }
    }

    @Nested
    class Lists {
        @Test
        void concurrentAppends_standInEitherOrder() {
            assertGood(
                    LIST,
                    "a 0-10 add(x)",
                    "b 0-10 addAll(y,z)",
                    "a 11-12 copy() = y,z,x",
                    "a 13-14 get(1) = z",
                    "a 15-16 get(3) = none",
                    "a 17-18 size() = 3");
        }

        @Test
        void batchTornApart_isBroken() {
            assertBroken(LIST, "a 0-10 add(x)", "b 0-10 addAll(y,z)", "a 11-12 copy() = y,x,z");
        }

        @Test
        void appendDoneTwice_isBroken() {
            assertBroken(LIST, "a 0-10 add(x)", "a 11-12 copy() = x,x");
        }

        @Test
        void placeThatChanges_isBroken() {
            assertBroken(LIST, "a 0-10 add(x)", "b 0-10 add(y)", "a 11-12 get(0) = x", "a 13-14 get(0) = y");
        }
    }

    @Nested
    class Queue {
        @Test
        void firstInFirstOut_isGood() {
            assertGood(QUEUE, "a 0-10 put(1,2)", "b 11-20 take(1) = 1", "b 21-30 take(5) = 2", "b 31-40 take(1)");
        }

        @Test
        void lastFirst_isBroken() {
            assertBroken(QUEUE, "a 0-10 put(1)", "a 11-20 put(2)", "b 21-30 take(1) = 2");
        }

        @Test
        void duplicateDelivery_isBroken() {
            assertBroken(QUEUE, "a 0-10 put(1)", "b 11-20 take(1) = 1", "b 21-25 take(1)", "c 26-30 take(1) = 1");
        }

        @Test
        void lostElement_isBroken() {
            assertBroken(QUEUE, "a 0-10 put(1)", "b 11-20 take(1)");
        }

        @Test
        void elementOfNobody_isBroken() {
            assertBroken(QUEUE, "b 11-20 take(1) = 1");
        }

        @Test
        void fewerThanThereAre_isBroken() {
            assertBroken(QUEUE, "a 0-10 put(1,2,3)", "b 11-20 take(3) = 1,2");
        }

        @Test
        void takenByTheKilled_mayBeGoneWithHim() {
            assertGood(QUEUE, "a 0-10 put(1,2)", "b 11- take(1)", "c 20-30 take(1) = 2", "c 31-40 take(1)");
        }

        @Test
        void takenByTheKilled_isOneElementAtMost() {
            assertBroken(QUEUE, "a 0-10 put(1,2,3)", "b 11- take(1)", "c 20-30 take(1) = 3");
        }

        @Test
        void takenByTheKilled_comesBackBeforeLaterElements() {
            assertGood(
                    QUEUE,
                    "a 0-10 put(1,2,3)",
                    "b 11- take(1)",
                    "c 20-30 take(1) = 2",
                    "c 31-40 take(1) = 1",
                    "c 41-50 take(1) = 3");
            // Late, but it came back late as well.
            assertGood(
                    QUEUE,
                    "a 0-10 put(1,2,3)",
                    "b 11- take(1)",
                    "c 20-30 take(1) = 2",
                    "c 31-40 take(1) = 3",
                    "c 41-50 take(1)",
                    "d 51-55 put(4)",
                    "c 60-70 take(1) = 4",
                    "c 71-80 take(1) = 1");
        }

        @Test
        void comesBackToItsPlace_notBehind() {
            assertBroken(QUEUE, "a 0-10 put(1,2,3)", "b 11- take(1)", "c 20-30 take(1) = 2", "c 31-40 take(2) = 3,1");
        }

        @Test
        void answerThatMayBeUnacknowledged_mayComeBack() {
            assertGood(QUEUE, "a 0-10 put(1)", "b 11-20 take(1) = 1", "b 21- take(1)", "c 30-40 take(1) = 1");
        }

        @Test
        void answerThatWasAcknowledged_doesNotComeBack() {
            assertBroken(QUEUE, "a 0-10 put(1,2)", "b 11-20 take(1) = 1", "b 21-25 take(1) = 2", "c 30-40 take(1) = 1");
        }
    }

    @Nested
    class Lock {
        @Test
        void oneAfterTheOther_isGood() {
            assertGood(
                    LOCK,
                    "a 0-10 acquire() = 1",
                    "b 5-30 acquire() = 2",
                    "c 6-9 acquire() = no",
                    "a 15-25 release() = ok",
                    "b 31-35 release() = ok",
                    "b 36-37 release() = notHeld");
        }

        @Test
        void twoHolders_areBroken() {
            assertBroken(
                    LOCK,
                    "a 0-10 acquire() = 1",
                    "b 5-15 acquire() = 2",
                    "a 20-30 release() = ok",
                    "b 20-30 release() = ok");
        }

        @Test
        void tokenThatFalls_isBroken() {
            assertBroken(LOCK, "a 0-10 acquire() = 2", "a 11-15 release() = ok", "b 20-30 acquire() = 2");
        }

        @Test
        void freeLockThatIsRefused_isBroken() {
            assertBroken(LOCK, "a 0-10 acquire() = 1", "a 11-15 release() = ok", "b 20-30 acquire() = no");
        }

        @Test
        void deathOfTheHolder_freesIt() {
            assertGood(
                    LOCK,
                    "a 0-10 acquire() = 1",
                    "a 11- release()",
                    "b 20-30 acquire() = 2",
                    "b 31- acquire()",
                    "c 40-50 acquire() = 3");
        }

        @Test
        void sessionThatWasSeenAlive_hadNotEnded() {
            assertBroken(LOCK, "a 0-10 acquire() = 1", "b 20-30 acquire() = 2", "a 40-50 release() = ok");
            // Not held any more, but it was: its session lived.
            assertBroken(LOCK, "a 0-10 acquire() = 1", "b 20-30 acquire() = 2", "a 40-50 release() = notHeld");
        }
    }

    @Test
    void whatIsShown_isTheShortestBrokenBeginning() {
        Verdict verdict = check(
                REGISTER,
                Told.operations(
                        "a 0-10 put(1)",
                        "a 11-20 put(2) = 1",
                        "b 21-30 get() = 1",
                        "b 31-40 get() = 2",
                        "b 41-50 remove() = 2"));

        assertThat(verdict.offending()).extracting(Operation::name).containsExactly("put", "put", "get");
    }

    @Test
    void tooManyStates_isUndecided() {
        Stream<String> writes = IntStream.range(0, 40).mapToObj(i -> "w" + i + ' ' + i + "- put(" + i + ')');
        List<Operation> operations = Told.operations(
                Stream.concat(writes, Stream.of("r 100-110 get() = other")).toArray(String[]::new));

        assertThat(check(REGISTER, operations).kind()).isEqualTo(UNDECIDED);
    }
}
