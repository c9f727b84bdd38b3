package dev.holdall.server.type;

import dev.holdall.server.state.TestMachine;

/** Conditions of locks. */
class LockConditionTest extends LockConditions {
    @Override
    LockFixture open(TestMachine machine) {
        return LockTypeTest.open(machine, "l");
    }
}
