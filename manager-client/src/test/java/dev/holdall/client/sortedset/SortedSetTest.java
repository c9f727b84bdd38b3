package dev.holdall.client.sortedset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.Manager;
import dev.holdall.client.ManagerOptions;
import dev.holdall.client.Refused;
import dev.holdall.client.TypeRef;
import dev.holdall.client.proxy.SharedLock;
import dev.holdall.client.proxy.SharedValue;
import dev.holdall.server.HoldallServer;
import dev.holdall.server.ServerOptions;
import dev.holdall.server.state.ObjectType;
import dev.holdall.server.type.BuiltInTypes;
import dev.holdall.wire.Key;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Adding a type takes a proto file, a server type, a proxy and a test (the four files of this package and its proto), a line in the list of types
 * and a factory method. Nothing else of the project knows of sorted sets.
 */
class SortedSetTest {
    private HoldallServer server;
    private Manager manager;

    @BeforeEach
    void start() throws Exception {
        Key key = Key.random();
        List<ObjectType<?>> types = new ArrayList<>(BuiltInTypes.ALL);
        types.add(new SortedSetType()); // the line in the list of types
        server = HoldallServer.start(new ServerOptions().key(key).types(types));
        manager = Manager.connect(server.address(), new ManagerOptions().key(key));
    }

    @AfterEach
    void stop() {
        manager.close();
        server.close();
    }

    /** The factory method. */
    private <E> SharedSortedSet<E> sortedSet(String name, Class<E> elements) {
        return SharedSortedSet.open(manager.proxies(), name, TypeRef.of(elements));
    }

    @Test
    void keeps_elements_sorted_and_none_twice() {
        SharedSortedSet<String> set = sortedSet("words", String.class);
        assertThat(set.add("c")).isTrue();
        assertThat(set.add("a")).isTrue();
        assertThat(set.add("b")).isTrue();
        assertThat(set.add("a")).isFalse();

        assertThat(set.popLowest()).isEqualTo("a");
        assertThat(set.popLowest()).isEqualTo("b");
        assertThat(set.popLowest()).isEqualTo("c");
        assertThat(set.popLowest()).isNull();
    }

    @Test
    void has_what_all_objects_have() {
        SharedSortedSet<String> set = sortedSet("words", String.class);

        assertThat(manager.names()).containsExactly("words");
        assertThatThrownBy(() -> manager.list("words", String.class))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("holdall.sortedsets.SortedSets");
        assertThat(manager.delete(set)).isTrue();
        assertThatThrownBy(() -> set.add("a")).isInstanceOf(Refused.class).hasMessageContaining("was deleted");
    }

    @Test
    void its_proxy_is_a_value_like_any_other() {
        SharedSortedSet<String> set = sortedSet("words", String.class);
        SharedValue<SharedSortedSet<String>> holder =
                manager.value("holder", new TypeRef<SharedSortedSet<String>>() {}, set);

        holder.get().add("x");

        assertThat(set.popLowest()).isEqualTo("x");
    }

    @Test
    void its_calls_are_guarded_by_a_lock_like_any_others() {
        SharedLock lock = manager.lock();
        lock.lock();
        SharedSortedSet<String> guarded = sortedSet("words", String.class).guardedBy(lock);
        assertThat(guarded.add("a")).isTrue();
        lock.unlock();

        assertThatThrownBy(() -> guarded.add("b"))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.reason()).isEqualTo(Refused.Reason.STALE_GUARD));
    }
}
