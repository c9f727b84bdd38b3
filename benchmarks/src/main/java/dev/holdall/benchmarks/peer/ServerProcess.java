package dev.holdall.benchmarks.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A server that says where it is and how much it has served: as a process, and what its main program does. */
public final class ServerProcess implements Server {
    private static final String READY = "ready";
    private static final String SERVED = "served";

    /** What a server's main program tells. */
    @FunctionalInterface
    public interface Count {
        long get() throws Exception;
    }

    private final Child child;
    private final String address;

    private ServerProcess(Child child, String address) {
        this.child = child;
        this.address = address;
    }

    /** Starts one and waits until it is ready. */
    public static ServerProcess start(String name, List<String> command, Path directory) throws IOException {
        Child child = Child.start(name, command, directory.resolve(name + ".log"));
        return new ServerProcess(child, child.answer(READY));
    }

    /** In the server's process: says that it is ready, and how much it has served as often as it is asked. Returns when it is to end. */
    public static void serve(String address, Count served) throws Exception {
        System.out.println(READY + " " + address);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            System.out.println(SERVED + " " + served.get());
        }
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public long served() throws IOException {
        return Long.parseLong(child.ask(SERVED, SERVED));
    }

    @Override
    public long pid() {
        return child.pid();
    }

    @Override
    public void close() throws InterruptedException {
        child.close();
    }
}
