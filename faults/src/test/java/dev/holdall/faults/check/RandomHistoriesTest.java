package dev.holdall.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdall.faults.check.Verdict.Kind;
import dev.holdall.faults.history.Operation;
import dev.holdall.faults.history.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Histories of objects that did run, one operation after the other, with calls and answers spread at random around the moment of each: all of
 * them have an order. With one answer changed, nearly none has.
 */
class RandomHistoriesTest {
    private static final int HISTORIES = 40;
    private static final int OPERATIONS = 80;
    private static final int PROCESSES = 6;
    private static final long MOST_STATES = 500_000;

    /** One kind of object: a real one, what may be called on it, and its model. */
    enum Kinds {
        REGISTER(random -> new Register(random), operations -> new RegisterModel()),
        COUNTER(random -> new Counter(random), operations -> new CounterModel()),
        LIST(random -> new GrowingList(random), operations -> new ListModel()),
        QUEUE(random -> new Fifo(random), QueueModel::new),
        LOCK(random -> new Mutex(random), operations -> new LockModel());

        final Function<Random, Real> real;
        final Function<List<Operation>, Model<?>> model;

        Kinds(Function<Random, Real> real, Function<List<Operation>, Model<?>> model) {
            this.real = real;
            this.model = model;
        }
    }

    /** An object that is used by one thread. */
    interface Real {
        /** Name and argument of something that the process may call now. */
        String[] choose(String process, int serial);

        String call(String process, String name, String argument);
    }

    private record Register(Random random, Map<String, String> map) implements Real {
        Register(Random random) {
            this(random, new HashMap<>());
        }

        @Override
        public String[] choose(String process, int serial) {
            return switch (random.nextInt(6)) {
                case 0 -> new String[] {"put", "v" + serial};
                case 1 -> new String[] {"putIfAbsent", "v" + serial};
                case 2 -> new String[] {"replace", map.getOrDefault("k", "v0") + ",v" + serial};
                case 3 -> new String[] {"remove", ""};
                default -> new String[] {"get", ""};
            };
        }

        @Override
        public String call(String process, String name, String argument) {
            String result = switch (name) {
                case "put" -> map.put("k", argument);
                case "putIfAbsent" -> map.putIfAbsent("k", argument);
                case "remove" -> map.remove("k");
                case "get" -> map.get("k");
                default -> String.valueOf(map.replace("k", argument.split(",")[0], argument.split(",")[1]));
            };
            return result == null ? "" : result;
        }
    }

    private static final class Counter implements Real {
        private final Random random;
        private long number;

        Counter(Random random) {
            this.random = random;
        }

        @Override
        public String[] choose(String process, int serial) {
            return new String[] {random.nextBoolean() ? "increment" : "get", ""};
        }

        @Override
        public String call(String process, String name, String argument) {
            number += name.equals("increment") ? 1 : 0;
            return String.valueOf(number);
        }
    }

    private record GrowingList(Random random, List<String> list) implements Real {
        GrowingList(Random random) {
            this(random, new ArrayList<>());
        }

        @Override
        public String[] choose(String process, int serial) {
            return switch (random.nextInt(4)) {
                case 0 -> new String[] {"add", "v" + serial};
                case 1 -> new String[] {"addAll", "v" + serial + ",w" + serial};
                case 2 -> new String[] {"get", String.valueOf(random.nextInt(list.size() + 2))};
                default -> new String[] {"size", ""};
            };
        }

        @Override
        public String call(String process, String name, String argument) {
            switch (name) {
                case "size":
                    return String.valueOf(list.size());
                case "get":
                    int index = Integer.parseInt(argument);
                    return index < list.size() ? list.get(index) : "none";
                default:
                    list.addAll(List.of(argument.split(",")));
                    return "";
            }
        }
    }

    private record Fifo(Random random, Deque<String> queue) implements Real {
        Fifo(Random random) {
            this(random, new ArrayDeque<>());
        }

        @Override
        public String[] choose(String process, int serial) {
            return switch (random.nextInt(5)) {
                case 0, 1 -> new String[] {"put", "v" + serial};
                case 2 -> new String[] {"put", "v" + serial + ",w" + serial};
                default -> new String[] {"take", String.valueOf(1 + random.nextInt(3))};
            };
        }

        @Override
        public String call(String process, String name, String argument) {
            if (name.equals("put")) {
                queue.addAll(List.of(argument.split(",")));
                return "";
            }
            List<String> taken = new ArrayList<>();
            while (taken.size() < Integer.parseInt(argument) && !queue.isEmpty()) {
                taken.add(queue.remove());
            }
            return String.join(",", taken);
        }
    }

    private static final class Mutex implements Real {
        private final Random random;
        private String holder = "";
        private long token;

        Mutex(Random random) {
            this.random = random;
        }

        @Override
        public String[] choose(String process, int serial) {
            boolean release = holder.equals(process) || random.nextInt(10) == 0;
            return new String[] {release ? "release" : "acquire", ""};
        }

        @Override
        public String call(String process, String name, String argument) {
            if (name.equals("release")) {
                boolean held = holder.equals(process);
                holder = held ? "" : holder;
                return held ? "ok" : "notHeld";
            }
            if (!holder.isEmpty()) {
                return "no";
            }
            holder = process;
            token += 1 + random.nextInt(3);
            return String.valueOf(token);
        }
    }

    /** @param killed whether some callers do not see their answer */
    private static List<Operation> history(Kinds kind, Random random, boolean killed) {
        Real real = kind.real.apply(random);
        Map<String, Long> free = new HashMap<>();
        List<Operation> history = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < OPERATIONS; i++) {
            now += 100;
            String process = "w" + random.nextInt(PROCESSES) + "/t";
            long invoked = now - random.nextInt(300);
            long completed = now + random.nextInt(300);
            if (free.getOrDefault(process, 0L) >= invoked) {
                continue;
            }
            String[] call = real.choose(process, i);
            // An acquisition that nobody knows of would end in a lock that nobody can have.
            boolean open = killed && random.nextInt(12) == 0 && kind != Kinds.LOCK;
            String result = open && random.nextBoolean() ? "" : real.call(process, call[0], call[1]);
            // Whoever was killed calls nothing more.
            free.put(process, open ? Operation.NEVER : completed);
            history.add(new Operation(
                    "#" + i,
                    process,
                    process,
                    "k/1",
                    call[0],
                    call[1],
                    invoked,
                    open ? Operation.NEVER : completed,
                    open ? Outcome.MISSING : Outcome.OK,
                    open ? "" : result));
        }
        return history;
    }

    private static Kind check(Kinds kind, List<Operation> history) {
        return Linearizability.decide(kind.model.apply(history), history, MOST_STATES)
                .kind();
    }

    @ParameterizedTest
    @EnumSource
    void spreadAroundTheirMoments_allHaveAnOrder(Kinds kind) {
        for (int seed = 0; seed < HISTORIES; seed++) {
            List<Operation> history = history(kind, new Random(seed), seed % 2 == 0);

            assertThat(check(kind, history)).as("%s with seed %d", kind, seed).isEqualTo(Kind.LINEARIZABLE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void answerOfAnotherOperation_isNearlyAlwaysFound(Kinds kind) {
        assertThat(found(kind, RandomHistoriesTest::withForeignAnswer)).isGreaterThan(0.8);
    }

    @ParameterizedTest
    @EnumSource
    void effectThatWasLost_isNearlyAlwaysFound(Kinds kind) {
        assertThat(found(kind, RandomHistoriesTest::withoutAnEffect)).isGreaterThan(0.6);
    }

    /** How many of the histories are found broken when they are changed; 1 is all. */
    private static double found(Kinds kind, BiFunction<List<Operation>, Random, List<Operation>> mutation) {
        int changed = 0;
        int found = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            List<Operation> history = history(kind, random, false);
            List<Operation> mutant = mutation.apply(history, random);
            if (!mutant.equals(history)) {
                changed++;
                found += check(kind, mutant) == Kind.BROKEN ? 1 : 0;
            }
        }
        assertThat(changed).isGreaterThan(HISTORIES / 2);
        return (double) found / changed;
    }

    /** One operation gets the answer of another one of the same name, long before or after it. */
    private static List<Operation> withForeignAnswer(List<Operation> history, Random random) {
        List<Operation> mutant = new ArrayList<>(history);
        int victim = random.nextInt(mutant.size());
        while (mutant.get(victim).result().isEmpty()) {
            victim = (victim + 1) % mutant.size();
        }
        Operation operation = mutant.get(victim);
        List<Operation> others = history.stream()
                .filter(other -> other.name().equals(operation.name())
                        && !other.result().equals(operation.result())
                        && Math.abs(other.invoked() - operation.invoked()) > 1_500)
                .toList();
        if (!others.isEmpty()) {
            mutant.set(
                    victim,
                    operation.withResult(
                            others.get(random.nextInt(others.size())).result()));
        }
        return mutant;
    }

    /** One write is taken out, which is as if it had been answered and never done. */
    private static List<Operation> withoutAnEffect(List<Operation> history, Random random) {
        List<Operation> writes = history.subList(0, history.size() * 3 / 4).stream()
                .filter(RandomHistoriesTest::writes)
                .toList();
        if (writes.isEmpty()) {
            return history;
        }
        List<Operation> mutant = new ArrayList<>(history);
        mutant.remove(writes.get(random.nextInt(writes.size())));
        return mutant;
    }

    private static boolean writes(Operation operation) {
        return switch (operation.name()) {
            case "put", "add", "addAll", "increment" -> true;
            case "acquire" -> !operation.result().equals("no");
            default -> false;
        };
    }
}
