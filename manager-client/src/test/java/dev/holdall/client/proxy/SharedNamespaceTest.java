package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.ManagerFixture;
import dev.holdall.client.TypeRef;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link SharedNamespace}, by name and behind an interface. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedNamespaceTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    record Point(int x, int y) {}

    private static SharedNamespace namespace() {
        return MANAGERS.manager().namespace();
    }

    @Test
    void attributesOfAllTypes_seenByAll() {
        SharedNamespace here = MANAGERS.manager().namespace("config");
        SharedNamespace there = MANAGERS.other().namespace("config");
        here.set("count", 5);
        here.set("point", new Point(1, 2));
        here.set("words", List.of("a", "b"));
        here.set("nothing", null);
        assertThat(there.get("count", Integer.class)).isEqualTo(5);
        assertThat(there.get("point", Point.class)).isEqualTo(new Point(1, 2));
        assertThat(there.get("words", new TypeRef<List<String>>() {})).containsExactly("a", "b");
        assertThat(there.get("nothing", String.class)).isNull();
        assertThat(there.names()).containsExactly("count", "point", "words", "nothing");
        assertThat(there.has("count")).isTrue();
        assertThat(there.remove("count")).isTrue();
        assertThat(there.remove("count")).isFalse();
        assertThat(here.has("count")).isFalse();
        assertThat(there).isEqualTo(here).hasSameHashCodeAs(here).hasToString("[point, words, nothing]");
    }

    @Test
    void missingAttribute_isNamed() {
        SharedNamespace namespace = MANAGERS.manager().namespace("empty one");
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> namespace.get("speed", Integer.class))
                .withMessageContaining("speed")
                .withMessageContaining("empty one");
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> namespace.as(Config.class).count())
                .withMessageContaining("count");
    }

    @Test
    void wrongTypesAndNames() {
        SharedNamespace namespace = namespace();
        namespace.set("x", "text");
        assertThatThrownBy(() -> namespace.get("x", Integer.class)).isInstanceOf(ClassCastException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> namespace.set("x", new Object()));
        assertThatIllegalArgumentException().isThrownBy(() -> namespace.set("", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> namespace.get("\uD800", String.class));
        assertThat(namespace.names()).containsExactly("x");
    }

    @Test
    void manyAttributes() {
        SharedNamespace namespace = namespace();
        List<String> names =
                IntStream.range(0, 300).mapToObj(i -> i + "n".repeat(500)).toList();
        names.forEach(name -> namespace.async().set(name, 1));
        assertThat(namespace.names()).isEqualTo(names);
        assertThat(namespace.toString()).endsWith(", ...]");
    }

    interface Config {
        int count();

        void count(int value);

        String getHostName();

        void setHostName(String value);

        boolean isOpen();

        void setOpen(boolean open);

        List<Point> points();

        void points(List<Point> points);

        default int next() {
            count(count() + 1);
            return count();
        }

        static String unrelated() {
            return "static";
        }
    }

    @Test
    void as_anInterface() {
        SharedNamespace namespace = namespace();
        Config config = namespace.as(Config.class);
        config.count(5);
        config.setHostName("here");
        config.setOpen(true);
        config.points(List.of(new Point(3, 4)));
        assertThat(config.next()).isEqualTo(6);
        assertThat(config.getHostName()).isEqualTo("here");
        assertThat(config.isOpen()).isTrue();
        assertThat(config.points()).containsExactly(new Point(3, 4));
        assertThat(namespace.names()).containsExactly("count", "hostName", "open", "points");
        assertThat(namespace.get("count", Integer.class)).isEqualTo(6);
        namespace.set("count", "text");
        assertThatThrownBy(config::count).isInstanceOf(ClassCastException.class);
        assertThat(config)
                .isEqualTo(namespace.as(Config.class))
                .hasSameHashCodeAs(namespace.as(Config.class))
                .isNotEqualTo(namespace)
                .isNotEqualTo(namespace().as(Config.class));
        assertThat(config.toString()).startsWith("Config of SharedNamespace[#");
    }

    interface Odd {
        int sum(int a, int b);
    }

    interface Unencodable {
        Thread thread();
    }

    @Test
    void as_whatIsNoSuchInterface() {
        SharedNamespace namespace = namespace();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> namespace.as(Odd.class))
                .withMessageContaining("sum");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> namespace.as(Unencodable.class))
                .withMessageContaining("Thread");
        assertThatIllegalArgumentException().isThrownBy(() -> namespace.as(Point.class));
    }

    @Test
    void aNamespaceIsAValue() {
        SharedNamespace namespace = namespace();
        SharedList<SharedNamespace> list = MANAGERS.manager().list("namespaces", SharedNamespace.class);
        list.add(namespace);
        MANAGERS.other().list("namespaces", SharedNamespace.class).get(0).set("x", namespace);
        assertThat(namespace.get("x", SharedNamespace.class)).isEqualTo(namespace);
        assertThat(namespace.get("x", Object.class)).isEqualTo(namespace);
    }

    private static <T> T of(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    @Test
    void async() throws Exception {
        AsyncNamespace async = namespace().async();
        of(async.set("x", 5));
        assertThat(of(async.get("x", Integer.class))).isEqualTo(5);
        assertThat(of(async.has("x"))).isTrue();
        assertThat(of(async.remove("x"))).isTrue();
        assertThatThrownBy(() -> of(async.get("x", Integer.class))).hasCauseInstanceOf(NoSuchElementException.class);
    }
}
