package dev.holdall.client.plugin;

import dev.holdall.client.TypeRef;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedQueue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Plug-ins of these tests: one that behaves, and three that do not. */
public final class TestPlugins {
    private TestPlugins() {}

    /** A number. */
    public interface Tally extends PluginObject {
        long add(long n);

        long get();

        /** Overloads are told apart. */
        String add(String word);

        void addAllOf(SharedList<Long> numbers);

        long plus(Tally other);

        Tally copy();

        Tally itself();

        Tally nothing();

        Map<String, List<Long>> describe(List<Long> with);

        /** Tells that it runs, and waits for a word. */
        String meet(SharedQueue<String> there, SharedQueue<String> word) throws InterruptedException;

        String large(int characters);

        long callsItselfThrough(SharedList<Tally> holder);

        String ends();
    }

    public static final class Tallies implements PluginType<Tally, Long> {
        @Override
        public Class<Tally> exposed() {
            return Tally.class;
        }

        @Override
        public TypeRef<Long> state() {
            return TypeRef.of(Long.class);
        }

        @Override
        public Long create(Object... arguments) {
            if (arguments.length != 1) {
                throw new IllegalArgumentException("a tally begins with one number, not " + arguments.length);
            }
            return (Long) arguments[0];
        }

        @Override
        public Tally restore(Long state) {
            return new Number(state);
        }

        @Override
        public Long save(Tally object) {
            return ((Number) object).n;
        }
    }

    private static final class Number implements Tally {
        private long n;

        Number(long n) {
            this.n = n;
        }

        @Override
        public long add(long more) {
            n += more;
            return n;
        }

        @Override
        public long get() {
            return n;
        }

        @Override
        public String add(String word) {
            return n + word;
        }

        @Override
        public void addAllOf(SharedList<Long> numbers) {
            numbers.forEach(this::add);
        }

        @Override
        public long plus(Tally other) {
            return n + other.get();
        }

        @Override
        public Tally copy() {
            return new Number(n);
        }

        @Override
        public Tally itself() {
            return this;
        }

        @Override
        public Tally nothing() {
            return null;
        }

        @Override
        public Map<String, List<Long>> describe(List<Long> with) {
            return Map.of("n", List.of(n), "with", with);
        }

        @Override
        public String meet(SharedQueue<String> there, SharedQueue<String> word) throws InterruptedException {
            there.put("here");
            return word.take();
        }

        @Override
        public String large(int characters) {
            return "x".repeat(characters);
        }

        @Override
        public long callsItselfThrough(SharedList<Tally> holder) {
            return holder.get(0).get();
        }

        @Override
        public String ends() {
            Runtime.getRuntime().halt(9);
            return "never";
        }
    }

    /** What the three below have in common: a state by which one sees that they are as they were. */
    public interface Harmless extends PluginObject {
        int count();
    }

    /** Runs for ever when asked to. */
    public interface Looping extends Harmless {
        void loop();
    }

    /** Throws when asked to. */
    public interface Throwing extends Harmless {
        void fail(String why) throws IOException;
    }

    /** Takes all memory when asked to. */
    public interface Leaking extends Harmless {
        int leak();
    }

    private abstract static class Counted implements Harmless {
        int count;

        Counted(int count) {
            this.count = count;
        }

        @Override
        public int count() {
            return ++count;
        }
    }

    private abstract static class CountedType<T extends Harmless> implements PluginType<T, Integer> {
        private final Class<T> exposed;

        CountedType(Class<T> exposed) {
            this.exposed = exposed;
        }

        @Override
        public Class<T> exposed() {
            return exposed;
        }

        @Override
        public TypeRef<Integer> state() {
            return TypeRef.of(Integer.class);
        }

        @Override
        public Integer create(Object... arguments) {
            return 0;
        }

        @Override
        public Integer save(T object) {
            return ((Counted) (Object) object).count;
        }
    }

    public static final class LoopingType extends CountedType<Looping> {
        public LoopingType() {
            super(Looping.class);
        }

        @Override
        public Looping restore(Integer state) {
            return new LoopingObject(state);
        }
    }

    private static final class LoopingObject extends Counted implements Looping {
        LoopingObject(int count) {
            super(count);
        }

        @Override
        public void loop() {
            count = 1_000;
            while (count > 0) {
                Thread.onSpinWait();
            }
        }
    }

    public static final class ThrowingType extends CountedType<Throwing> {
        public ThrowingType() {
            super(Throwing.class);
        }

        @Override
        public Throwing restore(Integer state) {
            return new ThrowingObject(state);
        }
    }

    private static final class ThrowingObject extends Counted implements Throwing {
        ThrowingObject(int count) {
            super(count);
        }

        @Override
        public void fail(String why) throws IOException {
            count = 1_000;
            throw new IOException(why, new IllegalStateException("below"));
        }
    }

    public static final class LeakingType extends CountedType<Leaking> {
        public LeakingType() {
            super(Leaking.class);
        }

        @Override
        public Leaking restore(Integer state) {
            return new LeakingObject(state);
        }
    }

    private static final class LeakingObject extends Counted implements Leaking {
        LeakingObject(int count) {
            super(count);
        }

        @Override
        public int leak() {
            List<byte[]> kept = new ArrayList<>();
            while (kept.size() < 1 << 20) {
                kept.add(new byte[1 << 20]);
            }
            return kept.size();
        }
    }
}
