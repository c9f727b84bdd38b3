package dev.holdall.benchmarks.workload;

import java.util.function.Consumer;

/** The steps of the {@link Workload}s. */
enum Steps implements Step {
    PUT {
        @Override
        public <R> void run(Commands<R> commands, Data data, Consumer<? super R> results) throws Exception {
            results.accept(commands.put(data.key(), data.value()));
        }
    },
    GET {
        @Override
        public <R> void run(Commands<R> commands, Data data, Consumer<? super R> results) throws Exception {
            results.accept(commands.get(data.key()));
        }
    },
    ADD {
        @Override
        public <R> void run(Commands<R> commands, Data data, Consumer<? super R> results) throws Exception {
            results.accept(commands.add());
        }
    },
    APPEND {
        @Override
        public <R> void run(Commands<R> commands, Data data, Consumer<? super R> results) throws Exception {
            results.accept(commands.append(data.value()));
        }
    },
    QUEUE {
        @Override
        public <R> void run(Commands<R> commands, Data data, Consumer<? super R> results) throws Exception {
            results.accept(commands.offer(data.value()));
            results.accept(commands.poll());
        }
    },
    MIX {
        @Override
        public <R> void run(Commands<R> commands, Data data, Consumer<? super R> results) throws Exception {
            (data.chance(10) ? PUT : GET).run(commands, data, results);
        }
    }
}
