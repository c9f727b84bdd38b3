package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.holdall.client.Manager;
import dev.holdall.client.ManagerFixture;
import dev.holdall.client.TypeRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all proxies have in common as values: {@code equals}, {@code hashCode}, {@code toString} and serialization. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProxyIdentityTest {
    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static final String LONG = "x".repeat(5_000);

    /** Every proxy class, and an object with more in it than one likes to read. A new type is one line here. */
    private static final Map<Class<? extends SharedObject>, Function<Manager, SharedObject>> ALL = Map.ofEntries(
            Map.entry(SharedList.class, manager -> filled(manager.list(String.class))),
            Map.entry(SharedDict.class, manager -> filled(manager.dict(String.class, String.class))),
            Map.entry(SharedQueue.class, manager -> filled(manager.queue(String.class))),
            Map.entry(SharedDeque.class, manager -> filled(manager.deque(String.class))),
            Map.entry(SharedValue.class, manager -> manager.value(String.class, LONG)),
            Map.entry(SharedInteger.class, manager -> manager.intValue(1)),
            Map.entry(SharedLong.class, manager -> manager.longValue(1)),
            Map.entry(SharedDouble.class, manager -> manager.doubleValue(1)),
            Map.entry(SharedLock.class, Manager::lock),
            Map.entry(SharedCondition.class, Manager::condition),
            Map.entry(SharedReadWriteLock.class, Manager::readWriteLock),
            Map.entry(SharedSemaphore.class, manager -> manager.semaphore(1)),
            Map.entry(SharedEvent.class, Manager::event),
            Map.entry(SharedLatch.class, manager -> manager.latch(1)),
            Map.entry(SharedBarrier.class, manager -> manager.barrier(2)),
            Map.entry(SharedSet.class, manager -> filled(manager.set(String.class))),
            Map.entry(SharedArray.class, manager -> manager.array(ArrayOf.INT, 10_000)),
            Map.entry(SharedNamespace.class, manager -> filled(manager.namespace())),
            Map.entry(SharedPipe.class, manager -> manager.pipe(String.class)));

    private static SharedObject filled(java.util.Collection<String> collection) {
        for (int i = 0; i < 50; i++) {
            collection.add(i + LONG);
        }
        return (SharedObject) collection;
    }

    private static SharedObject filled(SharedNamespace namespace) {
        for (int i = 0; i < 50; i++) {
            namespace.set("attribute" + i, LONG);
        }
        return namespace;
    }

    private static SharedObject filled(Map<String, String> map) {
        for (int i = 0; i < 50; i++) {
            map.put(i + LONG, LONG);
        }
        return (SharedObject) map;
    }

    static List<Class<? extends SharedObject>> proxies() {
        return ALL.keySet().stream()
                .sorted((a, b) -> a.getName().compareTo(b.getName()))
                .collect(Collectors.toList());
    }

    private static SharedObject make(Class<?> type) {
        return ALL.get(type).apply(MANAGERS.manager());
    }

    /** The same object by another connection. */
    private static Object elsewhere(SharedObject proxy) {
        Manager other = MANAGERS.other();
        return other.proxies().fromReference(proxy.handle().reference(), proxy.getClass());
    }

    @Test
    void every_proxy_class_is_in_the_list() {
        List<String> found = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.holdall.client.proxy")
                        .stream()
                        .filter(type -> type.isAssignableTo(SharedObject.class) && !type.isInterface())
                        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(JavaClass::getName)
                        .toList();
        assertThat(found)
                .as("proxy classes; a new one gets a line in ALL")
                .containsExactlyInAnyOrderElementsOf(
                        ALL.keySet().stream().map(Class::getName).toList());
    }

    @ParameterizedTest
    @MethodSource("proxies")
    void proxies_of_one_object_are_equal_on_all_connections(Class<?> type) {
        SharedObject proxy = make(type);
        Object same = elsewhere(proxy);
        assertThat(same).isExactlyInstanceOf(type).isNotSameAs(proxy);
        // Not AssertJ's isEqualTo, which has its own ways with collections.
        assertThat(proxy.equals(same)).isTrue();
        assertThat(same.equals(proxy)).isTrue();
        assertThat(proxy.equals(proxy)).isTrue();
        assertThat(same.hashCode()).isEqualTo(proxy.hashCode());
        assertThat(proxy.equals(null)).isFalse();
        assertThat(proxy.equals("another thing")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("proxies")
    void proxies_of_different_objects_are_told_apart(Class<?> type) {
        SharedObject proxy = make(type);
        for (Class<?> other : proxies()) {
            Object different = make(other);
            // Lists, sets and maps are equal by what they hold, as java.util has it.
            boolean byContent = proxy instanceof List && different instanceof List
                    || proxy instanceof Set && different instanceof Set
                    || proxy instanceof Map && different instanceof Map;
            assertThat(proxy.equals(different)).isEqualTo(byContent);
        }
        if (proxy instanceof List<?> list) {
            list.remove(0);
            assertThat(proxy.equals(make(type))).isFalse();
        } else if (proxy instanceof Map<?, ?> map) {
            map.remove(0 + LONG);
            assertThat(proxy.equals(make(type))).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("proxies")
    void toString_is_bounded_and_tells_no_secret(Class<?> type) {
        SharedObject proxy = make(type);
        String shown = proxy.toString();
        assertThat(shown).isNotEmpty().hasSizeLessThan(6_000);
        assertNoSecret(shown);
        assertNoSecret(proxy.handle().toString());
    }

    @ParameterizedTest
    @MethodSource("proxies")
    void serialized_proxy_is_small_tells_no_secret_and_becomes_a_proxy_again(Class<?> type) throws Exception {
        SharedObject proxy = make(type);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(proxy);
        }
        assertThat(bytes.size()).isLessThan(2_000);
        assertNoSecret(bytes.toString(StandardCharsets.ISO_8859_1));

        Object read = MANAGERS.other()
                .proxies()
                .reading(() -> new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject());

        assertThat(read).isExactlyInstanceOf(type).isNotSameAs(proxy);
        assertThat(proxy.equals(read)).isTrue();
        assertThat(((SharedObject) read).handle().elementTypes())
                .isEqualTo(proxy.handle().elementTypes());
    }

    @ParameterizedTest
    @MethodSource("proxies")
    void proxy_is_an_element_and_comes_back_as_itself(Class<? extends SharedObject> type) {
        SharedObject proxy = make(type);
        Object read = MANAGERS.manager().value(new TypeRef<Object>() {}, proxy).get();
        assertThat(read).isExactlyInstanceOf(withoutItsClass(type));
        assertThat(proxy.equals(asItself(type, proxy))).isTrue();
    }

    /** What the service alone tells: a condition is a lock with more to it, a number a value, a deque a queue. */
    private static Class<?> withoutItsClass(Class<?> type) {
        if (SharedNumber.class.isAssignableFrom(type)) {
            return SharedValue.class;
        }
        if (type == SharedDeque.class) {
            return SharedQueue.class;
        }
        return type == SharedCondition.class ? SharedLock.class : type;
    }

    private static <T extends SharedObject> SharedObject asItself(Class<T> type, SharedObject proxy) {
        return MANAGERS.manager().value(type, type.cast(proxy)).get();
    }

    private static void assertNoSecret(String text) {
        assertThat(text)
                .doesNotContain(MANAGERS.key().reveal())
                .doesNotContain(MANAGERS.server().address());
    }
}
