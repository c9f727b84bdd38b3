package dev.holdall.benchmarks.peer.holdall;

import dev.holdall.benchmarks.peer.Client;
import dev.holdall.benchmarks.workload.Commands;
import dev.holdall.benchmarks.workload.Data;
import dev.holdall.benchmarks.workload.Waiting;
import dev.holdall.client.Manager;
import dev.holdall.client.proxy.Accumulation;
import dev.holdall.client.proxy.AsyncDict;
import dev.holdall.client.proxy.AsyncList;
import dev.holdall.client.proxy.AsyncQueue;
import dev.holdall.client.proxy.AsyncValue;
import dev.holdall.client.proxy.SharedDict;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedLong;
import dev.holdall.client.proxy.SharedQueue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One manager, shared by all threads: its proxies are as safe for many threads as the collections that they stand for. */
final class HoldallClient implements Client {
    private final Manager manager;
    private final SharedDict<String, byte[]> dict;
    private final SharedLong counter;
    private final SharedList<byte[]> list;
    private final SharedQueue<byte[]> queue;

    HoldallClient(Manager manager) {
        this.manager = manager;
        this.dict = manager.dict("dict", String.class, byte[].class);
        this.counter = manager.longValue("counter", 0);
        this.list = manager.list("list", byte[].class);
        this.queue = manager.queue("queue", byte[].class);
    }

    @Override
    public Waiting waiting() {
        return new Calls();
    }

    @Override
    public Optional<Commands<CompletionStage<?>>> async() {
        return Optional.of(new Starts());
    }

    @Override
    public void reset(byte[] value) {
        counter.set(0);
        list.clear();
        queue.clear();
        Map<String, byte[]> all = new HashMap<>();
        for (String key : Data.keys()) {
            all.put(key, value);
        }
        dict.putAll(all);
    }

    @Override
    public void close() {
        manager.close();
    }

    private final class Calls implements Waiting {
        @Override
        public Object put(String key, byte[] value) {
            dict.set(key, value);
            return value;
        }

        @Override
        public Object get(String key) {
            return Waiting.present(dict.get(key));
        }

        @Override
        public Object add() {
            return counter.addAndGet(1);
        }

        @Override
        public Object append(byte[] element) {
            return list.add(element);
        }

        @Override
        public Object offer(byte[] element) {
            return queue.offer(element);
        }

        @Override
        public Object poll() {
            return Waiting.present(queue.poll());
        }

        @Override
        public byte[] take() throws InterruptedException {
            return queue.take();
        }
    }

    private final class Starts implements Commands<CompletionStage<?>> {
        private final AsyncDict<String, byte[]> asyncDict = dict.async();
        private final AsyncValue<Long> asyncCounter = counter.async();
        private final AsyncList<byte[]> asyncList = list.async();
        private final AsyncQueue<byte[]> asyncQueue = queue.async();

        @Override
        public CompletionStage<?> put(String key, byte[] value) {
            return asyncDict.set(key, value);
        }

        @Override
        public CompletionStage<?> get(String key) {
            return asyncDict.get(key);
        }

        @Override
        public CompletionStage<?> add() {
            return asyncCounter.accumulate(Accumulation.SUM, 1L);
        }

        @Override
        public CompletionStage<?> append(byte[] element) {
            return asyncList.add(element);
        }

        @Override
        public CompletionStage<?> offer(byte[] element) {
            return asyncQueue.offer(element);
        }

        @Override
        public CompletionStage<?> poll() {
            return asyncQueue.poll();
        }
    }
}
