package dev.holdall.server.type;

import dev.holdall.server.state.TestMachine;

/** Conditions of locks for writing. */
class WriteLockConditionTest extends LockConditions {
    @Override
    LockFixture open(TestMachine machine) {
        return ReadWriteLockTypeTest.writing(machine, "l");
    }
}
