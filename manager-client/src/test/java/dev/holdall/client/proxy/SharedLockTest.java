package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SharedLockTest extends LockContract {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    @Override
    ManagerFixture managers() {
        return MANAGERS;
    }

    @Override
    OwnedLock lock(Manager manager, String name) {
        return manager.lock(name);
    }

    @Override
    OwnedLock lock(Manager manager, String name, String owner) {
        return manager.lock(name).ownedBy(owner);
    }

    @Override
    AsyncLock async(OwnedLock lock) {
        return ((SharedLock) lock).async();
    }

    @Test
    void isLocked_byAnybody() {
        SharedLock lock = MANAGERS.manager().lock();
        assertThat(lock.isLocked()).isFalse();
        lock.lock();
        assertThat(lock.isLocked()).isTrue();
        assertThat(lock.ownedBy("other").isLocked()).isTrue();
        lock.unlock();
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void unnamedLocks_areDifferentOnes() {
        SharedLock one = MANAGERS.manager().lock();
        SharedLock two = MANAGERS.manager().lock();
        one.lock();
        assertThat(two.isLocked()).isFalse();
        assertThat(one.name()).isNull();
        assertThat(one).isNotEqualTo(two);
        one.unlock();
    }

    @Test
    void lock_isAValue() {
        SharedLock lock = MANAGERS.manager().lock();
        SharedList<Object> carrier = MANAGERS.manager().list("lock-carrier", Object.class);
        carrier.add(lock);
        Object there = MANAGERS.other().list("lock-carrier", Object.class).get(0);
        assertThat(there).isEqualTo(lock).hasSameHashCodeAs(lock).isInstanceOf(SharedLock.class);
        lock.lock();
        assertThat(((SharedLock) there).tryLock()).isFalse();
        lock.unlock();
    }

    @Test
    void viewsOfALock_areEqual() {
        SharedLock lock = MANAGERS.manager().lock("viewed");
        assertThat(lock.ownedBy("job")).isEqualTo(lock).hasSameHashCodeAs(lock);
        assertThat(lock.ownedBy("job").name()).isEqualTo("viewed");
        assertThat(MANAGERS.other().lock("viewed")).isEqualTo(lock);
        assertThat(MANAGERS.manager().lock("another")).isNotEqualTo(lock);
    }

    @Test
    void toString_tellsWhichAndHow() {
        SharedLock lock = MANAGERS.manager().lock("shown");
        assertThat(lock).hasToString("SharedLock[shown][unlocked]");
        lock.lock();
        assertThat(lock).hasToString("SharedLock[shown][locked, 0 waiting]");
        lock.unlock();
    }

    @Test
    void wrongNames() {
        assertThatNullPointerException().isThrownBy(() -> MANAGERS.manager().lock((String) null));
        assertThatIllegalArgumentException().isThrownBy(() -> MANAGERS.manager().lock(""));
        assertThatNullPointerException()
                .isThrownBy(() -> MANAGERS.manager().lock().condition(null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MANAGERS.manager().lock().condition(""));
        MANAGERS.manager().list("a-list", String.class);
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> MANAGERS.manager().lock("a-list"))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Refused.Reason.MISMATCH));
    }
}
