package dev.holdall.faults.worker;

import dev.holdall.client.Manager;
import dev.holdall.faults.history.Recorder;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A worker process. It is told on standard input what to do, and tells on standard output how it goes:
 *
 * <pre>
 *   (started with address and key file)      warm                  it has loaded its classes
 *   go name address history seed             progress losses n n.. each 50 ms: sessions lost, answers of each thread
 *   die take|lease|lock|batch                in take, ...          it is there, and waits to be killed
 *   stop                                     last ok               its last operation succeeded
 *                                            bye                   it has closed its session
 *                                            unexpected ...        something no fault explains
 * </pre>
 */
public final class WorkerMain {
    private static final long TELL_MILLIS = 50;
    private static final long JOIN_SECONDS = 30;

    private WorkerMain() {}

    /** Makes the work of one thread. */
    private interface Maker {
        Workload make(Workload.Self self);
    }

    private static final Map<String, Maker> THREADS = new LinkedHashMap<>();

    static {
        THREADS.put("dict1", DictWork::new);
        THREADS.put("dict2", DictWork::new);
        THREADS.put("put", PutWork::new);
        THREADS.put("take", TakeWork::new);
        THREADS.put("lease", LeaseWork::new);
        THREADS.put("batch", BatchWork::new);
        THREADS.put("lock", LockWork::new);
        THREADS.put("counter", CounterWork::new);
        THREADS.put("list", ListWork::new);
        THREADS.put("semaphore", SemaphoreWork::new);
        THREADS.put("barrier", BarrierWork::new);
    }

    public static void main(String[] arguments) throws Exception {
        Path keyFile = Path.of(arguments[1]);
        warmUp(arguments[0], keyFile);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String go = in.readLine();
        if (go == null) {
            return;
        }
        String[] words = go.split(" ");
        String name = words[1];
        Stop stop = new Stop();
        try (Recorder recorder = new Recorder(Path.of(words[3]), name);
                Link link = new Link(words[2], keyFile)) {
            List<Caller> callers = new ArrayList<>();
            List<Thread> threads = start(name, Long.parseLong(words[4]), link, recorder, stop, callers);
            Thread teller = new Thread(() -> tell(link, callers), "tell");
            teller.setDaemon(true);
            teller.start();
            listen(in, stop);
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(JOIN_SECONDS));
                if (thread.isAlive()) {
                    say("unexpected " + thread.getName() + " does not end: " + List.of(thread.getStackTrace()));
                }
            }
            lastOperation(name, link, recorder);
        }
        say("bye");
        System.exit(0);
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** Loads what connecting and calling need, so that a replacement is at work at once. */
    private static void warmUp(String address, Path keyFile) throws Exception {
        // A manager that is stopped at the moment comes back.
        try (Link link = new Link(address, keyFile)) {
            Manager manager = link.manager();
            long own = ProcessHandle.current().pid();
            manager.dict("warm-dict." + own, String.class, String.class).put("a", "b");
            manager.queue("warm-queue." + own, String.class).put("a");
            manager.longValue("warm-counter." + own, 0).incrementAndGet();
        }
        say("warm");
    }

    private static List<Thread> start(
            String name, long seed, Link link, Recorder recorder, Stop stop, List<Caller> callers) {
        List<Thread> threads = new ArrayList<>();
        Random seeds = new Random(seed);
        THREADS.forEach((threadName, maker) -> {
            Caller caller = new Caller(link, recorder, threadName, WorkerMain::say);
            callers.add(caller);
            Workload work =
                    maker.make(new Workload.Self(caller, new Random(seeds.nextLong()), name + '.' + threadName));
            Thread thread = new Thread(
                    () -> {
                        try {
                            work.run(stop);
                        } catch (Exception e) {
                            say("unexpected " + threadName + ": " + e);
                        }
                    },
                    threadName);
            thread.setDaemon(true);
            threads.add(thread);
        });
        threads.forEach(Thread::start);
        return threads;
    }

    private static void tell(Link link, List<Caller> callers) {
        try {
            while (true) {
                say("progress " + link.losses() + ' '
                        + callers.stream()
                                .map(caller -> String.valueOf(caller.answered()))
                                .collect(Collectors.joining(" ")));
                Thread.sleep(TELL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void listen(BufferedReader in, Stop stop) throws Exception {
        for (String line = in.readLine(); line != null && !line.equals("stop"); line = in.readLine()) {
            if (line.startsWith("die ")) {
                stop.prepareDeath(line.substring(4));
            }
        }
        stop.request();
    }

    private static void lastOperation(String name, Link link, Recorder recorder) {
        Caller last = new Caller(link, recorder, "last", WorkerMain::say);
        try {
            Manager manager = link.manager();
            last.call(manager, "dict/last." + name, "put", name, m -> {
                m.dict(Keys.DICT, String.class, String.class).put("last." + name, name);
                return "";
            });
            say("last ok");
        } catch (Exception e) {
            say("unexpected last operation: " + e);
        }
    }
}
