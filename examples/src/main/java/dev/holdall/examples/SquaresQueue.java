package dev.holdall.examples;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.SharedQueue;
import java.util.List;

/**
 * A queue between two processes: one puts the squares of a list's numbers on it, the other takes them off and prints them in the same
 * order.
 */
public final class SquaresQueue {
    private SquaresQueue() {}

    /** Puts the square of each number on the queue. */
    public record PutSquares(List<Integer> numbers, SharedQueue<Integer> squares) implements Runnable {
        @Override
        public void run() {
            for (int number : numbers) {
                squares.add(number * number);
            }
        }
    }

    /** Takes and prints elements until there are none. */
    public record PrintElements(SharedQueue<Integer> queue) implements Runnable {
        @Override
        public void run() {
            System.out.println("Queue elements:");
            // poll() answers null at once if there is nothing: the other worker is done. take() would wait for more.
            for (Integer element = queue.poll(); element != null; element = queue.poll()) {
                System.out.println(element);
            }
            System.out.println("Queue is now empty!");
        }
    }

    public static void main(String[] args) throws InterruptedException {
        try (Manager manager = Manager.start()) {
            SharedQueue<Integer> squares = manager.queue("squares", Integer.class);
            manager.worker(PutSquares.class, List.of(1, 2, 3, 4), squares)
                    .start()
                    .join();
            manager.worker(PrintElements.class, squares).start().join();
        }
    }
}
