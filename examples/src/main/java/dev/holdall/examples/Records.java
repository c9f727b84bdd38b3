package dev.holdall.examples;

import dev.holdall.client.Manager;
import dev.holdall.client.process.WorkerProcess;
import dev.holdall.client.proxy.SharedList;
import java.util.List;

/**
 * A list that three processes share: this one makes it, one worker appends a record, another prints all of them. The "server process"
 * program of multiprocessing tutorials.
 */
public final class Records {
    private Records() {}

    /** One line of a list of scores. */
    public record Score(String name, int score) {}

    /** Appends a record. */
    public record InsertRecord(SharedList<Score> records, Score added) implements Runnable {
        @Override
        public void run() {
            records.add(added);
            System.out.println("New record added!");
        }
    }

    /** Prints all records. */
    public record PrintRecords(SharedList<Score> records) implements Runnable {
        @Override
        public void run() {
            for (Score record : records) {
                System.out.println("Name: " + record.name());
                System.out.println("Score: " + record.score());
            }
        }
    }

    public static void main(String[] args) throws InterruptedException {
        try (Manager manager = Manager.start()) {
            SharedList<Score> records = manager.list("records", Score.class);
            records.addAll(List.of(new Score("Sam", 10), new Score("Adam", 9), new Score("Kevin", 9)));

            WorkerProcess insert = manager.worker(InsertRecord.class, records, new Score("Jeff", 8))
                    .start();
            insert.join();
            WorkerProcess print = manager.worker(PrintRecords.class, records).start();
            print.join();
        }
    }
}
