package dev.holdall.client.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.client.ManagerFixture;
import dev.holdall.client.proxy.SharedEvent;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Python's {@code Event}, method by method. */
@Timeout(60)
class PythonEventTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private final SharedEvent e = MANAGERS.manager().event();

    @Test
    @Python("Event")
    void newEvent() {
        assertThat(e.isSet()).isFalse();
        MANAGERS.manager().event("named").set();
        assertThat(MANAGERS.other().event("named").isSet()).isTrue();
    }

    @Test
    @Python("Event.is_set")
    void isSet() {
        e.set();
        assertThat(e.isSet()).isTrue();
        e.clear();
        assertThat(e.isSet()).isFalse();
    }

    @Test
    @Python("Event.set")
    void set() throws Exception {
        Elsewhere<Boolean> one = Elsewhere.call(() -> e.await(1, TimeUnit.HOURS));
        Elsewhere<Boolean> other = Elsewhere.call(() -> e.await(1, TimeUnit.HOURS));
        e.set();
        e.set();
        assertThat(one.outcome()).isTrue();
        assertThat(other.outcome()).isTrue();
        e.await(); // does not wait
    }

    @Test
    @Python("Event.clear")
    void clear() throws Exception {
        e.clear();
        e.set();
        e.clear();
        assertThat(e.await(1, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    @Python("Event.wait")
    void waitForIt() throws Exception {
        assertThat(e.await(1, TimeUnit.MILLISECONDS)).isFalse(); // the flag
        assertThat(e.await(0, TimeUnit.SECONDS)).isFalse();
        Elsewhere<Boolean> untimed = Elsewhere.call(() -> {
            e.await();
            return e.isSet();
        });
        e.set();
        assertThat(untimed.outcome()).isTrue();
        assertThat(e.await(0, TimeUnit.SECONDS)).isTrue();
    }
}
