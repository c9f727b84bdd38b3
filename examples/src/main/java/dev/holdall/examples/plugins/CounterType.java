package dev.holdall.examples.plugins;

import dev.holdall.client.TypeRef;
import dev.holdall.client.plugin.PluginType;
import org.jspecify.annotations.Nullable;

/** Counters: the manager keeps a number. */
public final class CounterType implements PluginType<Counter, Long> {

    private static final class Sum implements Counter {
        private long sum;

        Sum(long sum) {
            this.sum = sum;
        }

        @Override
        public long add(long n) {
            sum = Math.addExact(sum, n);
            return sum;
        }

        @Override
        public long get() {
            return sum;
        }
    }

    @Override
    public Class<Counter> exposed() {
        return Counter.class;
    }

    @Override
    public TypeRef<Long> state() {
        return TypeRef.of(Long.class);
    }

    /** Takes the number to begin with; 0 without one. */
    @Override
    public Long create(@Nullable Object... arguments) {
        return arguments.length > 0 && arguments[0] instanceof Number first ? first.longValue() : 0L;
    }

    @Override
    public Counter restore(Long state) {
        return new Sum(state);
    }

    @Override
    public Long save(Counter counter) {
        return counter.get();
    }
}
