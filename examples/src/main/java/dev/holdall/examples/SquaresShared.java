package dev.holdall.examples;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.SharedList;
import dev.holdall.client.proxy.SharedValue;
import java.util.ArrayList;
import java.util.List;

/**
 * What is shared between processes and what is not: a worker squares numbers into a shared list, adds them up in a shared value, and
 * fills an ordinary list too. Its parent then sees the first two; its own ordinary list is as empty as before.
 */
public final class SquaresShared {
    /** Each process has its own. */
    private static final List<Integer> ORDINARY = new ArrayList<>();

    private SquaresShared() {}

    /** Squares the numbers into all three places. */
    public record Square(List<Integer> numbers, SharedList<Integer> result, SharedValue<Integer> sum)
            implements Runnable {
        @Override
        public void run() {
            for (int number : numbers) {
                int square = number * number;
                result.add(square);
                sum.accumulateAndGet(square, Integer::sum);
                ORDINARY.add(square);
            }
            print("worker", result, sum);
        }
    }

    public static void main(String[] args) throws InterruptedException {
        try (Manager manager = Manager.start()) {
            SharedList<Integer> result = manager.list("result", Integer.class);
            SharedValue<Integer> sum = manager.value("sum", Integer.class, 0);
            manager.worker(Square.class, List.of(1, 2, 3, 4), result, sum)
                    .start()
                    .join();
            print("parent", result, sum);
        }
    }

    private static void print(String process, SharedList<Integer> result, SharedValue<Integer> sum) {
        System.out.println("Result (in the " + process + "): " + result);
        System.out.println("Sum of squares: " + sum.get() + " (in the " + process + ")");
        System.out.println("Ordinary list (in the " + process + "): " + ORDINARY);
    }
}
