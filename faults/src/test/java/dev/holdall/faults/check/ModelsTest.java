package dev.holdall.faults.check;

import static dev.holdall.faults.check.Verdict.Kind.BROKEN;
import static dev.holdall.faults.check.Verdict.Kind.LINEARIZABLE;
import static dev.holdall.faults.check.Verdict.Kind.UNDECIDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.faults.history.Operation;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Histories made by hand, good ones and bad ones of each kind that the models are there to tell. */
class ModelsTest {
    @Nested
    class Register {
        @Test
        void readsOfConcurrentWrites_mayBeEither() {
            Told told = new Told()
                    .ok("a", 0, 10, "put", "1", "")
                    .ok("b", 5, 15, "put", "2", "1")
                    .ok("c", 7, 20, "get", "", "1")
                    .ok("c", 21, 22, "get", "", "2");

            assertThat(told.as(new RegisterModel())).isEqualTo(LINEARIZABLE);
        }

        @Test
        void staleRead_isBroken() {
            Told told = new Told()
                    .ok("a", 0, 10, "put", "1", "")
                    .ok("a", 11, 20, "put", "2", "1")
                    .ok("b", 21, 30, "get", "", "1");

            assertThat(told.as(new RegisterModel())).isEqualTo(BROKEN);
        }

        @Test
        void readsThatGoBack_areBroken() {
            Told told = new Told()
                    .ok("a", 0, 100, "put", "1", "")
                    .ok("b", 10, 20, "get", "", "1")
                    .ok("c", 30, 40, "get", "", "");

            assertThat(told.as(new RegisterModel())).isEqualTo(BROKEN);
        }

        @Test
        void lostUpdate_isBroken() {
            Told told = new Told()
                    .ok("a", 0, 1, "put", "0", "")
                    .ok("a", 10, 20, "replace", "0,1", "true")
                    .ok("b", 10, 20, "replace", "0,2", "true");

            assertThat(told.as(new RegisterModel())).isEqualTo(BROKEN);
        }

        @Test
        void twoFirsts_areBroken() {
            Told told = new Told().ok("a", 0, 10, "putIfAbsent", "1", "").ok("b", 0, 10, "putIfAbsent", "2", "");

            assertThat(told.as(new RegisterModel())).isEqualTo(BROKEN);
        }

        @Test
        void removedValue_comesBackForNobody() {
            Told told = new Told()
                    .ok("a", 0, 1, "put", "1", "")
                    .ok("b", 2, 3, "remove", "", "1")
                    .ok("a", 4, 5, "remove", "", "1");

            assertThat(told.as(new RegisterModel())).isEqualTo(BROKEN);
        }

        @Test
        void openWrite_mayTakeEffectLateOrNever() {
            Told late = new Told()
                    .ok("b", 0, 1, "put", "1", "")
                    .killed("a", 2, "put", "2")
                    .ok("b", 10, 11, "get", "", "1")
                    .ok("b", 50, 51, "get", "", "2");
            Told never = new Told()
                    .ok("b", 0, 1, "put", "1", "")
                    .killed("a", 2, "put", "2")
                    .ok("b", 50, 51, "get", "", "1");

            assertThat(late.as(new RegisterModel())).isEqualTo(LINEARIZABLE);
            assertThat(never.as(new RegisterModel())).isEqualTo(LINEARIZABLE);
        }

        @Test
        void openWrite_takesEffectOnce() {
            Told told = new Told()
                    .killed("a", 2, "put", "2")
                    .ok("b", 10, 11, "get", "", "2")
                    .ok("b", 20, 21, "put", "3", "2")
                    .ok("b", 30, 31, "get", "", "2");

            assertThat(told.as(new RegisterModel())).isEqualTo(BROKEN);
        }

        @Test
        void openWrite_takesNoEffectBeforeItsCall() {
            Told told = new Told().ok("b", 0, 1, "get", "", "2").killed("a", 2, "put", "2");

            assertThat(told.as(new RegisterModel())).isEqualTo(BROKEN);
        }
    }

    @Nested
    class Counter {
        @Test
        void eachNumberOnce_isGood() {
            Told told = new Told()
                    .ok("a", 0, 10, "increment", "", "2")
                    .ok("b", 0, 10, "increment", "", "1")
                    .ok("a", 11, 12, "get", "", "2");

            assertThat(told.as(new CounterModel())).isEqualTo(LINEARIZABLE);
        }

        @Test
        void sameNumberTwice_isBroken() {
            Told told = new Told().ok("a", 0, 10, "increment", "", "1").ok("b", 0, 10, "increment", "", "1");

            assertThat(told.as(new CounterModel())).isEqualTo(BROKEN);
        }

        @Test
        void incrementDoneTwice_isBroken() {
            Told told = new Told().ok("a", 0, 10, "increment", "", "1").ok("b", 20, 30, "get", "", "2");

            assertThat(told.as(new CounterModel())).isEqualTo(BROKEN);
        }

        @Test
        void openIncrement_countsOnceOrNot() {
            Told once = new Told().killed("a", 0, "increment", "").ok("b", 20, 30, "increment", "", "2");
            Told twice = new Told().killed("a", 0, "increment", "").ok("b", 20, 30, "increment", "", "3");

            assertThat(once.as(new CounterModel())).isEqualTo(LINEARIZABLE);
            assertThat(twice.as(new CounterModel())).isEqualTo(BROKEN);
        }
    }

    @Nested
    class Lists {
        @Test
        void concurrentAppends_standInEitherOrder() {
            Told told = new Told()
                    .ok("a", 0, 10, "add", "x", "")
                    .ok("b", 0, 10, "addAll", "y,z", "")
                    .ok("a", 11, 12, "copy", "", "y,z,x")
                    .ok("a", 13, 14, "get", "1", "z")
                    .ok("a", 15, 16, "get", "3", "none")
                    .ok("a", 17, 18, "size", "", "3");

            assertThat(told.as(new ListModel())).isEqualTo(LINEARIZABLE);
        }

        @Test
        void batchTornApart_isBroken() {
            Told told = new Told()
                    .ok("a", 0, 10, "add", "x", "")
                    .ok("b", 0, 10, "addAll", "y,z", "")
                    .ok("a", 11, 12, "copy", "", "y,x,z");

            assertThat(told.as(new ListModel())).isEqualTo(BROKEN);
        }

        @Test
        void appendDoneTwice_isBroken() {
            Told told = new Told().ok("a", 0, 10, "add", "x", "").ok("a", 11, 12, "copy", "", "x,x");

            assertThat(told.as(new ListModel())).isEqualTo(BROKEN);
        }

        @Test
        void placeThatChanges_isBroken() {
            Told told = new Told()
                    .ok("a", 0, 10, "add", "x", "")
                    .ok("b", 0, 10, "add", "y", "")
                    .ok("a", 11, 12, "get", "0", "x")
                    .ok("a", 13, 14, "get", "0", "y");

            assertThat(told.as(new ListModel())).isEqualTo(BROKEN);
        }
    }

    @Nested
    class Queue {
        @Test
        void firstInFirstOut_isGood() {
            Told told = new Told()
                    .ok("a", 0, 10, "put", "1,2", "")
                    .ok("b", 11, 20, "take", "1", "1")
                    .ok("b", 21, 30, "take", "5", "2")
                    .ok("b", 31, 40, "take", "1", "");

            assertThat(told.asQueue()).isEqualTo(LINEARIZABLE);
        }

        @Test
        void lastFirst_isBroken() {
            Told told = new Told()
                    .ok("a", 0, 10, "put", "1", "")
                    .ok("a", 11, 20, "put", "2", "")
                    .ok("b", 21, 30, "take", "1", "2");

            assertThat(told.asQueue()).isEqualTo(BROKEN);
        }

        @Test
        void duplicateDelivery_isBroken() {
            Told told = new Told()
                    .ok("a", 0, 10, "put", "1", "")
                    .ok("b", 11, 20, "take", "1", "1")
                    .ok("b", 21, 25, "take", "1", "")
                    .ok("c", 26, 30, "take", "1", "1");

            assertThat(told.asQueue()).isEqualTo(BROKEN);
        }

        @Test
        void lostElement_isBroken() {
            Told told = new Told().ok("a", 0, 10, "put", "1", "").ok("b", 11, 20, "take", "1", "");

            assertThat(told.asQueue()).isEqualTo(BROKEN);
        }

        @Test
        void elementOfNobody_isBroken() {
            assertThat(new Told().ok("b", 11, 20, "take", "1", "1").asQueue()).isEqualTo(BROKEN);
        }

        @Test
        void fewerThanThereAre_isBroken() {
            Told told = new Told().ok("a", 0, 10, "put", "1,2,3", "").ok("b", 11, 20, "take", "3", "1,2");

            assertThat(told.asQueue()).isEqualTo(BROKEN);
        }

        @Test
        void takenByTheKilled_mayBeGoneWithHim() {
            Told told = new Told()
                    .ok("a", 0, 10, "put", "1,2", "")
                    .killed("b", 11, "take", "1")
                    .ok("c", 20, 30, "take", "1", "2")
                    .ok("c", 31, 40, "take", "1", "");

            assertThat(told.asQueue()).isEqualTo(LINEARIZABLE);
        }

        @Test
        void takenByTheKilled_isOneElementAtMost() {
            Told told = new Told()
                    .ok("a", 0, 10, "put", "1,2,3", "")
                    .killed("b", 11, "take", "1")
                    .ok("c", 20, 30, "take", "1", "3");

            assertThat(told.asQueue()).isEqualTo(BROKEN);
        }

        @Test
        void takenByTheKilled_comesBackBeforeLaterElements() {
            Told told = new Told()
                    .ok("a", 0, 10, "put", "1,2,3", "")
                    .killed("b", 11, "take", "1")
                    .ok("c", 20, 30, "take", "1", "2")
                    .ok("c", 31, 40, "take", "1", "1")
                    .ok("c", 41, 50, "take", "1", "3");
            Told behind = new Told()
                    .ok("a", 0, 10, "put", "1,2,3", "")
                    .killed("b", 11, "take", "1")
                    .ok("c", 20, 30, "take", "1", "2")
                    .ok("c", 31, 40, "take", "1", "3")
                    .ok("c", 41, 50, "take", "1", "")
                    .ok("d", 51, 55, "put", "4", "")
                    .ok("c", 60, 70, "take", "1", "4")
                    .ok("c", 71, 80, "take", "1", "1");

            assertThat(told.asQueue()).isEqualTo(LINEARIZABLE);
            // Late, but it came back late as well.
            assertThat(behind.asQueue()).isEqualTo(LINEARIZABLE);
        }

        @Test
        void comesBackToItsPlace_notBehind() {
            Told told = new Told()
                    .ok("a", 0, 10, "put", "1,2,3", "")
                    .killed("b", 11, "take", "1")
                    .ok("c", 20, 30, "take", "1", "2")
                    .ok("c", 31, 40, "take", "2", "3,1");

            assertThat(told.asQueue()).isEqualTo(BROKEN);
        }

        @Test
        void answerThatMayBeUnacknowledged_mayComeBack() {
            Told told = new Told()
                    .ok("a", 0, 10, "put", "1", "")
                    .ok("b", 11, 20, "take", "1", "1")
                    .killed("b", 21, "take", "1")
                    .ok("c", 30, 40, "take", "1", "1");

            assertThat(told.asQueue()).isEqualTo(LINEARIZABLE);
        }

        @Test
        void answerThatWasAcknowledged_doesNotComeBack() {
            Told told = new Told()
                    .ok("a", 0, 10, "put", "1,2", "")
                    .ok("b", 11, 20, "take", "1", "1")
                    .ok("b", 21, 25, "take", "1", "2")
                    .ok("c", 30, 40, "take", "1", "1");

            assertThat(told.asQueue()).isEqualTo(BROKEN);
        }
    }

    @Nested
    class Lock {
        @Test
        void oneAfterTheOther_isGood() {
            Told told = new Told()
                    .ok("a", 0, 10, "acquire", "", "1")
                    .ok("b", 5, 30, "acquire", "", "2")
                    .ok("c", 6, 9, "acquire", "", "no")
                    .ok("a", 15, 25, "release", "", "ok")
                    .ok("b", 31, 35, "release", "", "ok")
                    .ok("b", 36, 37, "release", "", "notHeld");

            assertThat(told.asLock()).isEqualTo(LINEARIZABLE);
        }

        @Test
        void twoHolders_areBroken() {
            Told told = new Told()
                    .ok("a", 0, 10, "acquire", "", "1")
                    .ok("b", 5, 15, "acquire", "", "2")
                    .ok("a", 20, 30, "release", "", "ok")
                    .ok("b", 20, 30, "release", "", "ok");

            assertThat(told.asLock()).isEqualTo(BROKEN);
        }

        @Test
        void tokenThatFalls_isBroken() {
            Told told = new Told()
                    .ok("a", 0, 10, "acquire", "", "2")
                    .ok("a", 11, 15, "release", "", "ok")
                    .ok("b", 20, 30, "acquire", "", "2");

            assertThat(told.asLock()).isEqualTo(BROKEN);
        }

        @Test
        void freeLockThatIsRefused_isBroken() {
            Told told = new Told()
                    .ok("a", 0, 10, "acquire", "", "1")
                    .ok("a", 11, 15, "release", "", "ok")
                    .ok("b", 20, 30, "acquire", "", "no");

            assertThat(told.asLock()).isEqualTo(BROKEN);
        }

        @Test
        void deathOfTheHolder_freesIt() {
            Told told = new Told()
                    .ok("a", 0, 10, "acquire", "", "1")
                    .killed("a", 11, "release", "")
                    .ok("b", 20, 30, "acquire", "", "2")
                    .killed("b", 31, "acquire", "")
                    .ok("c", 40, 50, "acquire", "", "3");

            assertThat(told.asLock()).isEqualTo(LINEARIZABLE);
        }

        @Test
        void sessionThatWasSeenAlive_hadNotEnded() {
            Told told = new Told()
                    .ok("a", 0, 10, "acquire", "", "1")
                    .ok("b", 20, 30, "acquire", "", "2")
                    .ok("a", 40, 50, "release", "", "ok");
            Told later = new Told()
                    .ok("a", 0, 10, "acquire", "", "1")
                    .ok("b", 20, 30, "acquire", "", "2")
                    .ok("a", 40, 50, "release", "", "notHeld");

            assertThat(told.asLock()).isEqualTo(BROKEN);
            // Not held any more, but it was: its session lived.
            assertThat(later.asLock()).isEqualTo(BROKEN);
        }
    }

    @Test
    void whatIsShown_isTheShortestBrokenBeginning() {
        Told told = new Told()
                .ok("a", 0, 10, "put", "1", "")
                .ok("a", 11, 20, "put", "2", "1")
                .ok("b", 21, 30, "get", "", "1")
                .ok("b", 31, 40, "get", "", "2")
                .ok("b", 41, 50, "remove", "", "2");

        assertThat(told.checkedAs(new RegisterModel()).offending())
                .extracting(Operation::name)
                .containsExactly("put", "put", "get");
    }

    @Test
    void tooManyStates_isUndecided() {
        Told told = new Told();
        for (int i = 0; i < 40; i++) {
            told.killed("w" + i, i, "put", String.valueOf(i));
        }
        told.ok("r", 100, 110, "get", "", "nobody's");

        assertThat(told.as(new RegisterModel())).isEqualTo(UNDECIDED);
    }
}
