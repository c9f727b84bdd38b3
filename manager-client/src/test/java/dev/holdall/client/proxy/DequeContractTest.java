package dev.holdall.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdall.client.ManagerFixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link SharedDeque} keeps the contract of {@link BlockingDeque}. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DequeContractTest {
    private static final int CAPACITY = 6;

    @RegisterExtension
    static final ManagerFixture MANAGERS = new ManagerFixture();

    private static SharedDeque<String> deque(String... elements) {
        SharedDeque<String> deque = MANAGERS.manager().deque(String.class);
        deque.addAll(Arrays.asList(elements));
        return deque;
    }

    // Against another deque --------------------------------------------------------------------------------------

    @FunctionalInterface
    interface Act {
        Object on(BlockingDeque<Integer> deque, int element) throws Exception;
    }

    private static List<Integer> drained(BlockingDeque<Integer> from, int most) {
        List<Integer> into = new ArrayList<>();
        assertThat(from.drainTo(into, most)).isEqualTo(into.size());
        return into;
    }

    private static List<Integer> walked(Iterator<Integer> walk, Predicate<Integer> remove) {
        List<Integer> seen = new ArrayList<>();
        while (walk.hasNext()) {
            int element = walk.next();
            seen.add(element);
            if (remove.test(element)) {
                walk.remove();
            }
        }
        return seen;
    }

    /** Every method of Queue, BlockingQueue, Deque and BlockingDeque, where it does not have to wait. */
    private static Map<String, Act> acts() {
        Map<String, Act> acts = new LinkedHashMap<>();
        acts.put("add", (d, e) -> d.add(e));
        acts.put("addFirst", (d, e) -> {
            d.addFirst(e);
            return null;
        });
        acts.put("addLast", (d, e) -> {
            d.addLast(e);
            return null;
        });
        acts.put("push", (d, e) -> {
            d.push(e);
            return null;
        });
        acts.put("offer", (d, e) -> d.offer(e));
        acts.put("offerFirst", (d, e) -> d.offerFirst(e));
        acts.put("offerLast", (d, e) -> d.offerLast(e));
        acts.put("offer, waiting", (d, e) -> d.offer(e, 1, TimeUnit.MILLISECONDS));
        acts.put("offerFirst, waiting", (d, e) -> d.offerFirst(e, 0, TimeUnit.SECONDS));
        acts.put("offerLast, waiting", (d, e) -> d.offerLast(e, -1, TimeUnit.SECONDS));
        acts.put("put", (d, e) -> {
            if (d.remainingCapacity() > 0) {
                d.put(e);
            }
            return null;
        });
        acts.put("putFirst", (d, e) -> {
            if (d.remainingCapacity() > 0) {
                d.putFirst(e);
            }
            return null;
        });
        acts.put("putLast", (d, e) -> {
            if (d.remainingCapacity() > 0) {
                d.putLast(e);
            }
            return null;
        });
        acts.put("addAll", (d, e) -> d.addAll(List.of(e, e + 1)));
        acts.put("remove", (d, e) -> d.remove());
        acts.put("removeFirst", (d, e) -> d.removeFirst());
        acts.put("removeLast", (d, e) -> d.removeLast());
        acts.put("pop", (d, e) -> d.pop());
        acts.put("poll", (d, e) -> d.poll());
        acts.put("pollFirst", (d, e) -> d.pollFirst());
        acts.put("pollLast", (d, e) -> d.pollLast());
        acts.put("poll, waiting", (d, e) -> d.poll(0, TimeUnit.SECONDS));
        acts.put("pollFirst, waiting", (d, e) -> d.pollFirst(1, TimeUnit.MILLISECONDS));
        acts.put("pollLast, waiting", (d, e) -> d.pollLast(-1, TimeUnit.SECONDS));
        acts.put("take", (d, e) -> d.isEmpty() ? null : d.take());
        acts.put("takeFirst", (d, e) -> d.isEmpty() ? null : d.takeFirst());
        acts.put("takeLast", (d, e) -> d.isEmpty() ? null : d.takeLast());
        acts.put("drainTo", (d, e) -> drained(d, e));
        acts.put("element", (d, e) -> d.element());
        acts.put("getFirst", (d, e) -> d.getFirst());
        acts.put("getLast", (d, e) -> d.getLast());
        acts.put("peek", (d, e) -> d.peek());
        acts.put("peekFirst", (d, e) -> d.peekFirst());
        acts.put("peekLast", (d, e) -> d.peekLast());
        acts.put("size", (d, e) -> d.size());
        acts.put("isEmpty", (d, e) -> d.isEmpty());
        acts.put("remainingCapacity", (d, e) -> d.remainingCapacity());
        acts.put("contains", (d, e) -> d.contains(e));
        acts.put("containsAll", (d, e) -> d.containsAll(List.of(e, e + 1)));
        acts.put("remove(Object)", (d, e) -> d.remove((Object) e));
        acts.put("removeFirstOccurrence", (d, e) -> d.removeFirstOccurrence(e));
        acts.put("removeLastOccurrence", (d, e) -> d.removeLastOccurrence(e));
        acts.put("removeIf", (d, e) -> d.removeIf(element -> element == e));
        acts.put("removeAll", (d, e) -> d.removeAll(List.of(e, e + 2)));
        acts.put("retainAll", (d, e) -> d.retainAll(List.of(e, e + 1, e + 2, e + 3)));
        acts.put("iterator", (d, e) -> walked(d.iterator(), element -> element == e));
        acts.put("descendingIterator", (d, e) -> walked(d.descendingIterator(), element -> element == e));
        acts.put("toArray", (d, e) -> Arrays.asList(d.toArray()));
        acts.put("stream", (d, e) -> d.stream().filter(element -> element < e).toList());
        acts.put("toString", (d, e) -> d.toString());
        return acts;
    }

    private static Object outcome(Act act, BlockingDeque<Integer> deque, int element) {
        try {
            return act.on(deque, element);
        } catch (Exception e) {
            return e.getClass();
        }
    }

    @Test
    void everyMethod_doesWhatThatOfALinkedBlockingDequeDoes() {
        Map<String, Set<Object>> outcomes = new LinkedHashMap<>();
        for (long seed = 1; seed <= 4; seed++) {
            actAtRandom(seed, outcomes);
        }
        // Each had more than one outcome, so that full and empty deques were met; those that would have had to wait
        // have none.
        assertThat(outcomes).containsOnlyKeys(acts().keySet());
        assertThat(outcomes)
                .allSatisfy((name, met) -> assertThat(met).hasSizeGreaterThan(name.startsWith("put") ? 0 : 1));
    }

    private static void actAtRandom(long seed, Map<String, Set<Object>> outcomes) {
        Random random = new Random(seed);
        BlockingDeque<Integer> model = new LinkedBlockingDeque<>(CAPACITY);
        SharedDeque<Integer> deque = MANAGERS.manager().deque(Integer.class, CAPACITY);
        Map<String, Act> acts = acts();
        List<String> names = List.copyOf(acts.keySet());
        for (int step = 0; step < 1_200; step++) {
            // A third of the time it is filled, and then emptied: those that add are the first 14, those that take the
            // next 14.
            int bias = random.nextInt(3) > 0 ? random.nextInt(names.size()) : random.nextInt(14) + step / 30 % 2 * 14;
            String name = names.get(bias);
            int element = random.nextInt(6);
            Object expected = outcome(acts.get(name), model, element);
            assertThat(outcome(acts.get(name), deque, element))
                    .as("seed %d, step %d: %s %d", seed, step, name, element)
                    .isEqualTo(expected);
            outcomes.computeIfAbsent(name, n -> new HashSet<>()).add(String.valueOf(expected));
        }
        assertThat(deque).containsExactlyElementsOf(model);
    }

    // Rules ------------------------------------------------------------------------------------------------------

    @Test
    void nullIsRefusedByWhatAddsAndChangesNothing() {
        SharedDeque<String> deque = deque("a");
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> deque.addFirst(null),
                () -> deque.addLast(null),
                () -> deque.push(null),
                () -> deque.offerFirst(null),
                () -> deque.offerLast(null),
                () -> deque.putFirst(null),
                () -> deque.putLast(null),
                () -> deque.offerFirst(null, 1, TimeUnit.SECONDS),
                () -> deque.offerLast(null, 1, TimeUnit.SECONDS),
                () -> deque.putAll(Arrays.asList("b", null)),
                () -> deque.offerAll(Arrays.asList("b", null)),
                () -> deque.offerFirst("b", 1, null),
                () -> deque.pollLast(1, null))) {
            assertThatNullPointerException().isThrownBy(call);
        }
        assertThat(deque).containsExactly("a");
    }

    @Test
    void emptyAndFull() {
        SharedDeque<String> empty = deque();
        assertThatThrownBy(empty::getFirst).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(empty::removeLast).isInstanceOf(NoSuchElementException.class);
        SharedDeque<String> full = MANAGERS.manager().deque(String.class, 1);
        full.addFirst("a");
        assertThatThrownBy(() -> full.addFirst("b"))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Deque full");
        assertThatThrownBy(() -> full.addLast("b")).isExactlyInstanceOf(IllegalStateException.class);
    }

    @Test
    void iterators_goThroughManyPagesBothWays() {
        SharedDeque<Integer> deque = MANAGERS.manager().deque(Integer.class);
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            all.add(i);
        }
        deque.addAll(all);
        deque.addFirst(-1);
        all.add(0, -1);
        assertThat(new ArrayList<>(deque)).isEqualTo(all);
        Collections.reverse(all);
        assertThat(walked(deque.descendingIterator(), element -> element % 1_000 == 0))
                .isEqualTo(all);
        assertThat(deque).hasSize(19_981).doesNotContain(0, 19_000);
    }

    // Waiting ----------------------------------------------------------------------------------------------------

    enum Wait {
        PUT_FIRST {
            @Override
            Object on(SharedDeque<String> deque) throws InterruptedException {
                deque.putFirst("new");
                return true;
            }
        },
        PUT_LAST {
            @Override
            Object on(SharedDeque<String> deque) throws InterruptedException {
                deque.putLast("new");
                return true;
            }
        },
        OFFER_FIRST {
            @Override
            Object on(SharedDeque<String> deque) throws InterruptedException {
                return deque.offerFirst("new", 1, TimeUnit.HOURS);
            }
        },
        OFFER_LAST {
            @Override
            Object on(SharedDeque<String> deque) throws InterruptedException {
                return deque.offerLast("new", 1, TimeUnit.HOURS);
            }
        },
        TAKE_FIRST {
            @Override
            Object on(SharedDeque<String> deque) throws InterruptedException {
                return deque.takeFirst();
            }
        },
        TAKE_LAST {
            @Override
            Object on(SharedDeque<String> deque) throws InterruptedException {
                return deque.takeLast();
            }
        },
        POLL_FIRST {
            @Override
            Object on(SharedDeque<String> deque) throws InterruptedException {
                return deque.pollFirst(1, TimeUnit.HOURS);
            }
        },
        POLL_LAST {
            @Override
            Object on(SharedDeque<String> deque) throws InterruptedException {
                return deque.pollLast(1, TimeUnit.HOURS);
            }
        };

        abstract Object on(SharedDeque<String> deque) throws InterruptedException;

        boolean puts() {
            return ordinal() < TAKE_FIRST.ordinal();
        }

        boolean first() {
            return name().endsWith("FIRST");
        }

        SharedDeque<String> waited() {
            SharedDeque<String> deque = MANAGERS.manager().deque(String.class, 2);
            if (puts()) {
                deque.addAll(List.of("a", "b"));
            }
            return deque;
        }
    }

    @ParameterizedTest
    @EnumSource
    void waits_untilThereIsRoomOrAnElement(Wait wait) throws Exception {
        SharedDeque<String> deque = wait.waited();
        Waiting<?> waiting = Waiting.parked(deque, () -> wait.on(deque));
        assertThat(waiting.isOver()).isFalse();
        if (wait.puts()) {
            assertThat(deque.removeFirst()).isEqualTo("a");
            assertThat(waiting.get()).isEqualTo(true);
            assertThat(deque).containsExactly(wait.first() ? new String[] {"new", "b"} : new String[] {"b", "new"});
        } else {
            deque.async().offerAll(List.of("x", "y")).join();
            assertThat(waiting.get()).isEqualTo(wait.first() ? "x" : "y");
            assertThat(deque).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void interrupt_endsTheWaitAndChangesNothing(Wait wait) throws Exception {
        SharedDeque<String> deque = wait.waited();
        List<String> before = List.copyOf(deque);
        Waiting<?> waiting = Waiting.parked(deque, () -> wait.on(deque));
        waiting.interrupt();
        assertThatThrownBy(waiting::get).cause().isInstanceOf(InterruptedException.class);
        assertThat(deque).containsExactlyElementsOf(before);
    }
}
