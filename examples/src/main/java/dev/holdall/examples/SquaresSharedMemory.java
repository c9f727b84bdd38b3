package dev.holdall.examples;

import dev.holdall.client.Manager;
import dev.holdall.client.memory.MemoryInt;
import dev.holdall.client.memory.MemoryIntArray;
import java.util.Arrays;
import java.util.List;

/**
 * An array and a value in memory that two processes share: a worker squares numbers into the array and adds them up in the value, and its
 * parent finds both there. The manager only starts the worker; what the two share never goes through it.
 */
public final class SquaresSharedMemory {
    private SquaresSharedMemory() {}

    static void square(List<Integer> numbers, MemoryIntArray result, MemoryInt sum) {
        for (int i = 0; i < numbers.size(); i++) {
            int square = numbers.get(i) * numbers.get(i);
            result.set(i, square);
            sum.addAndGet(square);
        }
        print("worker", result, sum);
    }

    public static void main(String[] args) throws InterruptedException {
        List<Integer> numbers = List.of(1, 2, 3, 4);
        try (Manager manager = Manager.start();
                MemoryIntArray result = MemoryIntArray.create(numbers.size());
                MemoryInt sum = MemoryInt.create(0)) {
            manager.worker(SquaresSharedMemory::square, numbers, result, sum)
                    .start()
                    .join();
            print("parent", result, sum);
        }
    }

    private static void print(String process, MemoryIntArray result, MemoryInt sum) {
        System.out.println("Result (in the " + process + "): " + Arrays.toString(result.toArray()));
        System.out.println("Sum of squares: " + sum.get() + " (in the " + process + ")");
    }
}
