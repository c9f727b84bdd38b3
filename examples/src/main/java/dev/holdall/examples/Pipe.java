package dev.holdall.examples;

import dev.holdall.client.Manager;
import dev.holdall.client.process.WorkerProcess;
import dev.holdall.client.proxy.Connection;
import dev.holdall.client.proxy.SharedPipe;
import java.util.List;

/** A pipe between two processes: one sends messages from its end, the other receives them at its own until there is the last one. */
public final class Pipe {
    private static final String LAST = "END";

    private Pipe() {}

    static void send(Connection<String> connection, List<String> messages) throws InterruptedException {
        for (String message : messages) {
            connection.send(message);
            System.out.println("Sent the message: " + message);
        }
        connection.close();
    }

    static void receive(Connection<String> connection) throws InterruptedException {
        for (String message = connection.recv(); !message.equals(LAST); message = connection.recv()) {
            System.out.println("Received the message: " + message);
        }
    }

    public static void main(String[] args) throws InterruptedException {
        try (Manager manager = Manager.start()) {
            SharedPipe<String> pipe = manager.pipe(String.class);
            List<String> messages = List.of("hello", "hey", "hru?", LAST);
            WorkerProcess sender =
                    manager.worker(Pipe::send, pipe.first(), messages).start();
            WorkerProcess receiver =
                    manager.worker(Pipe::receive, pipe.second()).start();
            sender.join();
            receiver.join();
        }
    }
}
